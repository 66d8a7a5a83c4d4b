"""The rest of an address that was found in part: street type, city, state and code that touch it.

"[four twelve] me Avenue, Detroit, Florida": recognition garbled the street, not what follows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.address_parts import ALWAYS_STREET, STATES, STREET_TYPES, tail
from callsight.redact.recognizers.base import Hit
from callsight.redact.tokens import Token

_REACH: Final = 4
"""Most words between an address and the street type or state that belongs to it."""
_SCORE: Final = 0.51
_AWAY: Final = frozenset("and but or so is was i you we they my your because if when then".split())
"""Words across which no address goes on."""


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """What belongs to the addresses of a call and was left of them."""
    for passage in conversation.passages:
        tokens = passage.tokens
        labels = [
            conversation.removed.get((token.turn, token.start), label)
            for token, label in zip(tokens, passage.claimed, strict=True)
        ]
        for k, label in enumerate(labels):
            if label != "ADDRESS" or (k + 1 < len(labels) and labels[k + 1] == "ADDRESS"):
                continue
            last = tail(tokens, _street(passage, k))
            last = next((j - 1 for j in range(k + 1, last + 1) if labels[j]), last)
            if last > k:
                value = " ".join(token.text for token in tokens[k : last + 1])
                yield passage, Hit("ADDRESS", k, last, _SCORE, "place", value)


def _street(passage: Passage, edge: int) -> int:
    """The street type or state that goes on with the address that ends at `edge`, or `edge`."""
    tokens = passage.tokens
    for k in range(edge + 1, min(edge + 1 + _REACH, len(tokens))):
        token = tokens[k]
        if token.first or passage.claimed[k] or any(mark in token.gap for mark in ".?!;"):
            break
        if token.text in ALWAYS_STREET or (
            token.text in STREET_TYPES | STATES and _named(tokens, k)
        ):
            return k
        if token.text in _AWAY:
            break
    return edge


def _named(tokens: Sequence[Token], k: int) -> bool:
    """Whether an ambiguous word ("way", "court", "Washington") is part of a name at `k`."""
    return tokens[k].case == "X" or (tokens[k].text in STATES and k + 1 == len(tokens))
