"""The likeliest token at every step, or a seeded draw; for all chunks of a batch together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from torch import Tensor
from whisper.model import Whisper

from callsight.transcribe.decoder import TextState
from callsight.transcribe.hypotheses import Hypothesis, Job, finish

_LOOK_EVERY: Final = 8
"""Steps between looks at which rows have ended: each look makes a GPU wait for the CPU."""


@torch.no_grad()
def write_greedily(
    model: Whisper, features: Tensor, job: Job, temperature: float, seeds: Sequence[int]
) -> list[Hypothesis]:
    """One hypothesis for each chunk, in order; no row depends on another one."""
    steps = job.steps(model.dims.n_text_ctx)
    every = _LOOK_EVERY if features.device.type == "cuda" else 1
    writing = _Writing(TextState(model, features, 1, len(job.start) + steps), job, steps)
    draws = _draws(seeds, steps).to(features.device) if temperature else None
    for step in range(steps):
        writing.step(step, temperature, draws)
        last = step + 1 == steps
        if last or (step + 1) % every == 0:
            writing.take_ended(step + 1, last)
        if not writing.order:
            break
    return [writing.found[index] for index in range(len(features))]


class _Writing:
    """The rows that are still being written, and what is finished."""

    def __init__(self, state: TextState, job: Job, steps: int) -> None:
        self.state, self.job, self.eot = state, job, job.rules.tokenizer.eot
        device = state.queries.device
        self.order = list(range(state.chunks))
        """The chunk of each place."""
        self.written = torch.full((state.chunks, steps), self.eot, device=device)
        self.logs = torch.zeros((state.chunks, steps), device=device)
        self.silence: list[float] = []
        self.found: dict[int, Hypothesis] = {}

    def step(self, step: int, temperature: float, draws: Tensor | None) -> None:
        """One token more for every row; rows that ended repeat their end."""
        rows, device = len(self.order), self.written.device
        start = torch.tensor([self.job.start], device=device).expand(rows, -1)
        logits = self.state.step(self.written[:rows, step - 1 : step] if step else start)
        self.silence = self.silence or no_speech(logits, self.job)
        logits = self.job.rules.apply(logits[:, -1], self.written[:rows, :step])
        chosen = _choose(
            logits, temperature, draws[self.order, step] if draws is not None else None
        )
        logs = logits.gather(1, chosen[:, None])[:, 0] - logits.logsumexp(-1)
        if step:
            over = self.written[:rows, step - 1] == self.eot
            chosen, logs = chosen.masked_fill(over, self.eot), logs.masked_fill(over, 0.0)
        self.written[:rows, step], self.logs[:rows, step] = chosen, logs

    def take_ended(self, length: int, all_rows: bool) -> None:
        """Rows of so many tokens that ended become hypotheses; the last rows take their places."""
        ends = (self.written[: len(self.order), :length] == self.eot).sum(1).tolist()
        for row in reversed([row for row, count in enumerate(ends) if count or all_rows]):
            index, size = self.order[row], length - max(0, ends[row] - 1)
            self.found[index] = finish(
                self.job, self.state, row, index, self.state.queries[row],
                self.written[row, :size], self.logs[row, :size], self.silence[index],
            )  # fmt: skip
            if row != (end := len(self.order) - 1):
                self.state.move(end, row)
                self.written[row], self.logs[row] = self.written[end], self.logs[end]
                self.order[row] = self.order[end]
            self.order.pop()


def no_speech(logits: Tensor, job: Job) -> list[float]:
    """Probability of the no-speech token at the start of the transcript, 0 without one."""
    token = job.rules.tokenizer.no_speech
    if token is None:
        return [0.0] * len(logits)
    shares = logits[:, len(job.prompt)].softmax(-1)
    return shares[:, token].tolist()


def _draws(seeds: Sequence[int], steps: int) -> Tensor:
    """Uniform numbers in (0, 1] for every chunk and step."""
    return torch.from_numpy(
        np.stack([1 - np.random.default_rng(seed).random(steps) for seed in seeds])
    )


def _choose(logits: Tensor, temperature: float, draws: Tensor | None) -> Tensor:
    if draws is None:
        return logits.argmax(dim=-1)
    sums = (logits / temperature).softmax(-1).double().cumsum(-1)
    return torch.searchsorted(sums, draws[:, None] * sums[:, -1:])[:, 0]
