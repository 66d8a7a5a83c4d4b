"""Whole answers to "what is your address?": all that is said of it, up to a clear break.

The form of a part gives the answer away (a number before a name, a street type, a post code); what
stands beside that part in the same answer belongs to it: a house's name, the town, the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import read
from callsight.redact.recognizers import address_codes, address_houses, address_pieces
from callsight.redact.recognizers.address_parts import (
    LINKS,
    STATES,
    STOPS,
    STREET_TYPES,
    UNITS,
    ends_sentence,
    house_number,
    is_name,
    is_number_word,
    tail,
    value,
)
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.tokens import Token

_PLACE: Final = re.compile(
    r"\b(?=a)(?<!mail )(?<!ip )(?<!web )(?<!mac )address(?:es|ee)?\b"
    r"|\bwhere(?:abouts)?(?:'s| is| are| will| should| shall| do| does| did| can| could| would| am)\b.*?"
    r"\b(?:send|sending|courier|couriering|forward|deliver\w*|ship\w*|live|lives|living|stay|staying|located|post|mail|go|going"
    r"|parked|garaged|kept|stored|mail|towed|tank|come|coming|headed|drop|pick|based|dropping|picking|taking|meeting|collecting|pick-?up"
    r"|drop-?off|delivery)\b"
    r"|\bship(?:ped|ping)? to\b|\b(?:service|pick-?up|drop-?off|delivery) (?:location|place|point)\b"
    r"|\bwhere(?: are|'re)? (?:you|we|they) at\b|\bwhere(?: are|'re) you\W*$"
    r"|\bwhere (?:to|from)\b\W*$|\b(?:to|from) where\b\W*$|^(?:and )?(?:to|from)\W*$"
    r"|\bwhere (?:exactly )?(?:you|he|she|they) (?:are|is) (?:now|right now|at|today)\b|\b(?:your|her|his|their) street\b"
    r"|\b(?:first line|the property|which (?:property|address|house)|what street|which street|house name)\b|\bstill (?:at|on)\b"
)
_CODE: Final = re.compile(r"\b(?:post ?code|zip|zip ?code|postal code|eircode)\b")
_UNIT: Final = re.compile(
    r"\b(?:house|flat|apartment|apt|door|building|suite) (?:number|no)\b"
    r"|\b(?:which|what|your|the) (?:flat|apartment|apt|suite)\b(?: please)?\W*$"
    r"|\b(?:what|which) (?:unit|flat|apartment|apt|suite) (?:number )?(?:are|is|do|did|was)\b"
)
_TOWN: Final = re.compile(
    r"\b(?:and the|which|what|your) (?:town|city)(?: and (?:the )?(?:state|county|zip|postcode))?(?: please)?\W*$"
    r"|\b(?:building|house)(?:'s)? name\b|\bname of (?:the|your) (?:building|house)\b"
)
_NUMBER: Final = re.compile(
    r"\b(?:unit(?: number)?|lot number|(?:what|which|your) lot)(?: please)?\W*$"
)
"""Asks for a part of an address where the call speaks of one; a truck is a unit too."""
_REST: Final = re.compile(
    r"\b(?:last|second|other|next|first|missing) (?:part|half|bit|two|three|ones?)\b|\bthe (?:rest|end)\b"
)
"""Asks for the rest of a post code."""
_AGAIN: Final = re.compile(
    r"\b(?:what was that|(?:say|repeat) (?:that|it)|pardon|come again|(?:catch|get|hear) that|one more time)\b"
)
"""Asks for the answer again."""
_LONGEST: Final = 18
"""Most tokens of an address in one turn."""
_BEFORE: Final = 5
"""Most words of a name, or between the number that begins an answer and the street."""
_CORRECTED: Final = 12
"""Most words of a number that was corrected: "thirty-one, no, sorry, I've just moved"."""
_CONTEXT: Final = 12
"""Turns in which a unit belongs to an address that was spoken of."""
_INSIDE: Final = UNITS | {"level", "old", "new", "little", "great"}
"""Words that are of an address before a name: "the old rectory"."""
_ROADS: Final = frozenset(
    "interstate highway route exit junction motorway freeway i m a mile milepost us sr state".split()
)
"""Before a number of a road, on which nobody lives."""


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """The addresses in answers to questions for one, or for a part of one."""
    answered: set[int] = set()
    for rule in (_answer, _echo):
        for passage in conversation.passages if rule is _answer or answered else ():
            tokens, lo = passage.tokens, 0
            for hi in range(1, len(tokens) + 1):
                if hi < len(tokens) and not tokens[hi].first:
                    continue
                span = rule(conversation, passage, lo, hi, answered)
                while span and not any(passage.claimed[span[0] : span[1] + 1]):
                    answered.add(tokens[lo].turn)
                    said = value(tokens, *span)
                    yield passage, Hit("ADDRESS", span[0], span[1], 0.8, "address", said)
                    span = _place(passage, span[1] + 1, hi, named=True) if rule is _answer else None
                lo = hi


def _echo(
    conversation: Conversation, passage: Passage, lo: int, hi: int, answered: set[int]
) -> tuple[int, int] | None:
    """A post code of letters and digits that the other side reads back."""
    tokens = passage.tokens
    turn = tokens[lo].turn
    if turn - 1 not in answered or conversation.is_same_speaker(turn, turn - 1):
        return None
    span = next((s for k in range(lo, hi) if (s := address_codes.symbols(passage, k, hi))), None)
    if span and span[0] == span[1] and address_pieces.is_read_back(conversation, passage, span[0]):
        return span
    said = tokens[span[0] : span[1] + 1] if span else []
    letters = [token for token in said if len(token.text) <= 2 and token.case == "XX"]
    return span if letters and any(is_number_word(token) for token in said) else None


def _question(conversation: Conversation, turn: int) -> str:
    """What the other side asked right before, or before it waited ("mhm"); lower case."""
    for back in (1, 3):
        if turn - back < 0 or conversation.is_same_speaker(turn, turn - back):
            return ""
        text = conversation.transcript.turns[turn - back].text.lower()
        if back == 1 and _AGAIN.search(text):
            continue
        if back == 3 or conversation.turn_words[turn - back] > 2 or _asked_for(text)[0]:
            return text
        if any(_asked_for(text)[1:4]):
            return text
    return ""


@lru_cache(maxsize=1024)
def _asked_for(question: str) -> tuple[bool, ...]:
    """Whether it asks for a post code, a unit, a place, a part's number, a town."""
    asks = (_CODE, _UNIT, _PLACE, _NUMBER, _TOWN)
    return tuple(each.search(question) is not None for each in asks)


