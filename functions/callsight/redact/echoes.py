"""One digit or letter of a value that the other side asks back: "was that an eight at the end?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.cues import NUMBER_TYPES
from callsight.redact.found import Found
from callsight.redact.passages import Conversation

_SYMBOL: Final = rf"(?:an? |the )?(\d|[a-z]|oh|{'|'.join(lex.DIGITS)})\b(?! ?[-'\d])"
_ASKED: Final = re.compile(
    rf"\b(?:(?:was|is) (?:that|it) {_SYMBOL}(?=[?.]?$| (?:at|on) the (?:end|start)| or an? )"
    rf"|(?:did|does) (?:that|it) (?:end|start|begin) (?:in|with) {_SYMBOL}"
    rf"|(?:last|first) (?:digit|letter|number) (?:was |is |a |an )*{_SYMBOL})",
    re.IGNORECASE,
)
_BACK: Final = 2
"""Turns before, in one of which the value was told."""
_SCORE: Final = 0.7
_KINDS: Final = frozenset(NUMBER_TYPES)


def echoes(conversation: Conversation, found: Sequence[Found]) -> Iterator[Found]:
    """Digits and letters asked back right after the other side told a number."""
    told: dict[int, str] = {each.turn: each.entity for each in found if each.entity in _KINDS}
    for position, turn in enumerate(conversation.transcript.turns):
        before = [
            k
            for k in range(position - _BACK, position)
            if k in told and not conversation.is_same_speaker(k, position)
        ]
        match = _ASKED.search(turn.text) if before else None
        if match is None:
            continue
        start, end = next(match.span(k) for k in (1, 2, 3) if match[k])
        yield Found(position, start, end, told[before[-1]], _SCORE, "echo", turn.text[start:end])
