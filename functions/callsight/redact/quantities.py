"""Numbers that are nobody's: what they count, price, measure or time stands right behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.readings import Reading, begins_number, is_break, is_glued, is_letter, read
from callsight.redact.tokens import Token

_GLUED_UNITS: Final = frozenset(
    "am pm a p k m g gb mb tb kb mbps kbps ghz mhz km kg lb lbs cm mm in ft min mins hr hrs h s x "
    "st nd rd th d w yr yrs mph kw kwh v".split()
)


_RANGES: Final = frozenset("to or till until through".split())
_WHOLE: Final = 4
"""Digits from which the part before or behind a point is no decimal."""
_SINGULAR: Final = frozenset("second time thing other more".split())


def quantity_end(tokens: Sequence[Token], reading: Reading) -> int | None:
    """Last token of the amount, time or count that the number belongs to, None if it is none."""
    if not reading.text.isdigit():
        return None
    j = reading.last + 1
    if j < len(tokens) and not tokens[j].first:
        following = tokens[j]
        if following.gap == "" and tokens[reading.last].case == "9":
            alone = not is_glued(tokens, j + 1, "") and not is_glued(tokens, reading.first, "")
            unit = following.text in _GLUED_UNITS and following.case == "x"
            if alone and (unit or following.text in ("am", "pm")):
                return j
        elif following.gap.startswith(("%", " %")):
            return reading.last
        elif end := _unit(tokens, j) or _decimal(tokens, reading) or _range(tokens, j):
            return end
    return reading.last if reading.quantity else None


def _decimal(tokens: Sequence[Token], reading: Reading) -> int | None:
    """Last token of "four point six four", `2.4`, `4.1.19`; not of an address or a date."""
    j, last, parts = reading.last + 1, None, 1
    if _is_glued_number(tokens, reading.first):
        return None
    while j < len(tokens) and not tokens[j].first and parts < 4:
        if tokens[j].text == "point" and not is_break(tokens[j]):
            j += 1
        elif not (_is_glued_number(tokens, j) and _is_fraction(tokens[j - 1], tokens[j])):
            break
        end = _fraction(tokens, j)
        if end is None:
            break
        last, j, parts = end, end + 1, parts + 1
    goes_on = j < len(tokens) and _is_glued_number(tokens, j)  # "212.555.0147"
    goes_on = goes_on or (parts > 2 and j < len(tokens) and tokens[j].gap == "-")  # "78.146.819-H"
    return None if goes_on or parts == 4 else last


def _is_glued_number(tokens: Sequence[Token], j: int) -> bool:
    return (
        tokens[j].gap == "." and tokens[j].case == tokens[j - 1].case == "9" and not tokens[j].first
    )


def _is_fraction(whole: Token, part: Token) -> bool:
    """Whether `whole.part` is a decimal and no date (`04.27`) or telephone number (`555.0101`)."""
    exact = len(whole.text) < 3 and part.text[:2] not in ("19", "20")  # "1.2728"
    return len(whole.text) < _WHOLE and (len(part.text) < _WHOLE or exact) and whole.text[0] != "0"


def _fraction(tokens: Sequence[Token], j: int) -> int | None:
    """Last token of the digits behind a point."""
    last = None
    while j < len(tokens) and not tokens[j].first and (last is None or not is_break(tokens[j])):
        reading = read(tokens, j, inside=True)
        if reading is None or not reading.text.isdigit() or reading.kind == "cardinal":
            break
        last, j = reading.last, reading.last + 1
    return last


def _range(tokens: Sequence[Token], j: int) -> int | None:
    """Last token of the second number of "two to four weeks", "10 or 15 minutes"."""
    if is_break(tokens[j]) or tokens[j].text not in _RANGES or j + 1 >= len(tokens):
        return None
    other = None if is_break(tokens[j + 1]) else read(tokens, j + 1, inside=False)
    if other is None or not other.text.isdigit():
        return None
    unit_at = other.last + 1
    if unit_at < len(tokens) and not tokens[unit_at].first:
        return _unit(tokens, unit_at)
    return None


def is_quantity(tokens: Sequence[Token], reading: Reading) -> bool:
    """Whether what follows (or a currency sign before) makes the number an amount, time or count."""
    return quantity_end(tokens, reading) is not None


def _is_inside(tokens: Sequence[Token], j: int) -> bool:
    """Whether the word after the number that ends before `j` is one that was misheard.

    Nobody counts "fifty time": it stands after several numbers, or has more of them behind it.
    """
    if j + 1 < len(tokens) and not is_break(tokens[j + 1]) and begins_number(tokens[j + 1]):
        return True
    before = tokens[max(0, j - 4) : j]
    return (
        len(before) == 4
        and not any(token.first for token in before[1:])
        and all(begins_number(token) or token.text in lex.ORDINALS for token in before)
    )


def _is_of_code(tokens: Sequence[Token], k: int) -> bool:
    """Whether a unit is part of a code, or of "sec code": "124 KM9AB"."""
    following = tokens[k + 1] if k + 1 < len(tokens) and not tokens[k + 1].first else None
    if following is None:
        return False
    glued = following.gap == "" and following.case == "9"
    return glued or (tokens[k].text == "sec" and following.text == "code")


def _is_key(tokens: Sequence[Token], k: int) -> bool:
    """Whether "pound" is the key behind a code: "2468 pound"."""
    before = tokens[k - 1]
    return tokens[k].text == "pound" and before.case == "9" and len(before.text) >= _WHOLE


def _unit(tokens: Sequence[Token], j: int) -> int | None:
    """Last token of a unit said from `j` on: "dollars", "and a half hours", "p m"."""
    if is_break(tokens[j]):
        return None
    for k in range(j, min(j + 4, len(tokens))):
        word = tokens[k].text
        if tokens[k].turn != tokens[j].turn:
            return None
        if word in ("a", "p") and k + 1 < len(tokens) and tokens[k + 1].text == "m":
            spelled = k + 2 < len(tokens) and not tokens[k + 2].first and is_letter(tokens[k + 2])
            return None if spelled and tokens[k + 2].gap == " " else k + 1
        if word in _SINGULAR and j == k and _is_inside(tokens, j):
            return None  # "three second six", "forty eight fifty time"
        if word in lex.UNITS and not _is_of_code(tokens, k) and not _is_key(tokens, k):
            return k
        if word not in lex.UNIT_BRIDGES:
            return None
    return None
