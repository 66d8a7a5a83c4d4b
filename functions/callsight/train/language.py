"""Trains the demo language model: `python -m callsight.train.language --out FOLDER`.

A Llama of some 2 million parameters learns from scratch to answer the `default` questionnaire about
synthesized, redacted calls. Loss is taken on the answer; beside it, a head that is thrown away in
the end says for each turn what kinds of sentences it holds, which gives every layer below the
answer something to learn from the first step on.

The same seed and steps give the same model. It can be stopped at any time and goes on from the
checkpoint in its work folder; a smaller `--steps` then only ends it earlier.
"""

from __future__ import annotations

import argparse
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from callsight.train.examples import (
    IGNORED,
    Batch,
    Example,
    assembled,
    dialogs,
    drawn,
    encoded,
    kind_names,
)
from callsight.train.muon import Muon
from callsight.train.vocabulary import train_tokenizer

log = logging.getLogger(__name__)
LOG_FORMAT = "%(asctime)s %(message)s"


@dataclass(frozen=True)
class Size:
    """Shape of the model."""

    width: int = 192
    layers: int = 4
    heads: int = 6
    inner: int = 512
    context: int = 2048
    """Tokens: a call of about ten minutes; longer ones are divided by the engine."""


@dataclass(frozen=True)
class Plan:
    """How to train."""

    seed: int = 0
    calls: int = 4000
    steps: int = 1500
    rows: int = 8
    """Calls per step."""
    rate: float = 2e-3
    """Peak learning rate of AdamW (embeddings and norms)."""
    matrix_rate: float = 2e-3
    """Peak learning rate of Muon (all weight matrices)."""
    warmup: int = 40
    decay_from: float = 0.6
    """Progress at which the rates start to fall, linearly to nearly nothing."""
    short_until: float = 0.2
    """Progress until which only the shorter half of the calls is used."""
    kinds: float = 1.0
    """Weight of the loss of the kinds of sentences; it falls to a fifth."""
    held_out: int = 64
    save_every: int = 50
    size: Size = Size()


