"""Values that were announced: which of the kinds that were asked for, or spoken of, fits a run best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact.cues import NUMBER_TYPES
from callsight.redact.hints import Hint
from callsight.redact.recognizers.memory import GRAM
from callsight.redact.recognizers.shapes import (
    counts_up,
    is_clock,
    is_code,
    is_year,
    lengths,
    may_be,
)
from callsight.redact.runs import Run
from callsight.redact.tokens import Token

_PRICE: Final = 6
"""Most digits of an amount."""

_LATELY: Final = 3
"""Turns after a question for an amount in which a number answers it."""


def choose(
    run: Run, values: Sequence[str], found: Sequence[Hint]
) -> tuple[Hint, str, float] | None:
    """The announced kind that fits best: by a whole valid value, by length, by being announced."""
    usable = [hint for hint in found if hint.entity and may_be(run, hint)]
    # "Mastercard 5555 ...": the word right before a number tells more than the question.
    beside = [hint for hint in usable if hint.weak and hint.source == "own" and hint.distance <= 1]
    strong = beside + [hint for hint in usable if not hint.weak]
    return (
        _whole(strong, values)
        or _long_enough(strong, values)
        or _whole([hint for hint in usable if hint.weak], values)
        or next(
            ((h, values[0], 0.7) for h in usable if h.source != "asked" or h.distance <= 2), None
        )
    )


def _whole(found: Sequence[Hint], values: Sequence[str]) -> tuple[Hint, str, float] | None:
    for hint in found:
        kind = NUMBER_TYPES.get(hint.entity)
        for value in values:
            if kind is not None and kind.fits(value) and kind.holds(value):
                return hint, value, 0.95 if kind.valid else 0.9
    return None


def _long_enough(found: Sequence[Hint], values: Sequence[str]) -> tuple[Hint, str, float] | None:
    """One digit lost or invented: still nearly as long as what was announced."""
    for hint in found:
        low, high = lengths(hint.entity)
        if low - 1 <= len(values[0]) <= high + 2:
            return hint, values[0], 0.85
    return None


def is_benign(tokens: Sequence[Token], run: Run, found: Sequence[Hint]) -> bool:
    """Whether what stands nearest says that the number is nobody's."""
    if is_clock(tokens, run):
        return True
    if counts_up(run) and not any(hint.entity and hint.distance <= 1 for hint in found):
        return True
    if not found or run.digits >= 10:
        return False
    nearest = found[0]
    if not nearest.entity and nearest.weak and is_code(run):
        if nearest.source == "own" and nearest.distance <= 1 and run.digits == len(run.text):
            return run.digits <= _PRICE  # "your balance is one oh four twenty two"
        return nearest.source == "asked" and nearest.distance == 1 and run.digits <= GRAM
    if nearest.entity:
        strong = not nearest.weak and nearest.source != "asked"
        return not strong and is_year(tokens, run)
    if nearest.source == "asked":
        long = nearest.weak and run.digits > GRAM
        return nearest.distance <= _LATELY and not any(
            h.entity and not h.weak and (long or h.source != "asked") for h in found
        )
    beside = [h for h in found if h.source == nearest.source and h.distance == nearest.distance]
    return nearest.distance <= 6 and not any(h.entity for h in beside)
