"""Trains the demo Whisper model: `python -m callsight.train.whisper --minutes 90 --out FILE`.

It renders the training speech (once; kept in the work folder), trains against the clock, writes a
checkpoint with the optimizer's state every few minutes (so it can be stopped and started again),
measures word error rate on held-out speech the way the pipeline decodes it, and exports the file.

Each core runs a single-threaded process and gradients are averaged: on a machine that others use
too, threads that wait for each other inside every matrix product lose more than half of the time.
"""

import logging
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist

from callsight.train import evaluation
from callsight.train.batches import draw
from callsight.train.corpus import Corpus, cached
from callsight.train.loop import LOG_FORMAT, Loop, Schedule, averages, command_line, written
from callsight.train.losses import Weights, losses
from callsight.train.model import Size, Trainee
from callsight.train.windows import FRAMES, Composer

log = logging.getLogger(__name__)
LOG_EVERY = 50
"""Steps."""
ENVIRONMENT = {
    "MALLOC_MMAP_THRESHOLD_": "4294967296",
    "MALLOC_TRIM_THRESHOLD_": "17179869184",
    "MALLOC_TOP_PAD_": "268435456",
}
"""Keeps glibc from returning freed tensors to the system: 15% less processor time per step."""


@dataclass(frozen=True)
class Plan(Schedule):
    """How to train."""

    seed: int = 0
    rate: float = 8e-4
    matrix_rate: float = 1e-3
    warmup: int = 80
    decay_from: float = 0.15
    clip: float = 5.0
    minutes: float = 90.0
    utterances: int = 20_000
    budget: float = 56.0
    """Seconds of audio per step and worker."""
    encoder_first: float = 0.03
    """Share of the time in which only the encoder learns."""
    workers: int = 2
    save_every: float = 180.0
    evaluate_every: float = 600.0
    size: Size = field(default_factory=Size)


class Trainer(Loop):
    """The model, its optimizers and the clock."""

    def __init__(self, plan: Plan, corpus: Corpus, rank: int = 0) -> None:
        torch.set_num_threads(1)
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.model = Trainee(plan.size)
        torch.manual_seed(plan.seed * 1000 + rank)
        self.composer = Composer(corpus, plan.seed * 1000 + rank)
        super().__init__(plan, self.model, self._optimizers())
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
        self.learn(loss)
        return parts

    def share(self) -> None:
        """Averages the gradients over the workers, and moves the clock."""
        for parameter in self.model.parameters():
            if parameter.grad is None:  # the decoder, while only the encoder learns
                parameter.grad = torch.zeros_like(parameter)
        now = time.monotonic()
        self.seconds = shared(self.model, self.seconds + now - self.mark)
        self.mark = now

    def state(self) -> dict[str, Any]:
        """Everything needed to go on later."""
        return {**super().state(), "seconds": self.seconds}

    def restore(self, state: dict[str, Any]) -> None:
        """Takes over a state; what is drawn next is new."""
        super().restore(state)
        self.seconds = state["seconds"]
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
    trainer.load(state)
    saved = measured = trainer.seconds

    for means in averages(trainer.steps(), LOG_EVERY):
        log.info("min %.1f step %d %s", trainer.seconds / 60, trainer.step, written(means))
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
    names = (
        "seed", "minutes", "utterances", "rate", "matrix_rate", "budget", "decay_from",
    )  # fmt: skip
    run(*command_line(Plan, __doc__, "demo-whisper-work", names))


if __name__ == "__main__":
    main()
