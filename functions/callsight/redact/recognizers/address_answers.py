"""Addresses known by what was asked or said before: "unit fourteen", "Paducah, four two oh oh three"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import is_asked, is_own
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import read
from callsight.redact.recognizers.address_parts import (
    STATE_CODES,
    STATES,
    UNITS,
    ends_sentence,
    is_name,
    is_number_word,
    is_unknown,
    tail,
    value,
)
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.tokens import Token

_QUESTION: Final = re.compile(
    r"\b(?:address|street|live|post ?code|zip|eircode|unit|flat|apartment|deliver\w*|ship|still (?:at|on)"
    r"|house number|where (?:should|do|did|to|shall)|mail (?:it|them)|still route)\b"
)
_LIVING: Final = frozenset(
    "live lives living lived stay stays staying moved move moving delivered deliver sent send ship "
    "shipped towed house home property still located parked reside resides residing mailed going".split()
)
"""What people do at an address."""
_LISTED: Final = (
    ["have", "you"],
    ["got", "you"],
    ["show", "you"],
    ["have", "them"],
    ["see", "you"],
)
"""Before "at": what an agent's records say of somebody."""
_HOMES: Final = frozenset("place house home property apartment flat cottage".split())
_AT: Final = frozenset("is at to from on in outside near into still".split())
_NEXT_DOOR: Final = frozenset(
    "lady man guy woman people folks parcel package delivered left door next opposite".split()
)
"""Who or what is at a house that is known by its number alone."""
_SPEAKERS: Final = frozenset("i'm im it's we're this".split())
_ZONES: Final = frozenset("eastern central pacific mountain".split())
_CALLERS: Final = frozenset("i'm im it's its i we're we am are this".split())
_DWELLINGS: Final = frozenset("apartment apt unit flat suite villa".split())
_ZIP: Final = 5
"""Digits of a zip code."""
_TELLING: Final = 4
"""Letters that the name of a street in lower case must exceed."""
_NEAR: Final = 3
"""Turns after an address in which a unit belongs to it."""


def find(conversation: Conversation, passage: Passage, i: int, turns: set[int]) -> Hit | None:
    """A number whose question, state or neighbors make it an address."""
    tokens = passage.tokens
    if tokens[i].text in UNITS:
        return _unit(conversation, passage, i, turns)
    if not is_number_word(tokens[i]):
        return None
    told = _told_number(tokens, i)
    return told or _asked_place(conversation, passage, i, turns) or _state_zip(tokens, i)


def _told_number(tokens: Sequence[Token], i: int) -> Hit | None:
    """ "The house number's 31"."""
    k = i - 1 - (i > 0 and tokens[i - 1].text in ("is", "was"))
    if k < 1 or tokens[k + 1].first or tokens[k].first or "." in tokens[i].gap:
        return None
    told = tokens[k].text == "number's" or (tokens[k].text == "number" and k < i - 1)
    reading = read(tokens, i, inside=False)
    if not told or tokens[k - 1].text not in ("house", "flat", "door") or reading is None:
        return None
    return Hit("ADDRESS", i, reading.last, 0.7, "address", value(tokens, i, reading.last))


def is_expected(conversation: Conversation, passage: Passage, first: int, last: int) -> bool:
    """Whether the speaker announced an address, or was asked for one."""
    turn = passage.tokens[first].turn
    return is_own(conversation, passage, first, last, "ADDRESS") or _is_answer(conversation, turn)


def _is_answer(conversation: Conversation, turn: int) -> bool:
    """Whether the other side asked for an address, or confirms one."""
    asked = turn > 0 and not conversation.is_same_speaker(turn, turn - 1)
    before = conversation.transcript.turns[turn - 1].text.lower() if asked else ""
    confirms = before and conversation.questions[turn - 1] and _QUESTION.search(before)
    return bool(confirms) or is_asked(conversation, turn, "ADDRESS", 4)


def _unit(conversation: Conversation, passage: Passage, i: int, turns: set[int]) -> Hit | None:
    """ "it's unit fourteen", where an address was said before or is asked for."""
    tokens, turn = passage.tokens, passage.tokens[i].turn
    reading = read(tokens, i + 1, inside=False) if i + 1 < len(tokens) else None
    if reading is None or tokens[i + 1].first or tokens[i].text in ("floor", "room", "block"):
        return None
    near = not turns.isdisjoint(range(turn - _NEAR, turn + 1))
    named = tokens[i].text not in ("number", "building") or _is_answer(conversation, turn)
    after = reading.last + 1
    double = after + 1 < len(tokens) and tokens[after].text in UNITS and not tokens[after].first
    known = near or _is_answer(conversation, turn)
    if (double and is_number_word(tokens[after + 1])) or _is_placed(tokens, i, after):
        known = named = True  # "building 4, apartment 212"
    if not known or not named or is_quantity(tokens, reading):
        return None
    last = tail(tokens, reading.last)
    return Hit("ADDRESS", i, last, 0.6, "address", value(tokens, i, reading.last))


