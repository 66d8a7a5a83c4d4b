"""Addresses of which only names are said: "The Old Forge, Brookside", and what confirms an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.address_parts import (
    CAPITAL_TYPES,
    STREET_TYPES,
    UNITS,
    ends_sentence,
    house_number,
    is_name,
    is_number_word,
    is_unknown,
    tail,
    value,
)
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.tokens import Token

_CONFIRMS: Final = re.compile(
    r"\b(?:is that|that's|is this|and that's|are you) (?:still )?(?:the |your |a )?(?:right |correct |best |current )?"
    r"(?:address|place)\b"
)
_LEADS: Final = NOT_NAMES | lex.FILLERS
_LONGEST: Final = 9
"""Most words of an address of names alone."""
_INNER: Final = frozenset("the of and in on by upon le de co county".split())
_PARTS: Final = 3
"""Fewest parts of an address that is read out before it is confirmed."""


def named(tokens: Sequence[Token], lo: int, hi: int) -> tuple[int, int] | None:
    """A sentence that is only capitals, begun by "the" or of several parts."""
    first = lo
    while first < hi and tokens[first].text in NOT_NAMES and tokens[first].text != "the":
        first += 1
    last, parts = first - 1, 1
    for k in range(first, min(hi, first + _LONGEST)):
        if k > first and ends_sentence(tokens, k):
            break
        if not (tokens[k].case == "X" or tokens[k].text in _INNER) or is_number_word(tokens[k]):
            return None
        parts += "," in tokens[k].gap and k > first
        last = k
    whole = last + 1 == hi or (last + 1 < hi and ends_sentence(tokens, last + 1))
    words = sum(is_name(token) for token in tokens[first : last + 1])
    titled = first < hi and tokens[first].text == "the"
    return (first, last) if whole and words > 1 and (parts > 1 or titled) else None


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """Sentences of names that their turn asks to confirm: "Is that still the address?"."""
    for passage in conversation.passages:
        tokens, lo = passage.tokens, 0
        for hi in range(1, len(tokens) + 1):
            if hi < len(tokens) and not tokens[hi].first:
                continue
            hit = _confirmed(conversation, passage, lo, hi)
            if hit is not None:
                yield passage, hit
            lo = hi


def _confirmed(conversation: Conversation, passage: Passage, lo: int, hi: int) -> Hit | None:
    """The sentence in the turn `lo..hi-1`."""
    tokens = passage.tokens
    text = conversation.transcript.turns[tokens[lo].turn].text.lower()
    if not _CONFIRMS.search(text):
        return None
    for begin in (k for k in range(lo, hi) if k == lo or ends_sentence(tokens, k)):
        span = named(tokens, begin, hi)
        if span is None or any(passage.claimed[span[0] : span[1] + 1]):
            continue
        commas = sum("," in token.gap for token in tokens[span[0] + 1 : span[1] + 1])
        if commas + 1 >= _PARTS:
            return Hit("ADDRESS", span[0], span[1], 0.7, "address", value(tokens, *span))
    return None


def whole_turn(conversation: Conversation, tokens: Sequence[Token], i: int) -> Hit | None:
    """A turn that is only a number, a name and a street type at `i`: "yeah thirty three c lark rise"."""
    turn = tokens[i].turn
    last = tail(tokens, i)
    behind = last + 1
    if (
        last == i
        and behind < len(tokens)
        and is_unknown(tokens[behind])
        and not tokens[behind].first
    ):
        last, behind = behind, behind + 1  # "2 quarry bank otley"
    while behind < len(tokens) and not tokens[behind].first and tokens[behind].text in _LEADS:
        behind += 1
    ends = behind == len(tokens) or tokens[behind].first
    replies = turn > 0 and conversation.transcript.turns[turn].speaker != "agent"
    if not ends or tokens[i].first or not replies:
        return None
    k = i - 1
    while k > 0 and i - k < 3 and is_name(tokens[k]) and not tokens[k].first:
        k -= 1
    letter = len(tokens[k].text) == 1 and tokens[k].case != "9" and k > 0
    number = house_number(tokens, k - letter, -1) if k < i - 1 else None
    plural = tokens[i].text.endswith("s") and number == k and len(tokens[k].text) != 2
    if number is None or plural or tokens[i].text not in CAPITAL_TYPES | STREET_TYPES:
        return None
    if number and tokens[number - 1].text in UNITS and not tokens[number].first:
        number -= 1
    begin = number
    while begin > 0 and not tokens[begin].first and tokens[begin - 1].text in _LEADS:
        begin -= 1
    if not tokens[begin].first:
        return None
    return Hit("ADDRESS", number, last, 0.7, "address", value(tokens, number, i))
