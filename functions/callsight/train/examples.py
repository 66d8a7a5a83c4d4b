"""Answered calls as token ids, kept in the work folder, and batches of them."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from callsight.analyze import prompt
from callsight.analyze.questionnaire import load_questionnaire
from callsight.train.dialogs import QUESTIONNAIRE, AnsweredCall, answered_calls, kinds_of_sentences

IGNORED: Final = -100
PARTIAL: Final = 0.2
"""Share of the calls about which only some questions are asked."""
POOL: Final = 16
"""Batches that are drawn together and sorted by length, so that rows need little padding."""


@dataclass(frozen=True)
class Dialog:
    """Text of one call."""

    prompt: str
    """As the chat template renders it."""
    answer: str
    ends: tuple[int, ...]
    """Character after the last one of each turn, in the prompt."""
    kinds: tuple[tuple[str, ...], ...]
    """Per turn the kinds of its sentences."""


@dataclass(frozen=True)
class Example:
    """Token ids of one call."""

    ids: tuple[int, ...]
    """Prompt, answer, end of text."""
    start: int
    """Where the answer begins."""
    ends: tuple[int, ...]
    """The last token of each turn."""
    kinds: tuple[tuple[int, ...], ...]
    """Per turn the numbers of its kinds."""


@dataclass(frozen=True)
class Batch:
    """What one training step needs; rows are padded at the end, which causal attention ignores."""

    ids: Tensor
    """[rows, length]."""
    targets: Tensor
    """[rows, length]: the next token where it belongs to the answer, else `IGNORED`."""
    turns: Tensor
    """[turns, 2]: row and position of the last token of each turn."""
    kinds: Tensor
    """[turns, kinds]: which kinds of sentences the turn has."""


def kind_names() -> tuple[str, ...]:
    """All kinds of sentences, sorted."""
    return tuple(sorted({kind for kinds in kinds_of_sentences().values() for kind in kinds}))


def as_dialog(call: AnsweredCall, rng: random.Random) -> Dialog:
    """The prompt that the engine builds, by the template of `callsight.train.vocabulary`.

    Now and then only some questions are answered: a run may ask for those that changed.
    """
    text = prompt.messages(load_questionnaire(QUESTIONNAIRE), call.transcript)[1]["content"] + "\n"
    ends, at = [], text.index("\n") + 1
    for _ in call.transcript.turns:
        at = text.index("\n", at)
        ends.append(at)
        at += 1
    return Dialog(text, answer_text(call.answer, rng), tuple(ends), call.kinds)


def answer_text(answer: dict[str, Any], rng: random.Random) -> str:
    """The answer, or a part of it, as the grammar of constrained decoding spells it."""
    if rng.random() < PARTIAL:
        kept = rng.sample(sorted(answer), rng.randint(1, len(answer) // 2))
        answer = {question: value for question, value in answer.items() if question in kept}
    return json.dumps(answer, ensure_ascii=False)


def dialogs(work: Path, seed: int, count: int) -> list[Dialog]:
    """The corpus of a seed: made once, then read from the work folder."""
    path = work / f"dialogs-{seed}-{count}.jsonl"
    if not path.exists():
        work.mkdir(parents=True, exist_ok=True)
        calls = enumerate(itertools.islice(answered_calls(seed), count))
        made = (as_dialog(call, random.Random(f"asked {seed} {i}")) for i, call in calls)
        lines = (json.dumps([d.prompt, d.answer, d.ends, d.kinds]) for d in made)
        partial = path.with_suffix(".partial")
        partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
        partial.replace(path)
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [
        Dialog(text, answer, tuple(ends), tuple(map(tuple, kinds)))
        for text, answer, ends, kinds in rows
    ]


def encoded(dialog: Dialog, tokenizer: Any) -> Example:
    """Prompt and answer are encoded apart, as at run time."""
    asked = tokenizer(dialog.prompt, return_offsets_mapping=True)
    answer = tokenizer(dialog.answer)["input_ids"]
    last = {end: i for i, (_, end) in enumerate(asked["offset_mapping"])}
    number = {kind: i for i, kind in enumerate(kind_names())}
    return Example(
        (*asked["input_ids"], *answer, tokenizer.eos_token_id),
        len(asked["input_ids"]),
        tuple(last[end] for end in dialog.ends),
        tuple(tuple(number[kind] for kind in kinds) for kinds in dialog.kinds),
    )


def drawn(examples: Sequence[Example], seed: int, step: int, rows: int, share: float) -> Batch:
    """The batch of a step, from the `share` of shortest examples; the same after a restart."""
    rng = random.Random(f"batch {seed} {step // POOL}")
    eligible = examples[: max(rows, int(len(examples) * share))]
    pool = [rng.randrange(len(eligible)) for _ in range(rows * POOL)]
    pool.sort()  # the examples are in order of length
    place = rng.sample(range(POOL), POOL)[step % POOL] * rows
    return assembled([eligible[i] for i in pool[place : place + rows]])


def assembled(rows: Sequence[Example]) -> Batch:
    """Examples as one batch."""
    length = max(len(row.ids) for row in rows)
    ids = torch.zeros((len(rows), length), dtype=torch.long)
    targets = torch.full((len(rows), length), IGNORED)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        targets[i, row.start - 1 : len(row.ids) - 1] = torch.tensor(row.ids[row.start :])
    turns = [(i, end) for i, row in enumerate(rows) for end in row.ends]
    kinds = torch.zeros((len(turns), len(kind_names())))
    for place, numbers in enumerate(kinds_of(rows)):
        kinds[place, list(numbers)] = 1.0
    return Batch(ids, targets, torch.tensor(turns), kinds)


def kinds_of(rows: Sequence[Example]) -> Iterator[tuple[int, ...]]:
    """Kinds of all turns, row by row."""
    for row in rows:
        yield from row.kinds
