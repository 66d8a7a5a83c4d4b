"""Names of people and which of them are also words, from `assets/names/` (its README says whence).

`FIRST` are given names that are rarely anything else; `DOUBTFUL` ones and all surnames are also
words, places or brands, or rare: they count only beside another sign of a name.
"""

from __future__ import annotations

from typing import Final

from callsight.config import ASSETS


def _read(name: str) -> frozenset[str]:
    return frozenset((ASSETS / "names" / f"{name}.txt").read_text(encoding="ascii").split())


FIRST: Final = _read("given")
DOUBTFUL: Final = _read("given_words")
WORD_SURNAMES: Final = _read("surname_words")
"""Surnames that are also words: two capitals with one of these may be a brand ("Green Valley")."""
SURNAMES: Final = _read("surnames") | WORD_SURNAMES
WORDS: Final = _read("words")
"""Ordinary English words: what an answer holds that is none of them is a name."""