class Trainee(nn.Module):
    """The model, with the head that exists for training only."""

    def __init__(self, size: Size, vocabulary: int, end: int) -> None:
        super().__init__()
        self.llama: Any = LlamaForCausalLM(
            LlamaConfig(
                vocab_size=vocabulary,
                hidden_size=size.width,
                num_hidden_layers=size.layers,
                num_attention_heads=size.heads,
                num_key_value_heads=size.heads,
                intermediate_size=size.inner,
                max_position_embeddings=size.context,
                tie_word_embeddings=True,
                bos_token_id=None,
                eos_token_id=end,
                pad_token_id=end,
            )
        )
        self.kinds = nn.Linear(size.width, len(kind_names()))

    def losses(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Loss of the answer, loss of the kinds, share of right answer tokens."""
        states = self.llama.model(input_ids=batch.ids, use_cache=False).last_hidden_state
        wanted = batch.targets != IGNORED
        logits = self.llama.lm_head(states[wanted])
        targets = batch.targets[wanted]
        answer = functional.cross_entropy(logits, targets)
        turns = self.kinds(states[batch.turns[:, 0], batch.turns[:, 1]])
        kinds = functional.binary_cross_entropy_with_logits(turns, batch.kinds)
        right = (logits.argmax(-1) == targets).float().mean()
        return answer, kinds * batch.kinds.shape[1] / 4, right

    def optimizers(self, plan: Plan) -> list[torch.optim.Optimizer]:
        """Muon for the matrices, AdamW for the rest."""
        matrices: list[nn.Parameter] = []
        rest: list[nn.Parameter] = []
        for name, parameter in self.named_parameters():
            inner = parameter.dim() == 2 and "embed" not in name and name.startswith("llama.")
            (matrices if inner else rest).append(parameter)
        return [
            torch.optim.AdamW(rest, lr=plan.rate, betas=(0.9, 0.98), weight_decay=0.0),
            Muon(matrices, lr=plan.matrix_rate),
        ]


class Trainer:
    """Model, tokenizer, data and the count of steps."""

    def __init__(self, plan: Plan, work: Path) -> None:
        torch.set_num_threads(1)
        torch.manual_seed(plan.seed)
        self.plan, self.work = plan, work
        corpus = dialogs(work, plan.seed, plan.calls)
        folder = work / f"tokenizer-{plan.seed}-{plan.calls}"
        if not folder.exists():
            texts = (text for dialog in corpus for text in (dialog.prompt, dialog.answer))
            train_tokenizer(texts).save_pretrained(folder)
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        examples = [encoded(dialog, self.tokenizer) for dialog in corpus]
        self.held_out: list[Example] = examples[: plan.held_out]
        self.examples = sorted(examples[plan.held_out :], key=lambda row: len(row.ids))
        self.model = Trainee(plan.size, len(self.tokenizer), self.tokenizer.eos_token_id)
        self.optimizers = self.model.optimizers(plan)
        self.step = 0

    @property
    def progress(self) -> float:
        """From 0 to 1."""
        return self.step / self.plan.steps

    def train_step(self) -> dict[str, float]:
        """One batch; returns the parts of the loss."""
        plan = self.plan
        share = 0.5 if self.progress < plan.short_until else 1.0
        batch = drawn(self.examples, plan.seed, self.step, plan.rows, share)
        fall = (1 - self.progress) / (1 - plan.decay_from)
        scale = min(1.0, (self.step + 1) / plan.warmup, max(0.02, fall))
        for optimizer, rate in zip(self.optimizers, (plan.rate, plan.matrix_rate), strict=True):
            optimizer.zero_grad(set_to_none=True)
            for group in optimizer.param_groups:
                group["lr"] = rate * scale
        answer, kinds, right = self.model.losses(batch)
        weight = plan.kinds * (1 - 0.8 * self.progress)
        (answer + weight * kinds).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
        self.step += 1
        return {"answer": answer.item(), "kinds": kinds.item(), "right": right.item()}

    @torch.no_grad()
    def measure(self) -> dict[str, float]:
        """Losses on calls that are never trained on."""
        rows = self.plan.rows
        parts = [
            torch.stack(self.model.losses(assembled(self.held_out[at : at + rows])))
            for at in range(0, len(self.held_out), rows)
        ]
        answer, kinds, right = torch.stack(parts).mean(0).tolist()
        return {"answer": answer, "kinds": kinds, "right": right}

    def save(self) -> None:
        """Everything needed to go on later."""
        state = {
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "step": self.step,
        }
        torch.save(state, self.work / "state.tmp")
        (self.work / "state.tmp").replace(self.work / "state.pt")

    def load(self) -> None:
        """Goes on where `save` left off; without a checkpoint, from the start."""
        path = self.work / "state.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=False)
        self.model.load_state_dict(state["model"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.step = state["step"]

    def export(self, folder: Path) -> None:
        """A folder for `analyze.model`: fp16 safetensors, configuration, tokenizer, template."""
        weights = {
            name: value.half() if value.is_floating_point() else value
            for name, value in self.model.llama.state_dict().items()
            if name != "lm_head.weight"  # the same as the embedding
        }
        self.model.llama.save_pretrained(folder, state_dict=weights)
        self.tokenizer.save_pretrained(folder)


def run(plan: Plan, work: Path, out: Path) -> None:
    """Trains to the end of the plan, from the checkpoint in the work folder if there is one."""
    trainer = Trainer(plan, work)
    trainer.load()
    held: list[dict[str, float]] = []
    while trainer.step < plan.steps:
        held.append(trainer.train_step())
        if trainer.step % 20 == 0:
            log.info("step %d cpu %.0f s %s", trainer.step, time.process_time(), _means(held))
            held = []
        if trainer.step % plan.save_every == 0:
            trainer.save()
            log.info("held out: %s", _means([trainer.measure()]))
    trainer.save()
    trainer.export(out)
    log.info("held out: %s", _means([trainer.measure()]))


def _means(parts: list[dict[str, float]]) -> str:
    return " ".join(f"{key} {sum(p[key] for p in parts) / len(parts):.4f}" for key in parts[0])


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("demo-language-work"))
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--calls", type=int, default=Plan.calls)
    parser.add_argument("--steps", type=int, default=Plan.steps)
    parser.add_argument("--rows", type=int, default=Plan.rows)
    parser.add_argument("--rate", type=float, default=Plan.rate)
    parser.add_argument("--matrix-rate", type=float, default=Plan.matrix_rate)
    options = vars(parser.parse_args())
    out, work = options.pop("out"), options.pop("work")
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    run(Plan(**options), work, out)


if __name__ == "__main__":
    main()
