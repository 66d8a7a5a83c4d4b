"""Where what looks like a name is none: a letter, a place, an illness, what an app is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.recognizers import name_words as words
from callsight.redact.recognizers.name_lists import SURNAMES
from callsight.redact.recognizers.name_words import bare
from callsight.redact.tokens import Token

_THINGS: Final = words.OTHERS | frozenset(
    "it's its that's thats they're app place shop thing drug medicine show game film movie song "
    "book dish form programme program service website site hotel band feature".split()
)
_SAINTS: Final = frozenset("st saint san santa".split())
_OF_NAMES: Final = frozenset("sake law laws disease syndrome palsy".split())
"""What bears a name: "for Pete's sake", "Murphy's law"."""
_AILMENTS: Final = frozenset(
    "parkinson's alzheimer's crohn's hodgkin's asperger's tourette's hashimoto's sjogren's".split()
)
_MEGABITS: Final = frozenset(("meg", "gig"))
_PLACED: Final = frozenset(("in", "at", "near", "outside", "toward", "towards"))
"""Before a place, hardly before a person."""
_RIDES: Final = frozenset("line route bus train tram metro subway ferry flight".split())


def is_other(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name stands for a letter, a saint's place, an illness, an idiom or a place."""
    token = tokens[i]
    following = tokens[i + 1] if i + 1 < len(tokens) and not tokens[i + 1].first else None
    if token.text in _AILMENTS:
        return True
    if following is not None and token.text.endswith("s") and following.text in _OF_NAMES:
        return True
    if token.text in _SAINTS:
        return True
    if token.first or token.gap.strip(" ."):
        return False
    before, earlier = tokens[i - 1].text, tokens[i - 2] if i > 1 else None
    if before in _SAINTS or (token.text in _MEGABITS and _counts(tokens[i - 1])):
        return True
    if earlier is not None and before in ("for", "in", "of"):
        said = earlier.text
        if (before, said) in (("in", "as"), ("of", "love")):
            return True  # "P as in Paul", "for the love of Pete"
        if before == "for" and said.endswith("'s") and len(said) == len("a's"):
            return True  # "the second A's for Anne"
    whole = following is not None and following.gap == " " and bare(following) in SURNAMES
    placed = is_placed(tokens, i) and bare(token) in SURNAMES and not whole
    return placed and "'" not in token.text


def _counts(token: Token) -> bool:
    number = token.text in lex.DIGITS or token.text in lex.TENS or token.text in lex.TEENS
    return number or token.case == "9" or token.text in ("hundred", "thousand")


def is_placed(tokens: Sequence[Token], i: int) -> bool:
    """Whether what stands at `i` is where something is: "dock 17 at Harrison"."""
    if tokens[i].first or tokens[i].gap != " ":
        return False
    if i > 2 and tokens[i - 1].text == "to":  # "Line 2 to Kennedy"
        ride = tokens[i - 3] if tokens[i - 2].case == "9" else tokens[i - 2]
        return ride.text in _RIDES and ride.turn == tokens[i].turn
    return tokens[i - 1].text in _PLACED


def is_thing_called(tokens: Sequence[Token], k: int) -> bool:
    """Whether "called" at `k` is said of a thing: "the app is called Norton"."""
    before = [token.text for token in tokens[max(0, k - 2) : k]]
    return bool(before) and (
        before[-1] in _THINGS or (before[-1] in ("is", "was") and before[0] in _THINGS)
    )
