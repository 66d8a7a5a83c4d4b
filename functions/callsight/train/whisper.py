"""Trains the demo Whisper model: `python -m callsight.train.whisper --minutes 90 --out FILE`.

It renders the training speech (once; kept in the work folder), trains against the clock, writes a
checkpoint with the optimizer's state every few minutes (so it can be stopped and started again),
measures word error rate on held-out speech the way the pipeline decodes it, and exports the file.

Each core runs a single-threaded process and gradients are averaged: on a machine that others use
too, threads that wait for each other inside every matrix product lose more than half of the time.
"""

import argparse
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as dist

from callsight.train import evaluation
from callsight.train.batches import draw
from callsight.train.corpus import Corpus, cached
from callsight.train.losses import Weights, losses
from callsight.train.model import Size, Trainee
from callsight.train.windows import FRAMES, Composer

log = logging.getLogger(__name__)
ENVIRONMENT = {
    "MALLOC_MMAP_THRESHOLD_": "4294967296",
    "MALLOC_TRIM_THRESHOLD_": "17179869184",
    "MALLOC_TOP_PAD_": "268435456",
}
"""Keeps glibc from returning freed tensors to the system: 15% less processor time per step."""
LOG_FORMAT = "%(asctime)s %(message)s"


@dataclass(frozen=True)
class Plan:
    """How to train."""

    seed: int = 0
    minutes: float = 90.0
    utterances: int = 20_000
    budget: float = 56.0
    """Seconds of audio per step and worker."""
    rate: float = 8e-4
    """Peak learning rate of AdamW (embeddings, heads, norms)."""
    matrix_rate: float = 1e-3
    """Peak learning rate of Muon (all weight matrices)."""
    warmup: int = 80
    decay_from: float = 0.15
    """Progress at which the rate starts to fall, linearly to nearly nothing."""
    encoder_first: float = 0.03
    """Share of the time in which only the encoder learns."""
    workers: int = 2
    save_every: float = 180.0
    evaluate_every: float = 600.0
    size: Size = field(default_factory=Size)


