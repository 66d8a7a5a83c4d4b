"""Numbers that are nobody's: what they count, price, measure or time stands right behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.readings import Reading, begins_number, is_break, is_glued, is_letter
from callsight.redact.tokens import Token

_GLUED_UNITS: Final = frozenset(
    "am pm a p k m g gb mb tb kb mbps kbps ghz mhz km kg lb lbs cm mm in ft min mins hr hrs h s x "
    "st nd rd th d w yr yrs mph kw kwh v".split()
)


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
        elif (unit_at := _unit(tokens, j)) is not None:
            return unit_at
    return reading.last if reading.quantity else None


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
        if word in lex.UNITS:
            return k
        if word not in lex.UNIT_BRIDGES:
            return None
    return None
