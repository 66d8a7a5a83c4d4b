"""Ages of people: "I am forty five years old", "she's 8", an answer to "how old are you?"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import hints
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import Reading, begins_number, read
from callsight.redact.recognizers.base import Hit
from callsight.redact.tokens import Token

_SUBJECTS: Final = frozenset("i he she i'm he's she's we we're they they're who who's".split())
_FAMILY: Final = frozenset(
    "son daughter mother father mom dad wife husband brother sister grandmother grandfather "
    "grandson "
    "granddaughter child baby patient kid girl boy grandma grandpa uncle aunt nephew niece partner "
    "driver man woman kids children twins mum parents".split()
)
_VERBS: Final = frozenset(
    "is am are was turned turning turns turn be being i'm he's she's we're they're just now almost "
    "about over nearly only already 're 's around who's will gonna be".split()
)
_THINGS: Final = frozenset(
    "house car phone computer laptop router modem heater roof contract policy account bill "
    "building "
    "system machine furnace tv device it it's company".split()
)
_ANSWER: Final = 8
"""Most words of a turn that answers "how old?" with a bare number."""


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """All ages of a call, with the words that make them one ("years old")."""
    for passage in conversation.passages:
        for hit in _in_passage(conversation, passage):
            yield passage, hit


def _in_passage(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    tokens, i = passage.tokens, 0
    while i < len(tokens):
        plain = passage.claimed[i] or not begins_number(tokens[i])
        reading = None if plain else read(tokens, i, inside=False)
        if reading is None:
            i += 1
            continue
        if reading.text.isdigit() and len(reading.text) <= 3:
            last = _is_age(conversation, passage, reading)
            if last is not None:
                yield Hit("AGE", reading.first, last, 0.75, "age", reading.text)
        i = reading.last + 1


def _is_age(conversation: Conversation, passage: Passage, reading: Reading) -> int | None:
    """Last token of the age, or None."""
    tokens, number = passage.tokens, int(reading.text)
    if number > 115 or (reading.kind == "cardinal" and number < 100):
        return None
    turn = tokens[reading.first].turn
    alone = _stands_alone(passage, reading)
    old = _years_old(tokens, reading.last)
    subject = _subject(tokens, reading.first)
    if old is not None:
        return old if subject != "thing" and _about_person(conversation, passage, reading) else None
    word = tokens[reading.first - 1].text if reading.first else ""
    if word in lex.TENS or word in lex.TEENS:
        return None  # "twenty twenty two"
    if word in ("age", "aged") and not is_quantity(tokens, reading):
        return reading.last
    if not alone or is_quantity(tokens, reading):
        return None
    if subject == "person" and number >= 10:
        return reading.last
    if conversation.turn_words[turn] > _ANSWER:
        return None
    nearest = next(iter(hints(conversation, passage, reading.first, reading.last)), None)
    return reading.last if nearest is not None and nearest.entity == "AGE" else None


def _years_old(tokens: Sequence[Token], last: int) -> int | None:
    """Last token of "years old" after the number, if it is there."""
    words = [token.text for token in tokens[last + 1 : last + 3]]
    if words[:2] in (["years", "old"], ["year", "old"], ["months", "old"], ["yr", "old"]):
        return last + 2
    if words[:2] in (["years", "of"],):
        return last + 3 if last + 3 < len(tokens) and tokens[last + 3].text == "age" else None
    return None


def _about_person(conversation: Conversation, passage: Passage, reading: Reading) -> bool:
    """Whether "N years old" is said of a person: by its subject, or the question before it."""
    if _subject(passage.tokens, reading.first) == "person":
        return True
    turn = passage.tokens[reading.first].turn
    if turn == 0:
        return False
    asked = conversation.transcript.turns[turn - 1].text.lower()
    return not any(f" {thing}" in asked for thing in _THINGS if len(thing) > 2)


def _subject(tokens: Sequence[Token], first: int) -> str:
    """`person`, `thing` or "": of whom the number before `first` is said."""
    k, steps = first - 1, 0
    while k >= 0 and steps < 4 and tokens[k].turn == tokens[first].turn:
        word = tokens[k].text
        if word in _SUBJECTS or word in _FAMILY:
            return "person"
        if word in _THINGS:
            return "thing"
        if word not in _VERBS or any(mark in tokens[k + 1].gap for mark in ".?!"):
            return ""
        k, steps = k - 1, steps + 1
    return ""


def _stands_alone(passage: Passage, reading: Reading) -> bool:
    """Nothing counted follows: the end, a pause, or a word that goes on with the sentence."""
    tokens, after = passage.tokens, reading.last + 1
    if after >= len(tokens) or tokens[after].first:
        return True
    following = tokens[after]
    if any(mark in following.gap for mark in ".,?!;"):
        return read(tokens, after, inside=True) is None
    return following.text in ("and", "but", "so", "now", "today", "this", "next", "in", "already")
