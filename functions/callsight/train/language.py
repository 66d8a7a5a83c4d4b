"""Trains the demo language model: `python -m callsight.train.language --out FOLDER`.

A Llama of some 2 million parameters learns from scratch to answer the `default` questionnaire about
synthesized, redacted calls. Loss is taken on the answer; beside it, a head that is thrown away in
the end says for each turn what kinds of sentences it holds, which gives every layer below the
answer something to learn from the first step on.

The same seed and steps give the same model. It can be stopped at any time and goes on from the
checkpoint in its work folder; a smaller `--steps` then only ends it earlier.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
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
from callsight.train.loop import Loop, Schedule, averages, command_line, written
from callsight.train.muon import Muon
from callsight.train.vocabulary import train_tokenizer

log = logging.getLogger(__name__)
LOG_EVERY = 20
"""Steps."""


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
class Plan(Schedule):
    """How to train."""

    seed: int = 0
    rate: float = 2e-3
    matrix_rate: float = 2e-3
    warmup: int = 40
    decay_from: float = 0.6
    clip: float = 1.0
    calls: int = 4000
    steps: int = 1500
    rows: int = 8
    """Calls per step."""
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


class Trainer(Loop):
    """Model, tokenizer, data and the count of steps."""

    def __init__(self, plan: Plan, work: Path) -> None:
        torch.set_num_threads(1)
        torch.manual_seed(plan.seed)
        corpus = dialogs(work, plan.seed, plan.calls)
        folder = work / f"tokenizer-{plan.seed}-{plan.calls}"
        if not folder.exists():
            texts = (text for dialog in corpus for text in (dialog.prompt, dialog.answer))
            train_tokenizer(texts).save_pretrained(folder)
        self.plan = plan
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        examples = [encoded(dialog, self.tokenizer) for dialog in corpus]
        self.held_out: list[Example] = examples[: plan.held_out]
        self.examples = sorted(examples[plan.held_out :], key=lambda row: len(row.ids))
        self.model = Trainee(plan.size, len(self.tokenizer), self.tokenizer.eos_token_id)
        super().__init__(plan, self.model, self.model.optimizers(plan))

    @property
    def progress(self) -> float:
        """From 0 to 1, by steps."""
        return self.step / self.plan.steps

    def train_step(self) -> dict[str, float]:
        """One batch; returns the parts of the loss."""
        plan = self.plan
        share = 0.5 if self.progress < plan.short_until else 1.0
        batch = drawn(self.examples, plan.seed, self.step, plan.rows, share)
        answer, kinds, right = self.model.losses(batch)
        self.learn(answer + plan.kinds * (1 - 0.8 * self.progress) * kinds)
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
    trainer, state = Trainer(plan, work), work / "state.pt"
    trainer.load(state)

    def steps() -> Iterator[dict[str, float]]:
        for parts in trainer.steps():
            yield parts
            if trainer.step % plan.save_every == 0:
                trainer.save(state)
                log.info("held out: %s", written(trainer.measure()))

    for means in averages(steps(), LOG_EVERY):
        log.info("step %d cpu %.0f s %s", trainer.step, time.process_time(), written(means))
    trainer.save(state)
    trainer.export(out)
    log.info("held out: %s", written(trainer.measure()))


def main() -> None:
    """Reads the command line."""
    names = ("seed", "calls", "steps", "rows", "rate", "matrix_rate")
    run(*command_line(Plan, __doc__, "demo-language-work", names))


if __name__ == "__main__":
    main()
