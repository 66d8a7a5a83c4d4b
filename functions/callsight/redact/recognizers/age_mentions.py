"""Ages that are said without a number of years: birthdays, decades, confirmations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from callsight.redact import lexicon as lex
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import begins_number, read
from callsight.redact.recognizers import age_words as words
from callsight.redact.recognizers.age_when import says_when
from callsight.redact.recognizers.base import Hit
from callsight.redact.tokens import Token


def in_words(passage: Passage) -> Iterator[Hit]:
    """ "His fiftieth birthday", "in her late sixties"."""
    tokens = passage.tokens
    for i in range(1, len(tokens)):
        word, first = tokens[i].text, None
        if tokens[i].first or passage.claimed[i - 1]:
            continue
        if word == "birthday":
            first, last = _ordinal(tokens, i - 1), i - 1
        elif word in words.DECADES:
            first, last = _decade(tokens, i), i
        if first is not None:
            said = " ".join(token.text for token in tokens[first : last + 1])
            yield Hit("AGE", first, last, 0.7, "age", said)


def _ordinal(tokens: Sequence[Token], i: int) -> int | None:
    """First token of the ordinal that ends at `i`: "fiftieth", "twenty-first", "80th"."""
    word, before = tokens[i].text, tokens[i - 1] if i and not tokens[i].first else None
    if before is not None and before.case == "9" and word in ("st", "nd", "rd", "th"):
        return i - 1
    if word not in lex.ORDINALS:
        return None
    return i - 1 if before is not None and before.text in lex.TENS else i


def _decade(tokens: Sequence[Token], i: int) -> int | None:
    """First token of a decade of someone's life that ends at `i`."""
    first = i - 1 if tokens[i - 1].text in words.PARTS_OF_DECADES else i
    owned = first > 0 and tokens[first - 1].text in words.OWNERS and not tokens[first].first
    return first if owned else None


def replies(
    conversation: Conversation, ages: Mapping[int, Set[int]]
) -> Iterator[tuple[Passage, Hit]]:
    """Numbers of short turns right behind a turn with an age, or that begin a longer one with
    the same age or the next: "is he eight?", "eight and a half"; "is she 20?", "twenty-one in May"."""
    for passage in conversation.passages:
        tokens, i, behind = passage.tokens, 0, -1
        while i < len(tokens):
            turn = tokens[i].turn
            near = turn - 1 in ages
            other = near and not conversation.is_same_speaker(turn, turn - 1)
            if not other or passage.claimed[i] or not begins_number(tokens[i]):
                i += 1
                continue
            reading, continued = read(tokens, i, inside=False), i == behind
            i = behind = reading.last + 1 if reading else i + 1
            whole = reading is not None and reading.text.isdigit() and int(reading.text[:4]) > 0
            if reading is None or continued or not whole or int(reading.text) > words.OLDEST:
                continue
            short = conversation.turn_words[turn] <= words.REPLY
            same = tokens[reading.first].first and _is_near(int(reading.text), ages[turn - 1])
            if not (short or same):
                continue
            last = with_half(tokens, reading.last)
            whole = stands_alone(tokens, last) or (
                tokens[reading.first].first and says_when(tokens, last + 1)
            )
            if whole and not is_quantity(tokens, reading):
                yield passage, Hit("AGE", reading.first, last, 0.7, "age", reading.text)


def of_age(passage: Passage) -> Iterator[Hit]:
    """ "A girl of nine", "my little one of two"."""
    tokens = passage.tokens
    for i in range(2, len(tokens)):
        if tokens[i - 1].text != "of" or not begins_number(tokens[i]) or passage.claimed[i]:
            continue
        who, before = tokens[i - 2].text, tokens[i - 3].text if i > 2 else ""
        little = who == "one" and before in words.BEFORE_ONE
        reading = read(tokens, i, inside=False) if little or who in words.OF_AGE else None
        if reading is None or not reading.text.isdigit() or not 0 < int(reading.text) < 100:
            continue
        after = _unit(tokens, reading.last + 1)
        alone = stands_alone(tokens, reading.last) or after in words.GOING_ON_OF
        if alone and not is_quantity(tokens, reading):
            yield Hit("AGE", i, reading.last, 0.7, "age", reading.text)


def _is_near(age: int, told: Set[int]) -> bool:
    return age in told or age - 1 in told


def with_half(tokens: Sequence[Token], last: int) -> int:
    """With "and a half", or "-something"."""
    if part := _fraction(tokens, last + 1):
        return part
    vague = _unit(tokens, last + 1) in words.VAGUE and tokens[last + 1].gap in ("-", " ", "")
    return last + 1 if vague else last


def _fraction(tokens: Sequence[Token], i: int) -> int:
    """Last token of "and a half", "and, and three-quarters" at `i`, or 0."""
    k = i
    while k < len(tokens) and tokens[k].text == "and" and not tokens[k].first:
        k += 1
    said = [token.text for token in tokens[k : k + 2]] if k > i else []
    parts = (["a", "half"], ["a", "quarter"], ["three", "quarters"], ["a", "bit"])
    return k + 1 if said in parts and not tokens[k].first else 0


def stands_alone(tokens: Sequence[Token], last: int) -> bool:
    """Nothing counted follows: the end, a pause, or a word that goes on with the sentence."""
    after = last + 1
    if after >= len(tokens) or tokens[after].first:
        return True
    following = tokens[after]
    if any(mark in following.gap for mark in ".,?!;"):
        return read(tokens, after, inside=True) is None or "," not in following.gap
    if following.text == "and" and after + 1 < len(tokens) and not tokens[after + 1].first:
        more = read(tokens, after + 1, inside=False)
        months = more is not None and _unit(tokens, more.last + 1) in ("months", "weeks")
        return more is None or months or not is_quantity(tokens, more)  # "three and five minutes"
    return following.text in words.BEFORE_GOING_ON


def _unit(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].text if i < len(tokens) and not tokens[i].first else ""
