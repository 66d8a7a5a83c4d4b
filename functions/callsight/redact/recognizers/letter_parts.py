"""Letters of a code that are said apart from its digits: "RF", okay, "4471"; "was that CSX?".

Digits say of themselves that they are read out; letters alone are words until a code near them holds
the same letters, or was begun or ended with them in one turn.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.cues import NUMBER_TYPES
from callsight.redact.hints import requested
from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.memory import Memory
from callsight.redact.recognizers.name_lists import WORDS
from callsight.redact.tokens import Token

_NEAR: Final = 4
"""Turns between a code and letters of it."""
_LONGEST: Final = 5
"""Letters of a written group."""
_BESIDE: Final = 3
"""Most other words of a turn that gives a part of a code."""
_SCORE: Final = 0.55


def find(conversation: Conversation, memory: Memory) -> Iterator[tuple[Passage, Hit]]:
    """Groups of letters that belong to the codes found, which `memory` holds."""
    codes: dict[int, list[tuple[str, str]]] = {}
    for turn, entity, value in memory.all_given():
        kind = NUMBER_TYPES.get(entity)
        if kind is not None and kind.letters:
            for near in range(turn - _NEAR, turn + _NEAR + 1):
                codes.setdefault(near, []).append((entity, value))
    for passage in conversation.passages if codes else ():
        for turn in dict.fromkeys(token.turn for token in passage.tokens):
            if turn in codes:
                yield from _in_turn(conversation, passage, turn, codes[turn])


def _in_turn(
    conversation: Conversation, passage: Passage, turn: int, codes: Sequence[tuple[str, str]]
) -> Iterator[tuple[Passage, Hit]]:
    tokens = passage.tokens
    first = bisect_left(tokens, turn, key=lambda token: token.turn)
    end = bisect_left(tokens, turn + 1, key=lambda token: token.turn)
    others = sum(
        token.text not in lex.FILLERS and not passage.claimed[k]
        for k, token in enumerate(tokens[first:end], start=first)
    )
    asked = [kind for kind in requested(conversation, turn) if kind in {e for e, _ in codes}]
    beside = [kind for kind in passage.claimed[first:end] if kind in asked]
    for low, high in _groups(passage, first, end):
        text = "".join(token.text for token in tokens[low : high + 1]).upper()
        alone = others - (high - low + 1)
        entity = next((e for e, value in codes if text in value and value != text), "")
        if not entity or alone > _BESIDE:
            spelled = high > low or tokens[low].case == "XX"
            answers = spelled and (beside or alone == 0)  # "B K, where is it, 0153"; "RF", "RF."
            entity = next(iter([*beside, *asked, codes[0][0]]), "") if answers else ""
        if entity:
            passage.claim(low, high, entity)
            yield passage, Hit(entity, low, high, _SCORE, "letters", text.lower())


def _groups(passage: Passage, first: int, end: int) -> Iterator[tuple[int, int]]:
    """Tokens that can be letters of a code: `KRW`, "k r w"."""
    tokens, k = passage.tokens, first
    while k < end:
        last = k
        while last < end and len(tokens[last].text) == 1 and _is_letter(passage, last):
            last += 1
        if last - k > 1:
            yield k, last - 1
        elif _is_group(tokens[k]) and not passage.claimed[k]:
            yield k, k
        k = max(last, k + 1)


def _is_letter(passage: Passage, k: int) -> bool:
    return passage.tokens[k].text.isalpha() and not passage.claimed[k]


def _is_group(token: Token) -> bool:
    """Whether a token is letters rather than a word or an abbreviation."""
    if not 1 < len(token.text) <= _LONGEST or not token.text.isalpha():
        return False
    if token.text in lex.ACRONYMS or token.text in lex.FILLERS:
        return False
    return token.case == "XX" or (token.text not in WORDS and token.text not in lex.COMMON_SHORT)
