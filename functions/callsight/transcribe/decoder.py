"""Whisper's text decoder for a batch of chunks, over openai-whisper's own model classes.

Keys and values live in memory set aside once per batch; attention is PyTorch's fused one; a row
that ends gives its place to the last one still writing, so that later steps get cheaper. The
cross-attention queries of the alignment heads are kept as tokens are written: word times need no
second pass through the model.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as functional
from torch import Tensor
from whisper.model import MultiHeadAttention, Whisper


class TextState:
    """Keys, values and alignment queries of the rows that are being written.

    A chunk may have several rows (beams), one after the other; they share its encoder features.
    """

    def __init__(self, model: Whisper, features: Tensor, beams: int, room: int) -> None:
        self.model, self.beams = model, beams
        chunks, rows = len(features), len(features) * beams
        dims, blocks = model.dims, model.decoder.blocks
        heads, width = dims.n_text_head, dims.n_text_state // dims.n_text_head
        self.cross = [
            (
                _heads(block.cross_attn.key(features), heads).contiguous(),
                _heads(block.cross_attn.value(features), heads).contiguous(),
            )
            for block in blocks
        ]
        shape = (rows, heads, room, width)
        self.own = [(features.new_empty(shape), features.new_empty(shape)) for _ in blocks]
        places = model.alignment_heads.indices().T.tolist()
        self.aligned = [[head for layer, head in places if layer == i] for i in range(len(blocks))]
        self.queries = features.new_empty((rows, room, len(places), width))
        self.chunks, self.length = chunks, 0

    def step(self, tokens: Tensor, places: Sequence[int] = (-1,)) -> Tensor:
        """Logits [rows, places, vocabulary] at some `places` of `tokens` [rows, tokens] more.

        The vocabulary is the widest matrix of all: a prompt's other places need no logits.
        """
        decoder, start, count = self.model.decoder, self.length, tokens.shape[1]
        x = decoder.token_embedding(tokens) + decoder.positional_embedding[start : start + count]
        x = x.to(self.queries.dtype)
        kept = []
        for index, block in enumerate(decoder.blocks):
            x = x + self._own_attention(index, block.attn, block.attn_ln(x))
            y, queries = self._cross_attention(index, block.cross_attn, block.cross_attn_ln(x))
            kept.append(queries[:, self.aligned[index]])
            x = x + y
            x = x + block.mlp(block.mlp_ln(x))
        self.queries[: len(tokens), start : start + count] = torch.cat(kept, 1).transpose(1, 2)
        self.length += count
        x = decoder.ln(torch.stack([x[:, place] for place in places], 1))
        return functional.linear(x, decoder.token_embedding.weight.to(x.dtype)).float()

    def attention(self, chunk: int, queries: Tensor) -> Tensor:
        """What the alignment heads looked at, before the softmax: [heads, tokens, frames].

        `queries` are those of one row, [tokens, heads, width of a head].
        """
        keys = torch.cat([self.cross[i][0][chunk, heads] for i, heads in enumerate(self.aligned)])
        scaled = queries.transpose(0, 1) * queries.shape[-1] ** -0.5
        return (scaled @ keys.transpose(-1, -2)).float()

    def move(self, source: int, target: int) -> None:
        """Give the place of chunk `target` to chunk `source`."""
        a, b = (slice(i * self.beams, (i + 1) * self.beams) for i in (source, target))
        for (keys, values), (own_keys, own_values) in zip(self.cross, self.own, strict=True):
            keys[target], values[target] = keys[source], values[source]
            own_keys[b, :, : self.length] = own_keys[a, :, : self.length]
            own_values[b, :, : self.length] = own_values[a, :, : self.length]
        self.queries[b, : self.length] = self.queries[a, : self.length]

    def reorder(self, rows: Tensor) -> None:
        """Row i goes on from what was row `rows[i]`, of the same chunk."""
        count = len(rows)
        for tensor in (part for pair in self.own for part in pair):
            tensor[:count, :, : self.length] = tensor[rows, :, : self.length]
        self.queries[:count, : self.length] = self.queries[rows, : self.length]

    def _own_attention(self, index: int, layer: MultiHeadAttention, x: Tensor) -> Tensor:
        rows, count, _ = x.shape
        end = self.length + count
        keys, values = (cache[:rows] for cache in self.own[index])
        keys[:, :, self.length : end] = _heads(layer.key(x), layer.n_head)
        values[:, :, self.length : end] = _heads(layer.value(x), layer.n_head)
        heard = functional.scaled_dot_product_attention(
            _heads(layer.query(x), layer.n_head),
            keys[:, :, :end],
            values[:, :, :end],
            is_causal=count > 1,  # only the first step has several tokens, and nothing before it
        )
        return layer.out(heard.transpose(1, 2).flatten(2))

    def _cross_attention(
        self, index: int, layer: MultiHeadAttention, x: Tensor
    ) -> tuple[Tensor, Tensor]:
        rows, count, width = x.shape
        chunks = rows // self.beams
        keys, values = (cache[:chunks] for cache in self.cross[index])
        queries = layer.query(x)
        # the beams of a chunk ask the same keys: they are read once for all
        asked = _heads(queries.view(chunks, self.beams * count, width), layer.n_head)
        heard = functional.scaled_dot_product_attention(asked, keys, values)
        heard = heard.transpose(1, 2).reshape(rows, count, width)
        return layer.out(heard), _heads(queries, layer.n_head)


def _heads(x: Tensor, heads: int) -> Tensor:
    """[rows, tokens, width] -> [rows, heads, tokens, width of a head]."""
    return x.unflatten(2, (heads, -1)).transpose(1, 2)
