"""What was found in a call, and how findings that overlap become one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from callsight.calls import Transcript

_FOREIGN: Final = 0.84
"""Most that a finding of Presidio's weighs against our own."""


@dataclass(frozen=True, slots=True)
class Found:
    """Characters `start..end` of the turn at `turn` (a position) are personal."""

    turn: int
    start: int
    end: int
    entity: str
    score: float
    detector: str
    value: str
    """Canonical value; never leaves the redact stage."""


def merge(transcript: Transcript, found: Iterable[Found]) -> list[Found]:
    """Union of overlapping findings, labeled by the surest (then the longest) of them."""
    merged: list[Found] = []
    for each in sorted(found, key=lambda f: (f.turn, f.start, -f.end)):
        each = _with_brackets(transcript.turns[each.turn].text, each)
        last = merged[-1] if merged else None
        if last is None or last.turn != each.turn or each.start >= last.end:
            merged.append(each)
            continue
        best = max(last, each, key=_trust)
        start, end = min(last.start, each.start), max(last.end, each.end)
        merged[-1] = Found(
            each.turn, start, end, best.entity, best.score, best.detector, best.value
        )
    return merged


def _trust(found: Found) -> tuple[float, int]:
    """What names a union: Presidio's patterns know nothing of the talk around them."""
    most = _FOREIGN if found.detector.startswith("presidio") else 1.0
    return min(found.score, most), found.end - found.start


def _with_brackets(text: str, found: Found) -> Found:
    """With the sign or bracket that belongs to a number: `+1 ...`, `(415) ...`."""
    start = found.start
    if (start and text[start - 1] == "+") or (
        start and text[start - 1] == "(" and ")" in text[start : found.end]
    ):
        start -= 1
    return Found(
        found.turn, start, found.end, found.entity, found.score, found.detector, found.value
    )
