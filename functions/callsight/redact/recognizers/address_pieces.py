"""Parts of addresses that were asked for alone: a house number, a town, a zip code read back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import is_break, read
from callsight.redact.recognizers.address_parts import (
    COMPOUNDS,
    DIRECTIONS,
    STATES,
    STREET_TYPES,
    UNITS,
    ends_sentence,
    is_name,
    is_unknown,
)
from callsight.redact.recognizers.name_lists import FIRST
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.tokens import Token, tokenize

_TOWN_WORDS: Final = 6
"""Most words of a town with its state."""
_LETTERS: Final = "abcdefgh"
"""What stands behind a house number."""
_ZIP: Final = 5
_INWARD: Final = 3
"""Characters of the second half of a British post code."""


def is_read_back(conversation: Conversation, passage: Passage, i: int) -> bool:
    """Whether the turn before gave the zip code that begins at `i`: "three oh three ..."."""
    token = passage.tokens[i]
    if token.case != "9" or len(token.text) != _ZIP:
        return False
    tokens, digits, k = tokenize(conversation.transcript.turns[token.turn - 1].text), "", 0
    while k < len(tokens):
        reading = read(tokens, k, inside=bool(digits))
        digits += reading.text if reading and reading.text.isdigit() else ""
        k = reading.last + 1 if reading else k + 1
    return len(digits) >= _ZIP - 1 and digits[: _ZIP - 1] == token.text[: _ZIP - 1]


def town(passage: Passage, lo: int, hi: int) -> tuple[int, int] | None:
    """The name of a town that is the whole answer but for "it's"."""
    tokens, first = passage.tokens, lo
    while first < hi and tokens[first].text in NOT_NAMES | lex.FILLERS:
        first += 1
    whole = 0 < hi - first <= _TOWN_WORDS and not any(passage.claimed[first:hi])
    return (first, hi - 1) if whole and is_name(tokens[first]) else None


def town_end(passage: Passage, j: int, hi: int) -> int | None:
    """Last token of a sentence that ends the turn and is only a town, with its state: "Tupelo."."""
    tokens = passage.tokens
    said = tokens[j:hi]
    if len(said) > _TOWN_WORDS or any(passage.claimed[j:hi]) or said[0].text in STATES:
        return None
    named = all(t.text in STATES or (t.case == "X" and is_name(t)) for t in said)
    ends = any(ends_sentence(tokens, k) for k in range(j + 1, hi))
    return hi - 1 if named and not ends and said[0].text not in FIRST else None


def number(passage: Passage, lo: int, hi: int) -> tuple[int, int] | None:
    """The number of a house or flat: "twelve", "4B", "a hundred and six"."""
    tokens = passage.tokens
    for i in range(lo, hi):
        reading = None if passage.claimed[i] else read(tokens, i, inside=False)
        if reading is None or not any(c.isdigit() for c in reading.text):
            continue
        if is_quantity(tokens, reading):
            return None
        first, last = i, reading.last
        while last + 1 < hi:
            slash = last + 2 < hi and tokens[last + 1].text in ("stroke", "slash", "oblique")
            more = read(tokens, last + 1 + slash, inside=True)
            if more is None:
                break
            last = more.last
        letter = tokens[last + 1] if last + 1 < hi else None
        if letter is not None and len(letter.text) == 1 and letter.text in _LETTERS:
            last += last + 2 == hi or is_break(tokens[last + 2])  # "thirty six a"
        named = first > lo and (tokens[first - 1].text in UNITS or len(tokens[first - 1].text) == 1)
        return first - named, last
    return None


def directed(tokens: Sequence[Token], i: int, hi: int) -> tuple[int, int] | None:
    """A direction before a name: "east camelback"."""
    if tokens[i].text not in DIRECTIONS or i + 1 >= hi or is_break(tokens[i + 1]):
        return None
    name = tokens[i + 1]
    capital = name.case == "X" and tokens[i].case == "X" and is_name(name)
    return (i, i + 1) if capital or is_unknown(name) else None


def code_rest(passage: Passage, lo: int, hi: int) -> tuple[int, int] | None:
    """A turn that is only the second half of a British post code: "seven q h", "4RT"."""
    tokens = passage.tokens
    if not 2 <= hi - lo <= _INWARD or any(passage.claimed[lo:hi]):
        return None
    digit = read(tokens, lo, inside=False)
    letters = "".join(token.text for token in tokens[lo + 1 : hi])
    whole = digit is not None and digit.last == lo and len(digit.text) == 1
    return (lo, hi - 1) if whole and len(letters) == _INWARD - 1 and letters.isalpha() else None


def street_name(tokens: Sequence[Token], i: int, lo: int) -> tuple[int, int] | None:
    """A street type behind a name: "Pound Lane", "the willows station road"."""
    word = tokens[i].text
    if word.endswith(COMPOUNDS) and len(word) > len("strasse") and tokens[i].case == "X":
        return i, i
    if word not in STREET_TYPES or i == lo or is_break(tokens[i]):
        return None
    if not is_name(tokens[i - 1]) or (tokens[i].case == "x") != (tokens[i - 1].case == "x"):
        return None
    return i - 1, i
