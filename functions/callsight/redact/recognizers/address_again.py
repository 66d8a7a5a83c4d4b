"""Addresses that are said again without what made them one: "618 Balboa", "340 palmetto or 430"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import is_break, read
from callsight.redact.recognizers.address_parts import (
    STREET_TYPES,
    house_number,
    is_name,
    is_number_word,
    value,
)
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_lists import FIRST, WORDS
from callsight.redact.tokens import Token

_GOES_ON: Final = lex.FILLERS | STREET_TYPES | {"or", "is", "in"}
"""Words that may follow a street's name."""
_SHORTEST: Final = 4
"""Fewest letters of a street's name by which it is known again."""


def find(conversation: Conversation, names: Set[str]) -> Iterator[tuple[Passage, Hit]]:
    """Numbers before a name of `names` (of streets found), or before one that somebody is "on"."""
    lived = _lived_on(conversation)
    if not lived and not names:
        return
    confirmed: set[str] = set()
    for passage in conversation.passages:
        tokens = passage.tokens
        for i in range(1, len(tokens)):
            word = tokens[i].text
            known = word in names and can_be_street(tokens[i])
            if (known or word in lived) and (hit := _numbered(passage, i)):
                confirmed.add(word)
                yield passage, hit
    for name in confirmed & lived.keys():
        for passage, i in lived[name]:
            if not passage.claimed[i]:
                yield passage, Hit("ADDRESS", i, i, 0.6, "address", name)


def is_telling(token: Token) -> bool:
    """Whether a word is known for the name of a street when it is said again."""
    known = token.text in WORDS or token.text in FIRST
    return is_name(token) and len(token.text) >= _SHORTEST and not known


def can_be_street(token: Token) -> bool:
    """Whether a word behind a house number is the name of a street: no ordinary one, or capital."""
    return is_telling(token) or (token.case == "X" and is_name(token))


def _lived_on(conversation: Conversation) -> dict[str, list[tuple[Passage, int]]]:
    """Names behind "on": "odette over on palmetto"."""
    lived: dict[str, list[tuple[Passage, int]]] = {}
    for passage in conversation.passages:
        tokens = passage.tokens
        for i in range(1, len(tokens)):
            if tokens[i - 1].text == "on" and is_telling(tokens[i]) and not tokens[i].first:
                lived.setdefault(tokens[i].text, []).append((passage, i))
    return lived


def _numbered(passage: Passage, i: int) -> Hit | None:
    """The number before the name at `i`, and a second one that is offered: "or 430"."""
    tokens = passage.tokens
    if tokens[i].first or is_break(tokens[i]) or not is_number_word(tokens[i - 1]):
        return None
    first, last = house_number(tokens, i - 1, -1), i
    after = tokens[i + 1] if i + 1 < len(tokens) and not tokens[i + 1].first else None
    if after is not None and not after.gap.strip() and after.text not in _GOES_ON:
        return None
    if after is not None and after.text == "or" and (other := _number(tokens, i + 2)):
        last = other
    if first is None or any(passage.claimed[first : last + 1]):
        return None
    return Hit("ADDRESS", first, last, 0.7, "address", value(tokens, first, last))


def _number(tokens: Sequence[Token], i: int) -> int | None:
    """Last token of the plain number at `i`."""
    reading = read(tokens, i, inside=False) if i < len(tokens) else None
    if reading is None or not reading.text.isdigit() or is_quantity(tokens, reading):
        return None
    return reading.last
