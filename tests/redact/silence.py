"""How much of what is personal is silenced when recognition errs, on dialogs with made-up times.

Every word gets seconds by its length; then a share of the words is swapped or lost, as a recognizer
would, and what is silenced is compared with the seconds of the words that were really said.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from callsight.calls import Failure, Span, Transcript, Turn, Word
from callsight.redact.engine import Redactor
from tests.redact.noise import noisy


@dataclass(frozen=True)
class _Said:
    text: str
    channel: int
    start: float
    end: float
    personal: bool


def seconds(
    rows: list[dict[str, Any]], redactor: Redactor, swapped: float, lost: float, seed: int = 0
) -> dict[str, float]:
    """Shares of the seconds silenced: of personal words, and of the others."""
    rng = random.Random(seed)
    hit = personal = touched = other = 0.0
    for row in rows:
        said, transcript = _heard(row, rng, swapped, lost)
        result = redactor(transcript)
        if isinstance(result, Failure):
            continue
        for word in said:
            covered = _covered(word, result.silenced)
            if word.personal:
                personal, hit = personal + word.end - word.start, hit + covered
            else:
                other, touched = other + word.end - word.start, touched + covered
    return {"personal_silenced": hit / personal, "other_silenced": touched / other}


def _heard(
    row: dict[str, Any], rng: random.Random, swapped: float, lost: float
) -> tuple[list[_Said], Transcript]:
    """What was said, with times, and the noisy transcript of it."""
    owned = [False] * (len(row["text"]) + 1)
    for span in row["entities"]:
        owned[span["start"] : span["end"]] = [True] * (span["end"] - span["start"])
    everything, turns, at, place = [], [], 0.0, 0
    for index, line in enumerate(row["text"].splitlines(keepends=True)):
        who, _, text = line.partition(": ")
        channel, position, said = int(who != "Agent"), place + len(who) + 2, []
        for word in text.split():
            position = row["text"].index(word, position)
            length = 0.12 + 0.05 * len(word)
            personal = any(owned[position : position + len(word)])
            said.append(_Said(word, channel, at, at + length, personal))
            at += length + (0.35 if word[-1] in ".?!," else 0.04)
            position += len(word)
        place += len(line)
        heard = noisy([word.text for word in said], rng, swapped, lost)
        words = tuple(
            Word(each.text, said[each.said[0]].start, said[each.said[-1]].end, 0.9)
            for each in heard
        )
        content = " ".join(word.text for word in words)
        start = said[0].start if said else at
        speaker = "customer" if channel else "agent"
        turns.append(Turn(index, speaker, channel, start, at, content, words))  # type: ignore[arg-type]
        everything += said
        at += 0.4
    return everything, Transcript(row["id"], "en", tuple(turns), at)


def _covered(word: _Said, spans: tuple[Span, ...]) -> float:
    return sum(
        max(0.0, min(word.end, span.end) - max(word.start, span.start))
        for span in spans
        if span.channel == word.channel
    )
