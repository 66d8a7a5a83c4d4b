"""House numbers before a street: begun, corrected, with hesitations, and the unit or town before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.readings import read
from callsight.redact.recognizers.address_parts import (
    UNITS,
    ends_sentence,
    house_number,
    is_number_word,
    is_unknown,
)
from callsight.redact.tokens import Token

_HESITATIONS: Final = frozenset("uh um er erm ah uhm hmm".split())
_STOREYS: Final = frozenset("basement garden attic studio".split())
"""Before "flat"."""


def digits(tokens: Sequence[Token], first: int, last: int) -> int:
    """How many digits a number has: "two eleven" three."""
    count = 0
    while first <= last and (reading := read(tokens, first, inside=True)):
        count, first = count + len(reading.text), reading.last + 1
    return count


def with_unit(tokens: Sequence[Token], first: int) -> int:
    """With the flat that is said before: "flat 4B, 17 Rose Gardens"."""
    k = first - 1
    while k > 0 and first - k < 4 and (is_number_word(tokens[k]) or len(tokens[k].text) == 1):
        k -= 1
    named = (
        0 <= k < first
        and tokens[k].text in UNITS - {"number"} | {"level"}
        and not tokens[first].first
    )
    if not named or tokens[k + 1].first:
        return first
    return k - (k > 0 and tokens[k - 1].text in _STOREYS and not tokens[k].first)


def with_town(tokens: Sequence[Token], first: int) -> int:
    """With the town that is said before: "I'm in hucknall fifteen portland road"."""
    town = first > 1 and not tokens[first].first and tokens[first].gap == " "
    if not town or not is_unknown(tokens[first - 1]):
        return first
    return first - 1 if tokens[first - 2].text in ("in", "at", "from", "to") else first


def corrected(tokens: Sequence[Token], first: int) -> int:
    """With the number that was begun before: "sixteen, uh, 1650 Ponderosa Loop"."""
    k = first - 1
    while k > 0 and tokens[k].text in lex.FILLERS and not tokens[k].first and first - k < 3:
        k -= 1
    begun = 0 <= k < first - 1 and is_number_word(tokens[k])
    start = house_number(tokens, k, -1) if begun else None
    return first if start is None else start


def number_before(tokens: Sequence[Token], k: int, taken: int) -> int | None:
    """First token of the number that ends at `k`, or before fillers: "two nine, uh, Fox Chase Lane"."""
    if ends_sentence(tokens, k + 1):
        return None
    if tokens[k].text not in _HESITATIONS:
        return house_number(tokens, k, taken)
    end = k
    while end > taken + 1 and tokens[end].text in _HESITATIONS and not tokens[end].first:
        end -= 1
    clause = not any(ends_sentence(tokens, j) for j in range(end + 1, k + 1))
    return house_number(tokens, end, taken) if clause and not tokens[k + 1].first else None