def _answer(
    conversation: Conversation, passage: Passage, lo: int, hi: int, answered: set[int]
) -> tuple[int, int] | None:
    """First and last token of the address in the turn `lo..hi-1`."""
    turn = passage.tokens[lo].turn
    question = _question(conversation, turn)
    if not question:
        return None
    if turn - 2 in answered and _REST.search(question):
        return address_codes.told(passage, lo, hi)
    if turn - 2 in answered and (rest := address_pieces.code_rest(passage, lo, hi)):
        return rest
    code, unit, place, number, town = _asked_for(question)
    if (number or town) and _speaks_of_one(conversation, turn):
        unit = unit or (number and "how old" not in question)
        if town:
            return address_pieces.town(passage, lo, hi)
    if not (code or unit or place):
        return None
    span = _place(passage, lo, hi, named=True) if code and not place else None
    if code and not place:
        span = span or address_codes.told(passage, lo, hi)
    span = span or _place(passage, lo, hi)
    if span is None and place:
        span = address_houses.named(passage.tokens, lo, hi)
    span = span or (address_codes.told(passage, lo, hi) if code else None)
    if span and unit and (first := address_pieces.number(passage, lo, span[0])):
        return first[0], span[1]  # "seventeen, and it's G L five four ..."
    return span or (address_pieces.number(passage, lo, hi) if unit else None)


def _speaks_of_one(conversation: Conversation, turn: int) -> bool:
    """Whether an address was asked for or found shortly before."""
    return any(
        "ADDRESS" in cue.entities and not cue.weak
        for cues in conversation.turn_cues[max(0, turn - _CONTEXT) : max(0, turn - 1)]
        for cue in cues
    )


def _place(passage: Passage, lo: int, hi: int, named: bool = False) -> tuple[int, int] | None:
    """What stands around a street or a numbered name; around a street only where it is `named`."""
    tokens = passage.tokens
    for i in range(lo, hi):
        if passage.claimed[i]:
            continue
        anchor = address_pieces.street_name(tokens, i, lo) or (
            None if named else _numbered(tokens, i, hi)
        )
        if anchor is None and not named:
            anchor = address_pieces.directed(tokens, i, hi)
        if anchor is not None:
            return _start(passage, lo, anchor[0]), _end(passage, anchor[1], hi)
    return None


