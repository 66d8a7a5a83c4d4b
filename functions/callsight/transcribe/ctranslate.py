"""A Whisper model in the format of CTranslate2, with its matrices in 8-bit integers.

The layers are given to CTranslate2's own description of Whisper, so that any model which the base
engine can read (a name, a checkpoint, a Hugging Face folder) also runs in the fast one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from whisper.model import MultiHeadAttention, ResidualAttentionBlock, Whisper
from whisper.tokenizer import get_tokenizer


def save_converted(model: Whisper, folder: Path) -> None:
    """Write `model` for CTranslate2 into `folder`, which must not exist yet."""
    from ctranslate2.specs.whisper_spec import WhisperSpec

    dims, encoder, decoder = model.dims, model.encoder, model.decoder
    spec = WhisperSpec(dims.n_audio_layer, dims.n_audio_head, dims.n_text_layer, dims.n_text_head)
    for target, layer in ((spec.encoder.conv1, encoder.conv1), (spec.encoder.conv2, encoder.conv2)):
        target.weight, target.bias = _array(layer.weight), _array(layer.bias)
    spec.encoder.position_encodings.encodings = _array(encoder.positional_embedding)
    _norm(spec.encoder.layer_norm, encoder.ln_post)
    for target, block in zip(spec.encoder.layer, encoder.blocks, strict=True):
        _block(target, block)
    spec.decoder.scale_embeddings = False
    spec.decoder.embeddings.weight = _array(decoder.token_embedding.weight)
    spec.decoder.projection.weight = _array(decoder.token_embedding.weight)
    spec.decoder.position_encodings.encodings = _array(decoder.positional_embedding)
    _norm(spec.decoder.layer_norm, decoder.ln)
    for target, block in zip(spec.decoder.layer, decoder.blocks, strict=True):
        _block(target, block)
    tokenizer = get_tokenizer(model.is_multilingual, num_languages=model.num_languages)
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.alignment_heads = model.alignment_heads.indices().T.tolist()
    spec.config.lang_ids = list(tokenizer.all_language_tokens)
    spec.register_vocabulary(_vocabulary(model))
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True)
    spec.save(str(folder))


def _block(target: Any, block: ResidualAttentionBlock) -> None:
    _attention(target.self_attention, block.attn, [(0, 1, 2)])
    _norm(target.self_attention.layer_norm, block.attn_ln)
    if block.cross_attn is not None:
        _attention(target.attention, block.cross_attn, [(0,), (1, 2)])
        _norm(target.attention.layer_norm, block.cross_attn_ln)
    _linear(target.ffn.linear_0, [block.mlp[0]])
    _linear(target.ffn.linear_1, [block.mlp[2]])
    _norm(target.ffn.layer_norm, block.mlp_ln)


def _attention(target: Any, layer: MultiHeadAttention, groups: list[tuple[int, ...]]) -> None:
    """`groups` says which of query, key and value are one matrix in CTranslate2."""
    parts = (layer.query, layer.key, layer.value)
    for place, group in zip(target.linear, groups, strict=False):
        _linear(place, [parts[index] for index in group])
    _linear(target.linear[-1], [layer.out])


def _linear(target: Any, layers: list[torch.nn.Linear]) -> None:
    target.weight = np.concatenate([_array(layer.weight) for layer in layers])
    target.bias = np.concatenate(
        [
            np.zeros(len(layer.weight), np.float32) if layer.bias is None else _array(layer.bias)
            for layer in layers
        ]
    )


def _norm(target: Any, layer: torch.nn.LayerNorm) -> None:
    target.gamma, target.beta = _array(layer.weight), _array(layer.bias)


def _vocabulary(model: Whisper) -> list[str]:
    """A name for each token; only those of the special ones mean something to CTranslate2."""
    tokenizer = get_tokenizer(model.is_multilingual, num_languages=model.num_languages)
    special = {token: name for name, token in tokenizer.special_tokens.items()}
    return [special.get(token, f"token {token}") for token in range(model.dims.n_vocab)]


def _array(tensor: Tensor) -> np.ndarray:
    return tensor.detach().float().cpu().numpy()
