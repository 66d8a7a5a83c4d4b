"""Text to tokens that keep the way back to the characters of their turn.

What is compared is a folded copy: look-alikes from other scripts, full-width digits, accents and
invisible characters are how a number hides in plain sight, and none of them changes what is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from callsight.redact.lexicon import REMOVED

_TOKEN: Final = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*")
_DROPPED: Final = frozenset(("Mn", "Me", "Cf"))
_LOOK_ALIKES: Final = str.maketrans(
    "аеорсхуіјѕкмтнвАВЕКМНОРСТХУІЈЅοανρικτΟΑΒΕΗΙΚΜΝΡΤΥΧΖ’ʼ＇",
    "aeopcxyijskmthbABEKMHOPCTXYIJSoavpiktOABEHIKMNPTYXZ'''",
)


@dataclass(slots=True)
class Token:
    """One word or one run of digits of a turn."""

    text: str
    """Folded, lower case."""
    turn: int
    """Position of its turn in the transcript."""
    start: int
    """First character in the turn's text as written."""
    end: int
    """Character after the last one in the turn's text as written."""
    gap: str
    """Folded characters between the token before it in the same turn and this one."""
    case: str
    """`x` lower, `X` capitalized, `XX` upper case (one upper-case letter counts), `9` digits."""
    first: bool
    """Whether it begins its turn."""


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    """What one character reads as: "" for an invisible one."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    plain = unicodedata.normalize("NFKD", character)
    kept = "".join(c for c in plain if unicodedata.category(c) not in _DROPPED)
    return kept.translate(_LOOK_ALIKES)


def fold(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the index in `text`."""
    if text.isascii():
        return text, range(len(text))
    folded, offsets = [], []
    for index, character in enumerate(text):
        if character < "\x80":
            folded.append(character)
            offsets.append(index)
            continue
        plain = _fold_character(character)
        folded.append(plain)
        offsets.extend([index] * len(plain))
    return "".join(folded), offsets


def tokenize(text: str, turn: int = 0) -> list[Token]:
    """The tokens of one turn in order; linear in its length."""
    folded, offsets = fold(text)
    tokens: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(folded):
        start, stop = match.span()
        word = match[0]
        lower = word.lower()
        case = "x" if word == lower and not word[0].isdigit() else _case(word)
        text_said = REMOVED if REMOVED in word else lower
        first, last = offsets[start], offsets[stop - 1] + 1
        if lower == "stop" and tokens and tokens[-1].text == "full":
            dot = tokens[-1]  # what the British call a dot
            dot.text, dot.end, dot.case = "dot", last, "x"
            end = stop
            continue
        tokens.append(Token(text_said, turn, first, last, folded[end:start], case, not tokens))
        end = stop
    return tokens


def _case(word: str) -> str:
    if word[0].isdigit():
        return "9"
    if word.isupper():
        return "XX"
    return "X" if word[0].isupper() else "x"
