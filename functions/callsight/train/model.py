"""The demo model: openai-whisper's own classes at a tiny size, with helpers that only train it.

Two things make a Whisper trainable in an hour on two cores, where the plain recipe needs days:

* attention that starts where it should: encoder heads look at fixed small offsets from the first
  step (they match sine positions), and cross-attention is guided by the known word times;
* the encoder is asked, frame by frame, which phone and which word it hears and which word was the
  last to end. The last one is what the decoder searches for: "the place after the word I wrote".
"""

import math
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from whisper.model import ModelDimensions, Whisper

from callsight.synthesize.utterances import vocabulary
from callsight.train.corpus import PHONES
from callsight.train.windows import tokens

VOCABULARY: Final = 51_864
"""Rows of the English token table (GPT-2's 50,257, special and timestamp tokens)."""
OFFSETS: Final = (
    (-1, 0, 1, -3, 3, None),
    (-2, 2, -5, 5, 0, None),
    (-4, 4, -8, 8, None, None),
    (-6, 6, -14, -22, None, None),
)
"""Where each encoder head of each layer looks at first, in frames of 20 ms; None is free."""


@dataclass(frozen=True)
class Size:
    """The dimensions that matter."""

    width: int = 192
    heads: int = 6
    encoder_layers: int = 4
    decoder_layers: int = 2
    context: int = 500
    """Encoder frames: the longest chunk is this many times 20 ms."""
    text: int = 192
    """Longest token sequence."""

    def dimensions(self) -> ModelDimensions:
        """In openai-whisper's terms."""
        wide = (self.width, self.heads)
        return ModelDimensions(
            80, self.context, *wide, self.encoder_layers, VOCABULARY, self.text, *wide,
            self.decoder_layers,
        )  # fmt: skip


def split(attention: Any, value: Tensor) -> Tensor:
    """`[B, T, width]` -> `[B, heads, T, width / heads]`."""
    return value.unflatten(-1, (attention.n_head, -1)).transpose(1, 2)


def attend(attention: Any, x: Tensor) -> Tensor:
    """Self-attention by plain matrix products.

    On CPU in bfloat16 this is 2.3 times as fast (forward and backward, heads of 32, 500 frames) as
    torch's fused kernel, which openai-whisper calls.
    """
    query, key = split(attention, attention.query(x)), split(attention, attention.key(x))
    weights = ((query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)).softmax(-1)
    seen = weights @ split(attention, attention.value(x))
    return attention.out(seen.transpose(1, 2).flatten(2))


class Trainee(nn.Module):
    """A Whisper with a compact token table and auxiliary heads."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        self.whisper = Whisper(size.dimensions())
        width, table = size.width, tokens()
        self.others = VOCABULARY - len(table.used)
        # one last row stands for all tokens that are never used
        self.embedding = nn.Parameter(torch.randn(len(table.used) + 1, width) * 0.5 * width**-0.5)
        self.phones = nn.Linear(width, len(PHONES))
        self.words = nn.Linear(width, len(vocabulary()) + 1)
        self.last_words = nn.Linear(width, len(vocabulary()) + 1)
        self.whisper.decoder.token_embedding = nn.Identity()
        self._initialize()

    @torch.no_grad()
    def _initialize(self) -> None:
        width = self.size.width
        for name, parameter in self.whisper.named_parameters():
            if parameter.dim() == 2 and "embedding" not in name:
                nn.init.normal_(parameter, 0, width**-0.5)
            if name.endswith(("out.weight", "mlp.2.weight")):
                parameter.mul_((2 * self.size.encoder_layers) ** -0.5)
        self.whisper.decoder.positional_embedding.normal_(0, 0.02)
        for block, offsets in zip(self.whisper.encoder.blocks, OFFSETS, strict=False):
            for head, offset in enumerate(offsets[: self.size.heads]):
                if offset is not None:
                    self._look(block.attn, head, offset)

    def _look(self, attention: Any, head: int, offset: int, strength: float = 1.6) -> None:
        """Starts a head so that its query matches the sine position `offset` frames away."""
        width = self.size.width
        size, half = width // self.size.heads, width // 2
        pairs = size // 2
        chosen = torch.linspace(0, 50 * width / 192, pairs).long()
        angle = torch.exp(-math.log(10000) / (half - 1) * torch.arange(half))[chosen] * offset
        query, key = torch.randn(2, size, width) * 0.02
        row = torch.arange(pairs) * 2
        query[row, chosen] += strength
        query[row + 1, half + chosen] += strength
        key[row, chosen] += strength * torch.cos(angle)
        key[row, half + chosen] -= strength * torch.sin(angle)
        key[row + 1, half + chosen] += strength * torch.cos(angle)
        key[row + 1, chosen] += strength * torch.sin(angle)
        rows = slice(head * size, (head + 1) * size)
        attention.query.weight[rows], attention.key.weight[rows] = query, key

    def encode(self, mel: Tensor) -> Tensor:
        """Like `AudioEncoder.forward`, for windows shorter than the context too."""
        encoder = self.whisper.encoder
        x = F.gelu(encoder.conv1(mel))
        x = F.gelu(encoder.conv2(x)).permute(0, 2, 1)
        x = (x + encoder.positional_embedding[: x.shape[1]]).to(mel.dtype)
        for block in encoder.blocks:
            x = x + attend(block.attn, block.attn_ln(x))
            x = x + block.mlp(block.mlp_ln(x))
        return encoder.ln_post(x)

    def decode(self, text: Tensor, audio: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Logits over the compact table (others last) and the cross-attention of each layer."""
        decoder, kind = self.whisper.decoder, audio.dtype
        x = F.embedding(text, self.embedding) + decoder.positional_embedding[: text.shape[1]]
        x, maps = x.to(kind), []
        for block in decoder.blocks:
            x = x + block.attn(block.attn_ln(x), mask=decoder.mask)[0]
            seen, weights = self._cross(block.cross_attn, block.cross_attn_ln(x), audio)
            maps.append(weights)
            x = x + seen
            x = x + block.mlp(block.mlp_ln(x))
        logits = (decoder.ln(x) @ self.embedding.to(kind).T).float()
        others = logits[..., -1:] + math.log(self.others)
        return torch.cat([logits[..., :-1], others], -1), maps

    def _cross(self, attention: Any, x: Tensor, audio: Tensor) -> tuple[Tensor, Tensor]:
        query, key = split(attention, attention.query(x)), split(attention, attention.key(audio))
        scores = (query @ key.transpose(-1, -2)).float() * query.shape[-1] ** -0.5
        weights = scores.softmax(-1)
        seen = weights.to(x.dtype) @ split(attention, attention.value(audio))
        return attention.out(seen.transpose(1, 2).flatten(2)), weights

    def export(self, path: Path) -> None:
        """Writes what `whisper.load_model` reads: half precision, deflated, in one replace."""
        state = {name: value.half() for name, value in self.whisper.state_dict().items()}
        rows = self.embedding.data[-1:].half().repeat(VOCABULARY, 1)
        rows[list(tokens().used)] = self.embedding.data[:-1].half()
        state["decoder.token_embedding.weight"] = rows
        plain = path.with_suffix(".plain")
        torch.save({"dims": asdict(self.size.dimensions()), "model_state_dict": state}, plain)
        small = path.with_suffix(".tmp")
        with zipfile.ZipFile(plain) as source, zipfile.ZipFile(small, "w") as target:
            for item in source.infolist():
                name = zipfile.ZipInfo(item.filename)
                target.writestr(name, source.read(item), zipfile.ZIP_DEFLATED, 9)
        plain.unlink()
        small.replace(path)
