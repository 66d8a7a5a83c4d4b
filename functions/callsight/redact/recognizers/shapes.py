"""What a run of digits and letters can be by how it was said: a code, a clock time, a year, counting."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from callsight.redact.cues import NUMBER_TYPES
from callsight.redact.hints import Hint
from callsight.redact.readings import Reading
from callsight.redact.recognizers.base import NumberType
from callsight.redact.runs import YEAR_BEFORE, Run
from callsight.redact.tokens import Token

_CLOCK_BEFORE: Final = frozenset(
    "at until till by before after around between about past from opens closes".split()
)
_OTHER_LENGTHS: Final = {
    "DATE_OF_BIRTH": (3, 8), "ADDRESS": (3, 12), "EMAIL_ADDRESS": (2, 40), "PERSON": (2, 40),
    "PASSWORD": (2, 40), "SECURITY_ANSWER": (3, 40), "IP_ADDRESS": (7, 12),
}  # fmt: skip
_SINGLY: Final = 3
"""Digits said one by one from which a number is no amount."""
_LONG: Final = 5
"""Digits in groups from which a number is no amount."""


def lengths(entity: str) -> tuple[int, int]:
    """Fewest and most characters of a whole value."""
    kind = NUMBER_TYPES.get(entity)
    return kind.lengths if kind else _OTHER_LENGTHS.get(entity, (99, 0))


def is_code(run: Run) -> bool:
    """Whether nobody says an amount, a time or a count so."""
    size, digits = len(run.text), run.digits
    if size > digits:
        return digits >= 2 and size > 3
    if any(reading.kind == "cardinal" for reading in run.readings):
        return run.singles > _LONG
    one = len(run.readings) == 1
    return digits > _SINGLY and (run.singles >= _SINGLY or (digits >= _LONG and not one))


def may_be(run: Run, hint: Hint) -> bool:
    """Whether the run looks enough like what was announced to be (a part of) it."""
    kind: NumberType | None = NUMBER_TYPES.get(hint.entity)
    size, digits = len(run.text), run.digits
    if kind is None:
        low, high = lengths(hint.entity)
        if hint.entity == "PERSON":
            return digits * 3 <= size and size >= low
        if hint.entity == "ADDRESS" and any(r.kind == "cardinal" for r in run.readings):
            return False
        if hint.entity in ("DATE_OF_BIRTH", "ADDRESS"):
            return digits == size and low <= size <= high
        return low <= size <= high
    if digits == 0 and (not kind.letters or hint.weak):
        return False
    if hint.weak:
        long = len(run.readings) >= 3 and digits >= 6  # "thirty seven seventy six thirty ..."
        return size >= max(4, kind.shortest) and (run.singles >= 3 or is_written(run) or long)
    if hint.source == "asked" and hint.distance > 2:
        return size >= kind.shortest and (
            run.singles >= 2 or is_written(run) or kind.fits(run.text)
        )
    return size >= kind.shortest


def is_written(run: Run) -> bool:
    return any(r.kind in ("numeral", "letters") and len(r.text) >= 3 for r in run.readings)


def is_clock(tokens: Sequence[Token], run: Run) -> bool:
    """ "at three thirty", "until five": an hour, with minutes that are not said digit by digit."""
    before = tokens[run.first - 1].text if run.first and not tokens[run.first].first else ""
    hour, *minutes = [reading.text for reading in run.readings]
    if before not in _CLOCK_BEFORE or not hour.isdigit() or not 1 <= int(hour) <= 12:
        return False
    return len(minutes) <= 1 and all(len(m) == 2 and m.isdigit() and m < "60" for m in minutes)


def is_year(tokens: Sequence[Token], run: Run) -> bool:
    before = tokens[run.first - 1].text if run.first and not tokens[run.first].first else ""
    return run.is_year and before in YEAR_BEFORE


def in_phone(reading: Reading) -> bool:
    return reading.text in ("800", "900", "700", "600", "500", "400", "300", "200", "100")


def is_ssn_form(tokens: Sequence[Token], readings: Sequence[Reading]) -> bool:
    """`123-45-6789`, also with spaces."""
    sizes = [len(r.text) for r in readings if r.kind == "numeral"]
    return len(readings) == 3 and sizes == [3, 2, 4]


def is_counting(run: Run) -> bool:
    """ "one, two, three, four": each digit one more than the one before."""
    digits = [int(c) for c in run.text if c.isdigit()]
    steps = {b - a for a, b in itertools.pairwise(digits)}
    return steps in ({1}, {-1})


def is_alphabet(run: Run) -> bool:
    return run.text in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
