"""The tagger's network: a small pretrained encoder that also reads what the recognizers found.

Word pieces, their features and the recognizers' findings are summed and go through the six layers
of MiniLM (Wang et al. 2020, https://arxiv.org/abs/2002.10957), fine-tuned; out comes, for each piece,
how likely it is of each kind of personal data, or of none. On disk, weights are rounded to eight
bits per row.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

NONE: Final = "O"
"""The first entity: nobody's."""
CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.json"
_SIZES: Final = {"case": 4, "gap": 8, "speaker": 3, "names": 16, "question": 2}
_BYTE, _SCALE = ".byte", ".scale"
_EPSILON: Final = 1e-12
_OF_BERT: Final = {
    "self_attn.out_proj": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "linear1": "intermediate.dense",
    "linear2": "output.dense",
    "norm2": "output.LayerNorm",
}


class TagModel(nn.Module):
    """Word pieces with features to logits per entity."""

    def __init__(self, config: dict[str, Any]) -> None:
        """`config`: `encoder` (`pieces`, `width`, `inner`, `heads`, `layers`, `longest`; `dropout`),
        `entities`, `cues`.
        """
        super().__init__()
        self.config = config
        shape, entities = config["encoder"], config["entities"]
        width, dropout = shape["width"], shape.get("dropout", 0.1)
        self.words = nn.Embedding(shape["pieces"], width)
        self.places = nn.Embedding(shape["longest"], width)
        sizes = _SIZES | {"cue": len(config["cues"]), "rule": 1 + 3 * len(entities)}
        tables = {name: nn.Embedding(size, width) for name, size in sizes.items()}
        for table in tables.values():
            nn.init.normal_(table.weight, std=0.001)  # at first, the encoder reads words alone
        self.features = nn.ModuleDict(tables)
        self.norm = nn.LayerNorm(width, eps=_EPSILON)
        self.dropout = nn.Dropout(dropout)
        layer = nn.TransformerEncoderLayer(
            width, shape["heads"], shape["inner"], dropout, "gelu", _EPSILON, batch_first=True
        )
        self.layers = nn.TransformerEncoder(layer, shape["layers"], enable_nested_tensor=False)
        self.out = nn.Linear(width, len(entities))

    def forward(self, ids: Tensor, columns: dict[str, Tensor], mask: Tensor) -> Tensor:
        """Logits, shape (calls, pieces, entities); `mask` is True on pieces, False on padding."""
        states = self.words(ids) + self.places.weight[: ids.shape[1]]
        for name, table in self.features.items():
            states = states + table(columns[name])
        states = self.layers(self.dropout(self.norm(states)), src_key_padding_mask=~mask)
        logits: Tensor = self.out(states)
        return logits


def of_bert(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights of a BertModel of `transformers` by the names that they have here."""
    kinds = weights["embeddings.token_type_embeddings.weight"]
    named = {
        "words.weight": weights["embeddings.word_embeddings.weight"],
        "places.weight": weights["embeddings.position_embeddings.weight"] + kinds[0],
    }
    for kind in ("weight", "bias"):
        named[f"norm.{kind}"] = weights[f"embeddings.LayerNorm.{kind}"]
        for layer in range(sum("intermediate.dense.bias" in name for name in weights)):
            theirs, ours = f"encoder.layer.{layer}", f"layers.layers.{layer}"
            parts = [
                weights[f"{theirs}.attention.self.{part}.{kind}"]
                for part in ("query", "key", "value")
            ]
            named[f"{ours}.self_attn.in_proj_{kind}"] = torch.cat(parts)
            for name, source in _OF_BERT.items():
                named[f"{ours}.{name}.{kind}"] = weights[f"{theirs}.{source}.{kind}"]
    return named


def save(model: TagModel, tokenizer: Any, folder: Path) -> None:
    """Write configuration, weights in eight bits and tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CONFIG).write_text(json.dumps(model.config, indent=1) + "\n", encoding="utf-8")
    tokenizer.save(str(folder / TOKENIZER))
    tensors: dict[str, Tensor] = {}
    for name, weight in model.state_dict().items():
        if weight.ndim < 2 or name == "places.weight":  # added to every piece: kept finer
            tensors[name] = weight.half().cpu().contiguous()
            continue
        scale = weight.float().abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        tensors[name + _BYTE] = (weight.float() / scale).round().to(torch.int8).cpu().contiguous()
        tensors[name + _SCALE] = scale.cpu()
    save_file(tensors, folder / WEIGHTS)


def load(folder: Path) -> tuple[TagModel, Any]:
    """The model, ready to tag, and its tokenizer. Raises OSError or ValueError for a broken folder."""
    from tokenizers import Tokenizer

    model = TagModel(json.loads((folder / CONFIG).read_text(encoding="utf-8")))
    stored = load_file(folder / WEIGHTS)
    weights = {
        name.removesuffix(_BYTE): tensor.float() * stored[name.removesuffix(_BYTE) + _SCALE]
        if name.endswith(_BYTE)
        else tensor.float()
        for name, tensor in stored.items()
        if not name.endswith(_SCALE)
    }
    model.load_state_dict(weights)
    return model.eval(), Tokenizer.from_file(str(folder / TOKENIZER))