def _is_placed(tokens: Sequence[Token], i: int, after: int) -> bool:
    """ "At Apartment 12, The Maltings", "with a neighbour at number thirty two"."""
    lead = i - 1
    while lead > 0 and tokens[lead].text in lex.FILLERS and not tokens[lead].first:
        lead -= 1
    if i and tokens[i].text == "number" and tokens[lead].text in ("neighbor's", "neighbour's"):
        return True
    if i == 0 or tokens[i].first or tokens[i - 1].text not in ("at", "in", "from", "to"):
        return False
    following = tokens[after].text if after < len(tokens) and not tokens[after].first else ""
    if following in ("of", "on", "in"):
        return False  # "you're at number four in the queue"
    if tokens[i].text == "number":
        before = [token.text for token in tokens[max(0, i - 6) : i]]
        return any(word in _NEXT_DOOR or word.startswith("neighbo") for word in before)
    called = {token.text for token in tokens[max(0, i - 4) : i - 1]}
    if tokens[i].text in _DWELLINGS and tokens[i - 1].text != "to" and called & _CALLERS:
        return True  # "it's marcus in unit two oh six"
    if not _LIVING.isdisjoint(token.text for token in tokens[max(0, i - 4) : i]):
        return tokens[i].text in _DWELLINGS  # "I live in apartment twelve"
    name = tokens[after] if after < len(tokens) and not tokens[after].first else None
    return name is not None and name.gap == ", " and name.case == "X"


def _asked_place(
    conversation: Conversation, passage: Passage, i: int, turns: set[int]
) -> Hit | None:
    """An answer to "what is your address?" whose street type was not heard: a number and names."""
    tokens = passage.tokens
    if i and not tokens[i].first and is_number_word(tokens[i - 1]):
        return None
    reading = read(tokens, i, inside=False)
    if reading is None or not reading.text.isdigit() or is_quantity(tokens, reading):
        return None
    while (
        more := read(tokens, reading.last + 1, inside=True)
        if reading.last + 1 < len(tokens)
        else None
    ):
        reading = more
    j = reading.last + 1
    if sum(token.case == "9" for token in tokens[i:j]) > 2 and tokens[i + 1].gap == "-":
        return None  # `123-45-6789`
    if j < len(tokens) and tokens[j].text == "at" and not tokens[j].first:
        j += 1
    if not _is_named(tokens, i, j):
        return _town_code(conversation, passage, i, reading.last, turns)
    if tokens[j].text in lex.MONTHS or tokens[j].text in NOT_NAMES:
        return None
    if not is_expected(conversation, passage, i, j) and not _is_lived(tokens, i):
        return None
    while (
        j + 1 < len(tokens)
        and not tokens[j + 1].first
        and tokens[j + 1].case == "X"
        and j - i < 8
        and not ends_sentence(tokens, j + 1)
    ):
        j += 1
    last = tail(tokens, j)
    return Hit("ADDRESS", i, last, 0.6, "address", value(tokens, i, j))


def _is_named(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a word at `j` goes on with the number at `i`: a capitalized one, or "at 14 oakmont"."""
    if j >= len(tokens) or tokens[j].first or any(mark in tokens[j].gap for mark in ".?!"):
        return False
    if (
        tokens[j].text.endswith(("day", "days"))
        or tokens[j].text in _ZONES
        or tokens[j].gap.strip() == "-"
    ):
        return False
    if tokens[j].case == "x":
        at = i > 0 and tokens[i - 1].text == "at" and not tokens[i].first
        plain = tokens[j].gap == " " and "'" not in tokens[j].text
        return at and plain and is_unknown(tokens[j]) and len(tokens[j].text) > _TELLING
    return tokens[j].text not in lex.FILLERS | {"am", "pm"}


def _is_lived(tokens: Sequence[Token], i: int) -> bool:
    """Whether somebody lives at the number, or something is sent there: "she lives at 12 Vine"."""
    if i == 0 or tokens[i].first or tokens[i - 1].text not in _AT:
        return False
    before = [token.text for token in tokens[max(0, i - 4) : i]]
    if before[-1] == "at" and not _SPEAKERS.isdisjoint(before):
        return True  # "it's sheila at fourteen oakmont"
    if before[-1] == "is":
        return not _HOMES.isdisjoint(before)  # "my new place is 1900 Bluebonnet"
    return not _LIVING.isdisjoint(before) or before[-3:-1] in _LISTED


def _town_code(
    conversation: Conversation, passage: Passage, i: int, last: int, turns: set[int]
) -> Hit | None:
    """ "Paducah, four two oh oh three", where an address was asked for or is confirmed."""
    tokens = passage.tokens
    if i == 0 or tokens[i].first or passage.claimed[i - 1] or ends_sentence(tokens, i):
        return None
    turn, town, first = tokens[i].turn, tokens[i - 1], i - 1
    if town.text in NOT_NAMES or (town.case != "X" and not is_unknown(town)) or not is_name(town):
        return None
    near = not turns.isdisjoint(range(turn - _NEAR, turn + 1))
    if not (near or _is_answer(conversation, turn)):
        return None
    if not all(is_number_word(token) for token in tokens[i : last + 1]):
        return None
    size = sum(len(token.text) if token.case == "9" else 1 for token in tokens[i : last + 1])
    if size != _ZIP and not (size > _ZIP - 2 and _is_answer(conversation, turn)):
        return None
    while (
        first and tokens[first].case == tokens[first - 1].case == "X" and tokens[first].gap == " "
    ):
        if tokens[first].first or not is_name(tokens[first - 1]) or i - first > 2:
            break
        first -= 1
    return Hit("ADDRESS", first, last, 0.6, "address", value(tokens, first, last))


def _state_zip(tokens: Sequence[Token], i: int) -> Hit | None:
    """ "Denver, Colorado 80203": a state before five digits."""
    if i == 0 or tokens[i].first or tokens[i].case != "9" or len(tokens[i].text) != 5:
        return None
    before = tokens[i - 1]
    if before.text in STATES or (before.text in STATE_CODES and before.case == "XX"):
        first = i - 1
        while first and tokens[first - 1].case == "X" and not tokens[first].first and i - first < 4:
            first -= 1
        return Hit("ADDRESS", first, i, 0.8, "address", value(tokens, first, i))
    return None
