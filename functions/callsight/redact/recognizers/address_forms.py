"""Addresses of other forms: a type before the name, a direction, an estate, a post box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Passage
from callsight.redact.readings import read
from callsight.redact.recognizers.address_parts import (
    LINKS,
    PREFIXED,
    UNITS,
    house_number,
    is_name,
    is_number_word,
    is_unknown,
    tail,
    value,
)
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_lists import WORDS
from callsight.redact.tokens import Token

_LETTERS: Final = frozenset("abcd")
_POST: Final = 10
"""Words between "my P.O. box" and its number."""
_ROUTES: Final = frozenset(("route", "rr", "hc"))


def foreign(tokens: Sequence[Token], i: int, taken: int) -> Hit | None:
    """ "22 rue des Tilleuls", "Calle Mayor 12", "Lindenstrasse forty four a"."""
    last = i
    if tokens[i].text in PREFIXED:
        while last + 1 < len(tokens) and not tokens[last + 1].first and last - i < 4:
            following = tokens[last + 1]
            named = following.case == "X" or (following.case == "x" and following.text not in WORDS)
            if not (following.text in LINKS or named) or "." in following.gap:
                break
            last += 1
        if last == i:
            return None
    first = house_number(tokens, i - 1, taken) if tokens[i].text in PREFIXED else None
    behind = (
        last + 1 < len(tokens) and not tokens[last + 1].first and is_number_word(tokens[last + 1])
    )
    if first is None and not behind:
        return None
    first = i if first is None else first
    if behind and (number := read(tokens, last + 1, inside=False)):
        last = number.last
        letter = tokens[last + 1] if last + 1 < len(tokens) else None
        if letter is not None and len(letter.text) == 1 and letter.gap in ("", " "):
            last += 1
    return Hit("ADDRESS", first, tail(tokens, last), 0.85, "address", value(tokens, first, last))


def direction(tokens: Sequence[Token], i: int, taken: int) -> Hit | None:
    """ "nine hundred west ogden": a house number, a direction, and a name."""
    if i + 1 >= len(tokens) or tokens[i].first or tokens[i + 1].first:
        return None
    first = house_number(tokens, i - 1, taken)
    name = tokens[i + 1]
    if first is not None and (last := _ordinal(tokens, i + 1)):
        return Hit("ADDRESS", first, tail(tokens, last), 0.7, "address", value(tokens, first, last))
    if first is None and i and tokens[i - 1].text == "still" and is_unknown(name):
        first = i  # "is it still north kildare"
    if first is None or name.gap != " " or (name.case == "x" and name.text in WORDS):
        return None
    return Hit("ADDRESS", first, tail(tokens, i + 1), 0.7, "address", value(tokens, first, i + 1))


def _ordinal(tokens: Sequence[Token], i: int) -> int:
    """Last token of the ordinal at `i`, or 0: "one forty fifth", "34th"."""
    k = i
    while k < len(tokens) and is_number_word(tokens[k]) and not tokens[k].first and k - i < 3:
        k += 1
    if k == len(tokens) or tokens[k].first:
        return 0
    written = k > i and tokens[k].gap == "" and tokens[k].text in ("st", "nd", "rd", "th")
    said = tokens[k].text in lex.ORDINALS and tokens[k].gap in (" ", "-")
    return k if written or said else 0


def capitals(tokens: Sequence[Token], i: int, taken: int) -> Hit | None:
    """ "16 Fern Bank, Otley": a number and capitals, and nothing that goes on with them."""
    if tokens[i].case != "X" or tokens[i - 1].case != "X":
        return None
    after = tokens[i + 1] if i + 1 < len(tokens) and not tokens[i + 1].first else None
    ends = after is None or bool(after.gap.strip()) or after.case == "X"
    k = i - 1
    while k > taken and i - k <= 2 and tokens[k].case == "X" and tokens[k + 1].gap == " ":
        k -= 1
    number = house_number(tokens, k, taken) if tokens[k + 1].gap == " " else None
    named = k < i - 1 and all(is_name(token) for token in tokens[k + 1 : i])
    if not ends or not named or number is None:
        return None
    return Hit("ADDRESS", number, tail(tokens, i), 0.7, "address", value(tokens, number, i))


def estate(tokens: Sequence[Token], i: int) -> Hit | None:
    """ "unit four, Saltmarsh Industrial Park"."""
    if i + 1 >= len(tokens) or tokens[i + 1].text not in ("park", "estate", "centre", "center"):
        return None
    k = i - 1
    while k > 0 and i - k < 4 and not tokens[k].first and not is_number_word(tokens[k]):
        k -= 1
    first = house_number(tokens, k, -1)
    if first is None or not first or tokens[first - 1].text not in UNITS:
        return None
    return Hit("ADDRESS", first - 1, tail(tokens, i + 1), 0.8, "address", value(tokens, first, i))


def box(passage: Passage, i: int, expected: bool) -> Hit | None:
    """ "PO box 12", "rural route four, box sixty-one"."""
    tokens = passage.tokens
    start = i - 1 if i > 1 and tokens[i - 1].text == "box" else i  # "the P.O. box, box 339"
    first = start - 1
    route = next((k for k in range(i - 1, max(-1, i - 5), -1) if tokens[k].text in _ROUTES), None)
    numbered = tokens[route + 1 : i] if route is not None else []
    if route is not None and all(is_number_word(t) or t.text in lex.FILLERS for t in numbered):
        first = route - (route > 0 and tokens[route - 1].text in ("rural", "star"))
    elif tokens[start - 1].text not in ("po", "o", "office"):
        post = _speaks_of_post(tokens, i)
        if not (expected or post) or (tokens[i].case == "x" and not post):
            return None
        first = i
    if i + 1 >= len(tokens) or not (reading := read(tokens, i + 1, inside=True)):
        return None
    last = reading.last
    while last + 1 < len(tokens) and (more := read(tokens, last + 1, inside=True)):
        last = more.last
    letter = tokens[last + 1] if last + 1 < len(tokens) and not tokens[last + 1].first else None
    last += letter is not None and letter.text in _LETTERS and letter.gap in ("", " ")
    first = start - 2 if tokens[start - 1].text == "o" and start > 1 else first
    return Hit("ADDRESS", first, tail(tokens, last), 0.9, "address", value(tokens, first, last))


def _speaks_of_post(tokens: Sequence[Token], i: int) -> bool:
    """Whether a post box was named before: "to my P.O. box please, box 1127"."""
    for k in range(i - 1, max(1, i - _POST), -1):
        if tokens[k + 1].first:
            return False
        if tokens[k].text == "box" and tokens[k - 1].text in ("po", "o", "office"):
            return True
    return False
