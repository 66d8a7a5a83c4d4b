"""When somebody is that old, said behind the age: "sixty-six on Sunday", "ten at the time"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.tokens import Token

_SEASONS: Final = frozenset("spring summer autumn fall winter".split())
_SPANS: Final = frozenset("week month year weekend time".split()) | _SEASONS
_BEFORE_DAY: Final = frozenset("in on this next last since by come".split())
_THEN: Final = frozenset(("now", "then", "today", "tomorrow", "yesterday", "christmas"))


def says_when(tokens: Sequence[Token], i: int) -> bool:
    """Whether a time of a year or a life stands at `i`: "in November", "since Saturday"."""
    if i >= len(tokens) or tokens[i].first:
        return False
    words = [token.text for token in tokens[i : i + 3] if token is tokens[i] or not token.first]
    word, after = words[0], words[1] if len(words) > 1 else ""
    if word in _THEN or (word in ("back", "by", "at", "since") and after in _THEN):
        return True
    if words[:2] == ["as", "of"]:
        return True
    if words == ["at", "the", "time"] or words == ["in", "a", "few"]:
        return True
    if word not in _BEFORE_DAY:
        return False
    if after in lex.MONTHS or after.endswith("day"):
        return True
    if word in ("this", "next", "last"):
        return after in _SPANS
    return word in ("in", "since", "come") and after in ("the", "my") and words[-1] in _SEASONS