def _numbered(tokens: Sequence[Token], i: int, hi: int) -> tuple[int, int] | None:
    """A number before a name: "two one four sycamore", "Flat 9, 61 Cutlers"."""
    if not is_number_word(tokens[i]) and tokens[i].text not in lex.REPEATS:
        return None
    if i and not tokens[i].first and tokens[i - 1].text in _ROADS:
        return None
    last = i
    while (reading := read(tokens, last, inside=last > i)) and reading.text.isdigit():
        if is_quantity(tokens, reading):
            return None
        last = reading.last + 1
        if last >= hi:
            return None
    if last < hi - 1 and len(tokens[last].text) == 1 and tokens[last].text not in "ai":
        last += 1  # "2B Marine Parade"
    if (
        last + 1 < hi
        and tokens[last].text == "the"
        and (
            tokens[last + 1].text in STREET_TYPES
            or (tokens[last + 1].case == "X" and i > 0 and tokens[i - 1].text in UNITS)
        )
    ):
        return i, last + 1  # "31 The Crescent", "Apartment 27, The Maltings"
    name = tokens[last]
    if last == i or ends_sentence(tokens, last) or not is_name(name):
        return None
    following = tokens[last + 1] if last + 1 < hi else None
    plural = name.case == "x" and name.text.endswith("s") and following is None
    return None if plural or name.text in lex.MONTHS or name.text in lex.UNITS else (i, last)


def _start(passage: Passage, lo: int, anchor: int) -> int:
    """First token of the address: back over names, or to the number that begins the answer."""
    tokens, first = passage.tokens, anchor
    end = anchor if is_number_word(tokens[anchor]) else anchor - 1
    number = house_number(tokens, end, lo - 1) if end >= lo else None
    first = anchor if number is None else number
    low = max(lo, first - _BEFORE)
    begin = first
    while begin > low and not passage.claimed[begin - 1]:
        before = tokens[begin - 1]
        if ends_sentence(tokens, begin):
            break
        inner = before.case == "X" and not before.first and len(before.text) > 2
        named = inner or is_name(before) or before.text in _INSIDE or is_number_word(before)
        article = before.text == "the" and (before.first or tokens[begin - 2].text in STOPS)
        letter = len(before.text) == 1 and before.case == "XX"
        if not (named or article or letter):
            break
        begin -= 1
    while low > lo and is_number_word(tokens[low]) and is_number_word(tokens[low - 1]):
        low -= 1  # "Twenty-nine, two nine, uh, Fox Chase Lane"
    if any(token.text in lex.CORRECTIONS for token in tokens[lo:begin]):
        low = max(lo, first - _CORRECTED)
    sentence = next((k for k in range(begin, lo, -1) if ends_sentence(tokens, k)), lo)
    starts = (lo,) if sentence == lo else (lo, sentence)
    return next(
        (k for k in range(low, begin) if any(_opens(passage, s, k) for s in starts if s <= k)),
        begin,
    )


def _opens(passage: Passage, lo: int, k: int) -> bool:
    """Whether the answer begins at `k` with a number: "three up right, uh, two two eight"."""
    token = passage.tokens[k]
    leads = all(each.text in NOT_NAMES | lex.FILLERS for each in passage.tokens[lo:k])
    numbered = is_number_word(token) or token.text in UNITS
    return numbered and leads and not any(passage.claimed[lo : k + 1])


def _end(passage: Passage, anchor: int, hi: int) -> int:
    """Last token of the address: to the end of the turn, or to where something else begins."""
    tokens, last = passage.tokens, anchor
    j = anchor + 1
    while j < hi and j - anchor < _LONGEST and not passage.claimed[j]:
        token = tokens[j]
        if ends_sentence(tokens, j):
            code = address_codes.symbols(passage, j, hi)
            last = (
                code[1]
                if code and code[0] == j
                else address_pieces.town_end(passage, j, hi) or last
            )
            break
        inside = j + 1 < hi and token.text in LINKS | {"in", "uh", "um", "and", "no", "of", "zip"}
        if token.text in STOPS and not (inside and _may_go_on(tokens[j + 1])):
            break
        if token.text not in STOPS:
            last = j
        j += 1
    return last if last + 1 < hi and ends_sentence(tokens, last + 1) else tail(tokens, last)


def _may_go_on(token: Token) -> bool:
    """Whether what follows a small word belongs to an address: a number, a name, a unit."""
    return is_number_word(token) or token.case == "X" or token.text in UNITS | STATES
