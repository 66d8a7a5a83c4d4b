"""What the decoder wrote for a chunk, and where in the sound its tokens are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from callsight.transcribe.alignment import first_frames
from callsight.transcribe.decoder import TextState
from callsight.transcribe.rules import Rules
from callsight.transcribe.sharpening import sharpen


@dataclass(frozen=True)
class Job:
    """How a batch is to be written."""

    rules: Rules
    prompt: tuple[int, ...]
    """Tokens before the start of the transcript: what was said before, or hot words."""
    frames: tuple[int, ...]
    """Encoder frames of each chunk that hold its sound."""

    @property
    def start(self) -> tuple[int, ...]:
        """All tokens that the decoder is given."""
        return self.prompt + self.rules.start

    def steps(self, context: int) -> int:
        """The most tokens to write in a text context of so many tokens, as openai-whisper."""
        return max(1, min(self.rules.longest, context - len(self.start) + 1))


@dataclass(frozen=True)
class Hypothesis:
    """A finished transcript of a chunk."""

    tokens: tuple[int, ...]
    """Of text; time tokens are left out."""
    probabilities: tuple[float, ...]
    """Of each token, in [0, 1]."""
    log_probability: float
    """Mean natural logarithm of the probability of a token, the end counted."""
    no_speech: float
    """Probability in [0, 1] that nothing was said."""
    cost: Tensor | None
    """Of each token and frame, [tokens + 1, frames]: low where the token is; None without text."""


def finish(
    job: Job, state: TextState, chunk: int, index: int, queries: Tensor, tokens: Sequence[int],
    logs: Sequence[float], no_speech: float,
) -> Hypothesis:  # fmt: skip
    """The hypothesis of a row that ended or ran out of room.

    `chunk` is its place in `state`, `index` that in the batch; `queries` are [positions, heads,
    width], `tokens` what was written, up to the end token if there is one, with the logarithms of
    their probabilities.
    """
    eot = job.rules.tokenizer.eot
    words = [step for step, token in enumerate(tokens) if token < eot]
    cost = None
    if words:
        # the row of a token is the position that predicts it: one before the token itself
        first = len(job.rules.start) - 1
        last = words[-1] + 1 if words[-1] + 1 < len(tokens) else None
        rows = [first + step for step in words] + ([first + last] if last is not None else [])
        seen = state.attention(chunk, queries[len(job.prompt) : len(job.prompt) + rows[-1] + 1])
        cost = -sharpen(seen[:, :, : job.frames[index]])[rows]
    said = len(tokens) - (tokens[-1] == eot)
    return Hypothesis(
        tuple(tokens[step] for step in words),
        tuple(math.exp(logs[step]) for step in words),
        sum(logs) / (said + 1),
        no_speech,
        cost,
    )


def token_frames(hypotheses: Sequence[Hypothesis]) -> list[list[int]]:
    """The frame where each token begins and the last one ends, for every hypothesis."""
    told = [h.cost for h in hypotheses if h.cost is not None]
    found = iter(first_frames(told) if told else [])
    frames = []
    for hypothesis in hypotheses:
        own = next(found) if hypothesis.cost is not None else []
        if hypothesis.cost is not None and len(own) == len(hypothesis.tokens):
            own = [*own, hypothesis.cost.shape[1]]  # cut off before its end: it fills the chunk
        frames.append(own)
    return frames
