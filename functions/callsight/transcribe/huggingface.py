"""Whisper models as Hugging Face folders: `config.json` and safetensors, in one file or several.

Most fine-tuned models are published so. The layers are those of openai-whisper under other names.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from callsight.errors import ConfigurationError

if TYPE_CHECKING:
    from torch import Tensor
    from whisper.model import Whisper

_NAMES: Final = (
    (r"^model\.", ""),
    (r"^proj_out\.weight$", "decoder.token_embedding.weight"),
    (r"embed_tokens", "token_embedding"),
    (r"embed_positions\.weight", "positional_embedding"),
    (r"\.layers\.", ".blocks."),
    (r"self_attn_layer_norm", "attn_ln"),
    (r"encoder_attn_layer_norm", "cross_attn_ln"),
    (r"final_layer_norm", "mlp_ln"),
    (r"self_attn", "attn"),
    (r"encoder_attn", "cross_attn"),
    (r"q_proj", "query"),
    (r"k_proj", "key"),
    (r"v_proj", "value"),
    (r"out_proj", "out"),
    (r"\.fc1\.", ".mlp.0."),
    (r"\.fc2\.", ".mlp.2."),
    (r"^encoder\.layer_norm", "encoder.ln_post"),
    (r"^decoder\.layer_norm", "decoder.ln"),
)
_DIMS: Final = {
    "n_mels": "num_mel_bins",
    "n_audio_ctx": "max_source_positions",
    "n_audio_state": "d_model",
    "n_audio_head": "encoder_attention_heads",
    "n_audio_layer": "encoder_layers",
    "n_vocab": "vocab_size",
    "n_text_ctx": "max_target_positions",
    "n_text_state": "d_model",
    "n_text_head": "decoder_attention_heads",
    "n_text_layer": "decoder_layers",
}


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files of a model folder, in order; more than one for a sharded model.

    Raises ConfigurationError for a folder that holds no Whisper model.
    """
    if not (folder / "config.json").is_file():
        raise _wrong(folder, "it has no `config.json`")
    index = folder / "model.safetensors.index.json"
    names = ["model.safetensors"]
    if index.is_file():
        names = sorted(set(_json(index).get("weight_map", {}).values()))
    files = [folder / Path(name).name for name in names]
    missing = [path.name for path in files if not path.is_file()]
    if missing or not files:
        raise _wrong(folder, f"`{', '.join(missing) or 'weights'}` is not there")
    return files


def read_folder(folder: Path, device: str) -> Whisper:
    """The model of a Hugging Face folder as openai-whisper's class.

    Raises ConfigurationError for another architecture, and for weights of another shape.
    """
    from safetensors.torch import load_file
    from whisper.model import ModelDimensions, Whisper

    files, config = weight_files(folder), _json(folder / "config.json")
    if config.get("model_type") != "whisper":
        raise _wrong(folder, f"its `model_type` is `{config.get('model_type')}`")
    try:
        model = Whisper(ModelDimensions(**{ours: int(config[key]) for ours, key in _DIMS.items()}))
        weights: dict[str, Tensor] = {}
        for path in files:
            weights |= {_renamed(name): value.float() for name, value in load_file(path).items()}
        model.load_state_dict(weights)
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong(folder, f"`config.json` lacks a whole number: {error}") from error
    except Exception as error:  # safetensors and torch have errors of their own
        first = str(error).splitlines()[-1].strip()
        raise _wrong(folder, f"its weights have another shape than `config.json`: {first}") from (
            error
        )
    _set_alignment_heads(model, folder, config)
    return model.to(device)


def _renamed(name: str) -> str:
    for pattern, replacement in _NAMES:
        name = re.sub(pattern, replacement, name)
    return name


def _set_alignment_heads(model: Whisper, folder: Path, config: dict[str, Any]) -> None:
    """The heads that word times come from, where the folder names them."""
    import torch

    path = folder / "generation_config.json"
    known = _json(path) if path.is_file() else {}
    heads = known.get("alignment_heads") or config.get("alignment_heads")
    if heads:
        mask = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
        for layer, head in heads:
            mask[layer, head] = True
        model.register_buffer("alignment_heads", mask.to_sparse(), persistent=False)


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _wrong(path.parent, f"`{path.name}` cannot be read") from error
    return data if isinstance(data, dict) else {}


def _wrong(folder: Path, problem: str) -> ConfigurationError:
    return ConfigurationError(
        f"Speech model `{folder}` is no Hugging Face folder of a Whisper model: {problem}. It "
        "takes `config.json` and `model.safetensors`, or shards with their index."
    )
