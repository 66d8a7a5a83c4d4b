"""Post codes: written ones, and ones that are told as an answer, with what recognition misheard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import hints
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import is_break, read
from callsight.redact.recognizers.address_parts import (
    ends_sentence,
    house_number,
    is_name,
    is_number_word,
    value,
)
from callsight.redact.recognizers.base import Hit
from callsight.redact.tokens import Token

_AREAS: Final = (
    "ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec "
    "eh en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls "
    "lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr "
    "ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze"
).split()
"""Letters with which British post codes begin (Royal Mail); `QX7 4RT` is none."""
_WRITTEN: Final = re.compile(
    rf"(?:{'|'.join(_AREAS)})\d{{1,2}}[a-z]? ?\d[abd-hjlnp-uw-z]{{2}}|[a-z]\d[a-z] ?\d[a-z]\d"
)
_EIRCODE: Final = re.compile(r"[ac-fhknprtv-y]\d[\dw] ?[\dac-fhknprtv-y]{4}")
"""Irish, which other codes look like."""
_TOKENS: Final = 6
_BETWEEN: Final = 3
"""Most tokens from one part of a post code to the next."""
_WHOLE_CODE: Final = 3
"""Fewest digits and letters of a post code."""
_HOUSE: Final = 7
"""Most words from a house to its post code."""
_US_CODE: Final = 5
_HESITATIONS: Final = frozenset("uh um er erm ah then and no sorry space".split())


def written(conversation: Conversation, passage: Passage, i: int) -> Hit | None:
    """A written British or Canadian post code: `SW1A 2AA`, `K1A 0B1`."""
    tokens, text, last, best = passage.tokens, "", i, None
    turn = tokens[i].turn
    said = conversation.transcript.turns[max(0, turn - 1) : turn + 1]
    irish = any("eircode" in each.text.lower() for each in said)
    while last < len(tokens) and last - i < _TOKENS and (last == i or not tokens[last].first):
        text += (tokens[last].gap if last > i else "") + tokens[last].text
        if tokens[last].case not in ("9", "XX") or (tokens[last].gap.strip() and last > i):
            break
        if _WRITTEN.fullmatch(text) or (irish and _EIRCODE.fullmatch(text)):
            best = last
        last += 1
    if best is None or any(passage.claimed[i : best + 1]):
        return None
    i = with_house(passage, i)
    if irish:
        return Hit("ADDRESS", i, best, 0.9, "address", value(tokens, i, best))
    nearest = next(iter(hints(conversation, passage, i, best)), None)
    if nearest is not None and nearest.entity != "ADDRESS" and not nearest.weak:
        return None
    return Hit("ADDRESS", i, best, 0.7, "address", value(tokens, i, best))


def with_house(passage: Passage, i: int) -> int:
    """With the house and town before a code: "52a Ridgeway, Sidcup, DA15 7LN"."""
    tokens, k = passage.tokens, i - 1
    while k > 0 and i - k <= _HOUSE and not passage.claimed[k] and not tokens[k + 1].first:
        token = tokens[k]
        if ends_sentence(tokens, k + 1):
            break
        if is_number_word(token) or (len(token.text) == 1 and tokens[k].gap == ""):
            number = house_number(tokens, k - (len(token.text) == 1 and token.case == "x"), -1)
            street = tokens[k + 1].case == "X" and tokens[k + 1].gap in (" ", ", ")
            free = number is not None and not any(passage.claimed[number:k])
            return number if number is not None and street and free else i
        if token.case not in ("X", "XX"):
            break
        k -= 1
    return i


def told(passage: Passage, lo: int, hi: int) -> tuple[int, int] | None:
    """A post code, with the town that stands right before or behind it."""
    span = next((s for k in range(lo, hi) if (s := symbols(passage, k, hi))), None)
    if span is None:
        return None
    first, last = span
    tokens = passage.tokens
    first = _begun(tokens, lo, first)
    while first > lo and is_name(tokens[first - 1]) and not passage.claimed[first - 1]:
        if span[0] - first > 1 or ends_sentence(tokens, first):
            break
        first -= 1
    behind = last + 1 < hi and tokens[last + 1].case == "X" and not is_break(tokens[last + 1])
    return first, last + (behind and is_name(tokens[last + 1]))


def _begun(tokens: Sequence[Token], lo: int, first: int) -> int:
    """With a beginning that was broken off: "EH, um, EH 12"."""
    k = first - 1
    while k > lo and tokens[k].text in _HESITATIONS and first - k <= _BETWEEN:
        k -= 1
    return k if lo <= k < first and tokens[k].text == tokens[first].text else first


def symbols(passage: Passage, first: int, hi: int) -> tuple[int, int] | None:
    """The digits and letters from `first` on that are long enough for a post code."""
    tokens, last, count, j = passage.tokens, first - 1, 0, first
    while j < hi and j - last <= _BETWEEN and not passage.claimed[j]:
        reading = read(tokens, j, inside=count > 0)
        if reading is not None and not is_quantity(tokens, reading):
            count, last = count + len(reading.text), reading.last
        elif _is_letter_of(tokens, j, hi):
            count, last = count + len(tokens[j].text), j
        elif count and _is_misheard(tokens, j, hi, count):
            count, last = count + 1, j
        elif not count or tokens[j].text not in _HESITATIONS or tokens[j].gap.strip() in (".", "?"):
            break
        j = last + 1 if last >= j else j + 1
    return (first, last) if count >= _WHOLE_CODE else None


def _is_letter_of(tokens: Sequence[Token], j: int, hi: int) -> bool:
    """Whether a single letter stands beside another one or a number: "K1A", "G, G forty"."""
    short = len(tokens[j].text) == 1 or (len(tokens[j].text) == 2 and tokens[j].case == "XX")
    if not short or tokens[j].case == "9" or j + 1 >= hi:
        return False
    return is_number_word(tokens[j + 1]) or len(tokens[j + 1].text) == 1


def _is_misheard(tokens: Sequence[Token], j: int, hi: int, count: int) -> bool:
    """Whether a word inside or at the end of a post code was a digit: "nine won, uh, one too"."""
    ends = j + 1 == hi or is_break(tokens[j + 1])
    inside = j + 1 < hi and (is_number_word(tokens[j + 1]) or tokens[j + 1].text in lex.HOMOPHONES)
    return tokens[j].text in lex.HOMOPHONES and (inside or (ends and count <= _US_CODE))
