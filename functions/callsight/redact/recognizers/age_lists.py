"""Several ages in a row: "they're 8, eleven, and two", "seventeen, eighteen in May"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import Reading, begins_number, read
from callsight.redact.recognizers import age_words as words
from callsight.redact.recognizers.age_mentions import stands_alone
from callsight.redact.recognizers.age_subjects import subject_of
from callsight.redact.recognizers.base import Hit
from callsight.redact.tokens import Token

_PARTING: Final = ".?!;-/:$€£"
"""Signs across which no list goes on."""


def find(conversation: Conversation, passage: Passage, i: int) -> Iterator[Hit]:
    """The ages of the list that begins at token `i`, of people who are spoken of."""
    tokens = passage.tokens
    if i and not tokens[i].first and begins_number(tokens[i - 1]):
        return  # inside a longer number
    subject = subject_of(tokens, i)
    one = subject in words.ONE
    if not (one or _is_of_people(conversation, passage, i, subject)):
        return
    listed = _listed(passage, i)
    grows = len(listed) == 2 and int(listed[1].text) == int(listed[0].text) + 1
    if len(listed) < 2 or not (grows or (not one and _is_parted(tokens, listed))):
        return
    behind = -1
    for reading in listed:
        last = _with_months(tokens, reading.last)
        between = tokens[behind + 1 : reading.first] if behind >= 0 else []
        begun = all(token.text in words.HESITATIONS for token in between)
        first = reading.first - (len(between) if begun else 0)  # "fifty, um, fifty-eight"
        yield Hit("AGE", first, last, 0.7, "age", reading.text)
        behind = last


def _is_of_people(conversation: Conversation, passage: Passage, i: int, subject: str) -> bool:
    """Whether a list of numbers at `i` is told of several people, or asked for."""
    if subject == "they":
        return speaks_of_children(conversation, passage.tokens[i].turn)
    if subject:
        return subject in words.CHILDREN
    before = passage.tokens[i - 1].text if i else ""
    return before in ("ages", "aged") or _answers(conversation, passage, i)


def speaks_of_children(conversation: Conversation, turn: int) -> bool:
    """Whether the other side just asked about children, and not for a number of them."""
    if turn == 0 or conversation.is_same_speaker(turn, turn - 1):
        return False
    asked = conversation.transcript.turns[turn - 1].text.lower()
    return bool(words.ASKED_OF_CHILDREN.search(asked)) and not words.NOT_OF_AGES.search(asked)


def _answers(conversation: Conversation, passage: Passage, i: int) -> bool:
    """Whether the list at `i` begins an answer to "how old are they?", "any children?"."""
    tokens, turn = passage.tokens, passage.tokens[i].turn
    leads = any(token.first for token in tokens[max(0, i - 2) : i + 1])
    if not leads or turn == 0 or conversation.is_same_speaker(turn, turn - 1):
        return False
    asked = conversation.transcript.turns[turn - 1].text.lower()
    if words.ASKED.search(asked):
        return not words.ASKED_OF_THING.search(asked) and not words.THING.search(asked)
    counts = words.COUNTED.search(asked)
    return not counts and speaks_of_children(conversation, turn)


def _listed(passage: Passage, i: int) -> list[Reading]:
    """The numbers from `i` on, parted by commas, "and" or nothing; [] where something is counted."""
    tokens, listed, k = passage.tokens, list[Reading](), i
    while k < len(tokens) and not passage.claimed[k] and (k == i or not tokens[k].first):
        if listed and tokens[k].text in words.BETWEEN_AGES:
            k += 1
            continue
        reading = read(tokens, k, inside=False) if begins_number(tokens[k]) else None
        if reading is None or (k > i and any(mark in tokens[k].gap for mark in _PARTING)):
            break
        if not reading.text.isdigit() or not 0 < int(reading.text) < 100 or reading.text[0] == "0":
            return []
        if is_quantity(tokens, reading) and _with_months(tokens, reading.last) == reading.last:
            return []
        listed.append(reading)
        k = reading.last + 1
    if not 2 <= len(listed) <= words.LONGEST_LIST:
        return []
    return listed if _ends(tokens, _with_months(tokens, listed[-1].last)) else []


def _is_parted(tokens: Sequence[Token], listed: Sequence[Reading]) -> bool:
    """Whether the numbers are no digits of one: a comma, or "and" before the last."""
    last = listed[-1].first
    commas = all("," in tokens[each.first].gap for each in listed[1:-1])
    return (tokens[last - 1].text == "and") or (commas and "," in tokens[last].gap)


def _ends(tokens: Sequence[Token], last: int) -> bool:
    after = last + 1
    if stands_alone(tokens, last) or tokens[after].text in words.CHILD_GOES_ON:
        return True
    return tokens[after].text in words.TALKERS | words.ONE | {"years", "year"}


def _with_months(tokens: Sequence[Token], last: int) -> int:
    """With "months" or "weeks", the age of a baby."""
    unit = tokens[last + 1] if last + 1 < len(tokens) and not tokens[last + 1].first else None
    return last + 1 if unit is not None and unit.text in ("months", "weeks") else last