class Trainer:
    """The model, its optimizers and the clock."""

    def __init__(self, plan: Plan, corpus: Corpus, rank: int = 0) -> None:
        torch.set_num_threads(1)
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.model = Trainee(plan.size)
        torch.manual_seed(plan.seed * 1000 + rank)
        self.composer = Composer(corpus, plan.seed * 1000 + rank)
        self.optimizers = self._optimizers()
        self.step = 0
        self.seconds = 0.0
        """Seconds trained so far, over all restarts; the same in all workers."""
        self.mark = time.monotonic()

    def _optimizers(self) -> list[torch.optim.Optimizer]:
        matrices, rest, plain = [], [], []
        for name, parameter in self.model.named_parameters():
            if name.startswith("whisper.") and parameter.dim() == 2 and "embedding" not in name:
                matrices.append(parameter)
            elif parameter.dim() >= 2 and "embedding" not in name:
                rest.append(parameter)
            else:
                plain.append(parameter)
        groups = [{"params": rest, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0.0}]
        return [
            torch.optim.AdamW(groups, lr=self.plan.rate, betas=(0.9, 0.98)),
            torch.optim.Muon(
                matrices,
                lr=self.plan.matrix_rate,
                weight_decay=0.02,
                momentum=0.95,
                adjust_lr_fn="match_rms_adamw",
            ),
        ]

    @property
    def progress(self) -> float:
        """From 0 to 1, by the clock."""
        return self.seconds / (self.plan.minutes * 60)

    def rates(self) -> tuple[float, float]:
        """Learning rates of the two optimizers now."""
        fall = (1 - self.progress) / (1 - self.plan.decay_from)
        scale = min(1.0, (self.step + 1) / self.plan.warmup, max(0.02, fall))
        return self.plan.rate * scale, self.plan.matrix_rate * scale

    def train_step(self) -> dict[str, float]:
        """One batch; returns the parts of the loss."""
        plan, progress = self.plan, self.progress
        batch = draw(self.composer, progress, plan.budget, plan.size.context / FRAMES)
        weights = Weights(
            text=0.0 if progress < plan.encoder_first else 1.0,
            guide=0.5 * (1 - 0.6 * progress),
            phone=1 - 0.7 * progress,
            word=0.7 * (1 - 0.7 * progress),
        )
        loss, parts = losses(self.model, batch, weights, torch.bfloat16)
        for optimizer, rate in zip(self.optimizers, self.rates(), strict=True):
            optimizer.zero_grad(set_to_none=True)
            for group in optimizer.param_groups:
                group["lr"] = rate
        loss.backward()
        for parameter in self.model.parameters():
            if parameter.grad is None:  # the decoder, while only the encoder learns
                parameter.grad = torch.zeros_like(parameter)
        now = time.monotonic()
        self.seconds = shared(self.model, self.seconds + now - self.mark)
        self.mark = now
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        for optimizer in self.optimizers:
            optimizer.step()
        self.step += 1
        return parts

    def save(self, path: Path) -> None:
        """Everything needed to go on later."""
        state: dict[str, Any] = {
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "step": self.step,
            "seconds": self.seconds,
        }
        torch.save(state, path.with_suffix(".tmp"))
        path.with_suffix(".tmp").replace(path)

    def load(self, path: Path) -> None:
        """Goes on where `save` left off."""
        state = torch.load(path, weights_only=False)
        self.model.load_state_dict(state["model"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.step, self.seconds = state["step"], state["seconds"]
        self.composer.rng.seed(f"{self.composer.rng.random()} {self.step}")


def shared(model: Trainee, seconds: float) -> float:
    """Averages the gradients over the workers, and the clock with them."""
    if not dist.is_initialized():
        return seconds
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    flat = torch.cat([*(g.flatten() for g in gradients), torch.tensor([seconds])])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    place = 0
    for gradient in gradients:
        gradient.copy_(flat[place : place + gradient.numel()].view_as(gradient))
        place += gradient.numel()
    return float(flat[-1])


def averages(parts: Iterator[dict[str, float]], every: int = 50) -> Iterator[dict[str, float]]:
    """Means over some steps, for the log; NaN (nothing to measure in a batch) is left out."""
    held: dict[str, list[float]] = {}
    for count, part in enumerate(parts, start=1):
        for key, value in part.items():
            held.setdefault(key, []).append(value)
        if count % every == 0:
            yield {key: float(np.nanmean(values)) for key, values in held.items()}
            held = {}


def run(plan: Plan, work: Path, out: Path) -> None:
    """Trains to the end of the plan, from the checkpoint in the work folder if there is one."""
    cached(work, plan.seed, plan.utterances, plan.workers)
    os.environ.update(ENVIRONMENT)
    with tempfile.TemporaryDirectory() as meeting:
        arguments = (plan, work, out, f"file://{meeting}/store")
        torch.multiprocessing.spawn(_worker, arguments, nprocs=plan.workers)
    log.info("held out: %s", evaluation.measure(out, evaluation.held_out(plan.seed, 200)))


def _worker(rank: int, plan: Plan, work: Path, out: Path, meeting: str) -> None:
    logging.basicConfig(level=logging.INFO if rank == 0 else logging.ERROR, format=LOG_FORMAT)
    torch.set_num_threads(1)
    dist.init_process_group("gloo", meeting, rank=rank, world_size=plan.workers)
    trainer = Trainer(plan, cached(work, plan.seed, plan.utterances), rank)
    state = work / "state.pt"
    if state.exists():
        trainer.load(state)
    saved = measured = trainer.seconds

    def steps() -> Iterator[dict[str, float]]:
        while trainer.progress < 1:
            yield trainer.train_step()

    for means in averages(steps()):
        text = " ".join(f"{key} {value:.3f}" for key, value in means.items())
        log.info("min %.1f step %d %s", trainer.seconds / 60, trainer.step, text)
        if rank == 0 and trainer.seconds - saved > plan.save_every:
            trainer.save(state)
            saved = trainer.seconds
        if rank == 0 and trainer.seconds - measured > plan.evaluate_every:
            trainer.model.export(out)
            log.info("held out: %s", evaluation.measure(out, evaluation.held_out(plan.seed, 60)))
            measured = trainer.seconds
    if rank == 0:
        trainer.save(state)
        trainer.model.export(out)
    dist.destroy_process_group()


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=90.0)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("demo-whisper-work"))
    parser.add_argument("--utterances", type=int, default=Plan.utterances)
    parser.add_argument("--rate", type=float, default=Plan.rate)
    parser.add_argument("--matrix-rate", type=float, default=Plan.matrix_rate)
    parser.add_argument("--budget", type=float, default=Plan.budget)
    parser.add_argument("--decay-from", type=float, default=Plan.decay_from)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    plan = Plan(
        seed=options.seed,
        minutes=options.minutes,
        utterances=options.utterances,
        rate=options.rate,
        matrix_rate=options.matrix_rate,
        budget=options.budget,
        decay_from=options.decay_from,
    )
    run(plan, options.work, options.out)


if __name__ == "__main__":
    main()
