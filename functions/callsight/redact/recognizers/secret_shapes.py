"""Passwords as written, known by their shape: `ChutneyFerret88`, `Bluebonnet#77`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.email_parts import TLDS
from callsight.redact.tokens import Token

_CONTEXT: Final = re.compile(
    r"\bpass ?(?:word|phrase|code|key)s?\b|\bcredentials\b|\b(?:new|secret|security|memorable|code|safe) word\b"
)
_LOGIN: Final = re.compile(r"\b(?:log|sign|logged|signed)[ -]?(?:in|on)\b")
"""Where a user name is spoken of as well, which has no signs."""
_DEVICES: Final = frozenset(
    "iphone ipad pixel galaxy windows android xbox playstation office".split()
)
_NEAR: Final = 3
"""Turns, with its own, in which a password is spoken of that is told."""
_SIGNS: Final = frozenset("!#$%&*?^+=")
_NO_PASSWORD: Final = frozenset("@:/.")
_SET: Final = 8
"""Words from "password" to what it is set to."""
_SETTING: Final = frozenset("set setting change changing changed reset resetting switched".split())
_SHORTEST: Final = 4
"""Fewest letters of the word of a password."""


def find(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    """Words that digits or signs are glued to, where passwords are spoken of."""
    tokens, i = passage.tokens, 0
    while i < len(tokens):
        last = i
        while last + 1 < len(tokens) and _is_glued(tokens[last + 1]):
            last += 1
        if last > i and _is_written(conversation, tokens[i : last + 1]):
            value = "".join(token.text for token in tokens[i : last + 1])
            yield Hit("PASSWORD", i, last, 0.8, "secret", value)
        i = last + 1


def _is_glued(token: Token) -> bool:
    return not token.first and " " not in token.gap and not any(c in "\n\t,;" for c in token.gap)


def _is_written(conversation: Conversation, run: Sequence[Token]) -> bool:
    """Whether glued tokens are a word with digits, or with signs between, that is a password."""
    gaps = "".join(token.gap for token in run[1:])
    if not _NO_PASSWORD.isdisjoint(gaps) or run[-1].text in TLDS:
        return False
    if any(token.text in _DEVICES for token in run):
        return False
    worded = any(len(t.text) >= _SHORTEST and t.case in ("x", "X") for t in run)
    numbered = any(
        before.case != "9" and t.case == "9" and t.gap == ""
        for before, t in itertools.pairwise(run)
    )
    signs = not _SIGNS.isdisjoint(gaps)
    if not worded or not (numbered or signs):
        return False
    turn = run[0].turn
    turns = conversation.transcript.turns[max(0, turn - _NEAR + 1) : turn + 1]
    said = [each.text.lower() for each in turns]
    return any(_CONTEXT.search(text) or (signs and _LOGIN.search(text)) for text in said)


def set_to(tokens: Sequence[Token], cue: int) -> int:
    """Where a password begins that is set behind its name: "a new password, I've set it to ..."."""
    for k in range(cue + 1, min(len(tokens) - 3, cue + _SET)):
        if tokens[k].first:
            break
        it_to = (tokens[k + 1].text, tokens[k + 2].text) in (
            ("it", "to"),
            ("it", "as"),
            ("that", "to"),
        )
        if tokens[k].text in _SETTING and it_to and not tokens[k + 3].first:
            return 0 if tokens[k + 3].text in ("something", "whatever") else k + 3
    return 0
