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
    device, eot, count = features.device, job.rules.tokenizer.eot, len(features)
    steps = job.steps(model.dims.n_text_ctx)
    every = _LOOK_EVERY if device.type == "cuda" else 1
    state = TextState(model, features, 1, len(job.start) + steps)
    draws = _draws(seeds, steps).to(device) if temperature else None
    order = list(range(count))  # which chunk has which place
    written = torch.full((count, steps), eot, device=device)
    logs = torch.zeros((count, steps), device=device)
    found: dict[int, Hypothesis] = {}
    given = torch.tensor([job.start], device=device).repeat(count, 1)
    silence: list[float] = []
    for step in range(steps):
        logits = state.step(given)
        if not step:
            silence = no_speech(logits, job)
        rows = len(order)
        logits = job.rules.apply(logits[:, -1], written[:rows, :step])
        chosen = _choose(logits, temperature, None if draws is None else draws[:rows, step])
        likelihood = logits.gather(1, chosen[:, None])[:, 0] - logits.logsumexp(-1)
        if step:
            over = written[:rows, step - 1] == eot
            chosen, likelihood = chosen.masked_fill(over, eot), likelihood.masked_fill(over, 0.0)
        written[:rows, step], logs[:rows, step] = chosen, likelihood
        last = step + 1 == steps
        if last or (step + 1) % every == 0:
            ended = [row for row in range(rows) if last] or (chosen == eot).nonzero()[:, 0].tolist()
            for row in reversed(ended):
                length = step + 1 - max(0, int((written[row, : step + 1] == eot).sum()) - 1)
                found[order[row]] = finish(
                    job, state, row, order[row], state.queries[row],
                    written[row, :length], logs[row, :length], silence[order[row]],
                )  # fmt: skip
                if row != (end := len(order) - 1):
                    state.move(end, row)
                    for rows_of in (written, logs, *([draws] if draws is not None else [])):
                        rows_of[row] = rows_of[end].clone()
                    order[row] = order[end]
                order.pop()
            if not order:
                break
        given = written[: len(order), step : step + 1]
    return [found[index] for index in range(count)]


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
