"""The parts of e-mail and web addresses: domains, providers, joints, and what letters are said as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.tokens import Token

TLDS: Final = frozenset(
    "com net org edu gov mil info biz io co uk us ca de fr es it nl be ch at il ie au nz in me eu "
    "tv blog page site club tech store life live studio world news design art fm ly gg "
    "photography photos photo pictures gallery band bio farm garden coffee works family health coach "
    "media events wedding yoga music travel studios scot wales cymru london irish eco academy "
    "app dev ai online shop cloud email xyz pro name se no dk fi pl pt br mx jp cn ru gr cz hu".split()
)
PROVIDERS: Final = frozenset(
    "gmail yahoo hotmail outlook icloud aol proton protonmail googlemail gmx live msn ymail "
    "comcast verizon jmail fastmail zoho mac".split()
)
DOTS: Final = frozenset(("dot", "point", "period", "dots", "dotcom"))
JOINTS: Final = DOTS | {"underscore", "dash", "hyphen", "minus", "plus", "score"}
SITES: Final = frozenset(
    "website site blog page portfolio channel profile homepage webpage url".split()
)


def is_symbol(token: Token) -> bool:
    """Whether a token is a letter, a digit or a number."""
    word = token.text
    if word in ("a", "i"):
        return token.case == "XX" and word == "a"
    return (
        token.case == "9"
        or len(word) == 1
        or word in lex.DIGITS
        or word in lex.TEENS
        or word in lex.TENS
        or word in lex.REPEATS
        or word in lex.OH
    )


def symbol(tokens: Sequence[Token], k: int) -> str:
    """What a token of an address stands for, with the sign before it."""
    word, gap = tokens[k].text, tokens[k].gap
    joint = {"at": "@", "underscore": "_", "dash": "-", "hyphen": "-", "plus": "+"}
    text = "." if word in DOTS else joint.get(word) or lex.DIGITS.get(word, word)
    return (gap if gap in (".", "_", "-", "+", "@") else "") + text


def is_letter(token: Token) -> bool:
    """Whether a token inside a turn is one letter."""
    return len(token.text) == 1 and token.case != "9" and not token.first


def after_dot(tokens: Sequence[Token], i: int) -> bool:
    """Whether a dot, written or said, stands before token `i`."""
    if i == 0:
        return False
    return (tokens[i].gap == "." and not tokens[i].first) or tokens[i - 1].text in DOTS
