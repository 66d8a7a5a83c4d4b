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
    draws = _draws(seeds, steps).to(features.device) if temperature else None
    writing = _Writing(TextState(model, features, 1, len(job.start) + steps), job, steps, draws)
    for step in range(steps):
        writing.step(step, temperature)
        last = step + 1 == steps
        if last or (step + 1) % every == 0:
            writing.take_ended(step + 1, last)
        if not writing.order:
            break
    return [writing.found[index] for index in range(len(features))]


class _Writing:
    """The rows that are still being written, and what is finished."""

    def __init__(self, state: TextState, job: Job, steps: int, draws: Tensor | None) -> None:
        self.state, self.job, self.eot = state, job, job.rules.tokenizer.eot
        self.draws = draws
        """Of each place and step; None: the likeliest token."""
        device = state.queries.device
        self.order = list(range(state.chunks))
        """The chunk of each place."""
        self.written = torch.full((state.chunks, steps), self.eot, device=device)
        self.logs = torch.zeros((state.chunks, steps), device=device)
        self.silence: list[float] = []
        self.found: dict[int, Hypothesis] = {}

    def step(self, step: int, temperature: float) -> None:
        """One token more for every row; rows that ended repeat their end."""
        rows = len(self.order)
        if step:
            logits = self.state.step(self.written[:rows, step - 1 : step])[:, 0]
        else:
            logits, self.silence = opening(self.state, self.job, rows)
        logits = self.job.rules.apply(logits, self.written[:rows, :step])
        draws = self.draws[:rows, step] if self.draws is not None else None
        chosen = _choose(logits, temperature, draws)
        logs = logits.gather(1, chosen[:, None])[:, 0] - logits.logsumexp(-1)
        if step:
            over = self.written[:rows, step - 1] == self.eot
            chosen, logs = chosen.masked_fill(over, self.eot), logs.masked_fill(over, 0.0)
        self.written[:rows, step], self.logs[:rows, step] = chosen, logs

    def take_ended(self, length: int, all_rows: bool) -> None:
        """Rows of so many tokens that ended become hypotheses; the last rows take their places."""
        ends = (self.written[: len(self.order), :length] == self.eot).sum(1).tolist()
        done = [row for row, count in enumerate(ends) if count or all_rows]
        if not done:
            return
        tokens, logs = (x[done, :length].tolist() for x in (self.written, self.logs))
        for row, own, own_logs in reversed(list(zip(done, tokens, logs, strict=True))):
            index, size = self.order[row], length - max(0, ends[row] - 1)
            self.found[index] = finish(
                self.job, self.state, row, index, self.state.queries[row],
                own[:size], own_logs[:size], self.silence[index],
            )  # fmt: skip
            if row != (end := len(self.order) - 1):
                self.state.move(end, row)
                for kept in (self.written, self.logs, self.draws):
                    if kept is not None:
                        kept[row] = kept[end]
                self.order[row] = self.order[end]
            self.order.pop()


def opening(state: TextState, job: Job, rows: int) -> tuple[Tensor, list[float]]:
    """The first step: logits [rows, vocabulary], and how likely it is that nothing was said.

    That is the probability of the no-speech token at the start of the transcript, 0 without one.
    """
    start = torch.tensor([job.start], device=state.queries.device).expand(rows, -1)
    logits = state.step(start, (len(job.prompt), -1))
    token = job.rules.tokenizer.no_speech
    silence = [0.0] * rows if token is None else logits[:, 0].softmax(-1)[:, token].tolist()
    return logits[:, 1], silence


def _draws(seeds: Sequence[int], steps: int) -> Tensor:
    """Uniform numbers in (0, 1] for every chunk and step."""
    return torch.from_numpy(
        np.stack([1 - np.random.default_rng(seed).random(steps) for seed in seeds])
    )


def _choose(logits: Tensor, temperature: float, draws: Tensor | None) -> Tensor:
    if draws is None:
        return logits.max(dim=-1).indices  # as argmax, but several times faster on a CPU
    sums = (logits / temperature).softmax(-1).double().cumsum(-1)
    return torch.searchsorted(sums, draws[:, None] * sums[:, -1:])[:, 0]
