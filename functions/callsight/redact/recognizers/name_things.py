"""Where the words of a name are a company, a product or a place: "a Skoda Octavia"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact.recognizers import name_words as words
from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORD_SURNAMES, WORDS
from callsight.redact.recognizers.name_spans import PET, continues
from callsight.redact.recognizers.name_words import NOT_NAMES, bare
from callsight.redact.tokens import Token

_NAMES: Final = FIRST | SURNAMES | DOUBTFUL
_LONGEST: Final = 4
"""Words behind the first in which a company's name tells itself."""
_LOOKS: Final = frozenset(
    "green red blue black white grey gray yellow brown pink purple orange silver gold navy beige tan "
    "cream dark light new old used small large big little leather vintage genuine wireless "
    "electric refurbished brand".split()
)
"""How things look that stand before their brand: "a green Herschel"."""
_ANYBODY: Final = frozenset("to from by know with".split())
"""Before "a Kyle" that is somebody: "a payment to a Kyle"."""


def is_thing(tokens: Sequence[Token], i: int, cased: bool, listed: bool, whole: bool) -> bool:
    """Whether the words at `i` name a company, a product or a place."""
    named = whole and not (not cased and bare(tokens[i + 1]) in WORD_SURNAMES)  # "the chloe lamp"
    if i and not tokens[i].first and not named and _is_so_before(tokens, i, cased, listed):
        return True
    if cased and not whole and not tokens[i].first and _is_route(tokens, i):
        return True
    j = i + 1
    while continues(tokens, j) and j - i < _LONGEST:
        if tokens[j].text in words.ORGANIZATIONS:
            branded = cased and i and not tokens[i].first and is_unknown(tokens[i - 1])
            same = branded or not listed or tokens[j].case == tokens[i].case
            return (same and not (whole and j - i > 1)) or tokens[j].text in words.STREETS
        if not cased or tokens[j].case == "x":
            break
        j += 1
    return False


def _is_so_before(tokens: Sequence[Token], i: int, cased: bool, listed: bool) -> bool:
    """Whether what stands before says so: "D like David", "a Skoda", "Port Elliot"."""
    before, earlier = tokens[i - 1], tokens[i - 2].text if i > 1 else ""
    if before.text in ("like", "for", "in") and len(earlier) == 1:
        return True
    joined = not tokens[i].gap.strip(" -.")  # not "No, David"
    if joined and before.text in words.ARTICLES:
        initial = continues(tokens, i + 1) and len(tokens[i + 1].text) == 1 and listed
        somebody = earlier in _ANYBODY or (initial and tokens[i + 1].case == "XX")
        return not (listed and before.text in ("a", "any") and somebody)
    if joined and cased and before.text in words.PLACE_WORDS:
        return before.case != "XX"
    if joined and cased and before.text in _LOOKS and earlier in words.ARTICLES:
        return True
    named = cased and before.case in ("X", "XX") and tokens[i].gap == " "
    if named and before.text not in NOT_NAMES and i > 1 and not before.first:
        return earlier in words.ARTICLES
    return False


def goes_on_plainly(tokens: Sequence[Token], i: int, given: bool) -> bool:
    """Whether capitalized words go on with one that is no name: "Dockside Bait and Tackle".

    Right behind a given name it may be a rare surname: "Dimitri Papas".
    """
    j = i + 1
    while continues(tokens, j) and j - i <= _LONGEST:
        token = tokens[j]
        if token.text == "and" and j + 1 < len(tokens) and not tokens[j + 1].first:
            token, j = tokens[j + 1], j + 1
        if token.case != "X" or token.text in NOT_NAMES or token.text in PET:
            return False
        if bare(token) in WORDS and bare(token) not in _NAMES and not (given and j == i + 1):
            return True
        j += 1
    return False


def _is_route(tokens: Sequence[Token], i: int) -> bool:
    """Whether a capitalized word is where something begins: "from Sevilla to Cork"."""
    if tokens[i - 1].text != "from" or not continues(tokens, i + 2):
        return False
    return tokens[i + 1].text == "to" and tokens[i + 1].gap == " " and tokens[i + 2].case == "X"


def is_unknown(token: Token) -> bool:
    """Whether a capitalized word is neither a name nor an ordinary one: "Aer Shannon group desk"."""
    return token.case == "X" and not any(
        token.text in each
        for each in (NOT_NAMES, words.ANY_TITLES, WORDS, FIRST, SURNAMES, words.ORGANIZATIONS)
    )
