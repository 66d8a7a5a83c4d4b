"""Values that were announced: which of the kinds that were asked for, or spoken of, fits a run best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact.cues import NUMBER_TYPES
from callsight.redact.hints import Hint
from callsight.redact.passages import Conversation
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

_MEASURES: Final = frozenset(
    "percent dollars cents euros pence miles kilometers kilometres kilowatt kilowatts kwh gallons "
    "litres liters degrees megabits megabytes gigabytes cubic units watts points".split()
)
_BENIGN_REACH, _CARRIED = 6, 1
"""Words between "the meter says" and what is nobody's; where it was said in an earlier turn."""
_CODE_REACH: Final = 8
"""Words before a code that tell whose it is."""
_PERSONS: Final = frozenset(
    "your my his her she he text texted texting sent send got gave received".split()
)
_SHOWS: Final = frozenset("says say shows need needs with error display blinking use used".split())
_HELPLINES: Final = frozenset("911 999 112 111 101 105 311 411 211 811 988".split())
_LATELY: Final = 2
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


def is_code_of_thing(
    conversation: Conversation, tokens: Sequence[Token], run: Run, found: Sequence[Hint]
) -> bool:
    """Whether a code is no person's: "they need code E0143", "the code they billed was 73721"."""
    nearest = next(iter(found), None)
    if nearest is None or nearest.entity != "PIN" or not nearest.weak or nearest.source != "own":
        return False
    agent = conversation.transcript.turns[tokens[run.first].turn].speaker == "agent"
    if any(h.entity and (not h.weak or (h.source == "asked" and not agent)) for h in found):
        return False
    said, k = set[str](), run.first - 1
    while k >= max(0, run.first - _CODE_REACH) and not _ends(tokens[k + 1]):
        said.add(tokens[k].text)
        k -= 1
    if said & _PERSONS:
        return False
    lettered = run.digits < len(run.text)  # "code's 2580" opens something
    return lettered or bool(said & _SHOWS)


def _ends(token: Token) -> bool:
    return token.first or any(mark in token.gap for mark in ".?!")


def _is_counted(tokens: Sequence[Token], run: Run) -> bool:
    """Whether what was read out digit by digit measures something: "four seven one one eight kWh"."""
    following = tokens[run.last + 1] if run.last + 1 < len(tokens) else None
    joined = following is not None and not following.first and following.gap == " "
    return joined and following is not None and following.text in _MEASURES


def _is_helpline(run: Run, found: Sequence[Hint]) -> bool:
    """Whether it is a number that everybody calls, and none was asked for."""
    return run.text in _HELPLINES and not any(h.entity and h.distance <= 1 for h in found)


def is_benign(tokens: Sequence[Token], run: Run, found: Sequence[Hint]) -> bool:
    """Whether what stands nearest says that the number is nobody's."""
    if is_clock(tokens, run):
        return True
    if counts_up(run) and not any(hint.entity and hint.distance <= 1 for hint in found):
        return True
    if _is_counted(tokens, run) or _is_helpline(run, found):
        return True
    if not found or run.digits >= 10:
        return False
    nearest = found[0]
    if not nearest.entity and nearest.weak and is_code(run) and run.digits < len(run.text):
        return False
    if not nearest.entity and nearest.weak and is_code(run):
        if nearest.source == "own" and nearest.distance <= 1 and run.digits == len(run.text):
            return run.digits <= _PRICE  # "your balance is one oh four twenty two"
        said = len(run.values()[0])  # "five forty, no, five fifty"
        return nearest.source == "asked" and nearest.distance == 1 and said <= GRAM
    if nearest.entity:
        strong = not nearest.weak and nearest.source != "asked"
        return not strong and is_year(tokens, run)
    if nearest.source == "asked":
        long = nearest.weak and run.digits > GRAM
        return nearest.distance <= _LATELY and not any(
            h.entity and not h.weak and (long or h.source != "asked") for h in found
        )
    beside = [h for h in found if h.source == nearest.source and h.distance == nearest.distance]
    reach = _BENIGN_REACH if nearest.turn == tokens[run.first].turn else _CARRIED
    return nearest.distance <= reach and not any(h.entity for h in beside)
