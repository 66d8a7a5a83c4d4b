"""Titles before names: "Mr S. Papadakis", "officer medina"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact.recognizers import name_words as words
from callsight.redact.recognizers.name_lists import FIRST, SURNAMES, WORD_SURNAMES, WORDS
from callsight.redact.recognizers.name_spans import title_before
from callsight.redact.recognizers.name_words import bare
from callsight.redact.tokens import Token

_INITIALS: Final = 2
"""Letters of what may be an abbreviation."""
_SHORTENED: Final = words.TITLES | {"dr", "prof"}
"""Titles that a period may end without ending the sentence."""


def is_titled(tokens: Sequence[Token], i: int, cased: bool) -> bool:
    """Whether a title stands before the name at `i`."""
    k = title_before(tokens, i)
    if k < 0:
        return False
    title, word = tokens[k].text, bare(tokens[i])
    if "." in tokens[k + 1].gap and title not in _SHORTENED:
        return False  # "Surely, sir. Kindly tell me"
    if title in words.WORD_TITLES:
        sure = word in FIRST or (
            word in SURNAMES and (word not in WORD_SURNAMES or word not in WORDS)
        )
        doctor = title in words.DOCTORS and len(word) > _INITIALS and word not in WORDS
        sure = sure or (doctor and not cased)
        return sure or (cased and tokens[i].case != "x")
    return title in words.TITLES
