"""What the trainings of the demo models share: learning rates, one step, checkpoints, command line.

Two optimizers, Muon for weight matrices and AdamW for the rest, warm up, stay, and fall linearly to
nearly nothing; a training can be stopped at any time and goes on from its checkpoint.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

LOG_FORMAT = "%(asctime)s %(message)s"
LOWEST = 0.02
"""Share of the peak learning rate at the end."""


@dataclass(frozen=True)
class Schedule:
    """How fast to learn."""

    seed: int
    rate: float
    """Peak learning rate of AdamW (embeddings, heads, norms)."""
    matrix_rate: float
    """Peak learning rate of Muon (all weight matrices)."""
    warmup: int
    """Steps."""
    decay_from: float
    """Progress at which the rates start to fall, linearly to nearly nothing."""
    clip: float
    """Largest norm of a gradient."""


class Loop:
    """A model, its optimizers (AdamW, Muon) and the count of steps."""

    def __init__(
        self, schedule: Schedule, model: nn.Module, optimizers: Sequence[torch.optim.Optimizer]
    ) -> None:
        self.schedule = schedule
        self.network = model
        self.optimizers = optimizers
        self.step = 0

    @property
    def progress(self) -> float:
        """From 0 to 1."""
        raise NotImplementedError

    def train_step(self) -> dict[str, float]:
        """One batch; returns the parts of the loss."""
        raise NotImplementedError

    def rates(self) -> tuple[float, float]:
        """Learning rates of the two optimizers now."""
        plan = self.schedule
        fall = (1 - self.progress) / (1 - plan.decay_from)
        scale = min(1.0, (self.step + 1) / plan.warmup, max(LOWEST, fall))
        return plan.rate * scale, plan.matrix_rate * scale

    def learn(self, loss: Tensor) -> None:
        """One update of all weights."""
        for optimizer, rate in zip(self.optimizers, self.rates(), strict=True):
            optimizer.zero_grad(set_to_none=True)
            for group in optimizer.param_groups:
                group["lr"] = rate
        loss.backward()
        self.share()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.schedule.clip)
        for optimizer in self.optimizers:
            optimizer.step()
        self.step += 1

    def share(self) -> None:
        """What is to be done with the gradients of one process."""

    def steps(self) -> Iterator[dict[str, float]]:
        """Parts of the loss of each step until the end of the plan."""
        while self.progress < 1:
            yield self.train_step()

    def state(self) -> dict[str, Any]:
        """Everything needed to go on later."""
        return {
            "model": self.network.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "step": self.step,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Takes over a state."""
        self.network.load_state_dict(state["model"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.step = state["step"]

    def save(self, path: Path) -> None:
        """Writes the state; a file that is there is whole at all times."""
        torch.save(self.state(), path.with_suffix(".tmp"))
        path.with_suffix(".tmp").replace(path)

    def load(self, path: Path) -> None:
        """Goes on where `save` left off; without a checkpoint, from the start."""
        if path.exists():
            self.restore(torch.load(path, weights_only=False))


def averages(parts: Iterator[dict[str, float]], every: int) -> Iterator[dict[str, float]]:
    """Means over some steps, for the log; NaN (nothing to measure in a batch) is left out."""
    held: dict[str, list[float]] = {}
    for count, part in enumerate(parts, start=1):
        for key, value in part.items():
            held.setdefault(key, []).append(value)
        if count % every == 0:
            yield {key: float(np.nanmean(values)) for key, values in held.items()}
            held = {}


def written(parts: dict[str, float]) -> str:
    """Parts of the loss as a line of the log."""
    return " ".join(f"{key} {value:.4f}" for key, value in parts.items())


Plan = TypeVar("Plan", bound=Schedule)


def command_line(
    plan: type[Plan], description: str | None, work: str, names: Sequence[str]
) -> tuple[Plan, Path, Path]:
    """Reads the plan, whose fields `names` are options, the work folder and where the model goes.

    The log is set up on the way.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(work))
    defaults: dict[str, Any] = {field.name: field.default for field in fields(plan)}
    for name in names:
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=type(defaults[name]), default=defaults[name])
    given = vars(parser.parse_args())
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    return plan(**{name: given[name] for name in names}), given["work"], given["out"]
