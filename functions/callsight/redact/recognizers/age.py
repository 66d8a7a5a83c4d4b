"""Ages of people: "I am forty five years old", "she's 8", an answer to "how old are you?"."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from callsight.redact import lexicon as lex
from callsight.redact.hints import hints
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import Reading, begins_number, is_break, read
from callsight.redact.recognizers import age_lists
from callsight.redact.recognizers import age_words as words
from callsight.redact.recognizers.age_beside import (
    has_apart,
    is_agreed,
    is_aside,
    is_during,
    talks_on,
)
from callsight.redact.recognizers.age_limits import is_limit, is_somebody
from callsight.redact.recognizers.age_mentions import (
    in_words,
    of_age,
    replies,
    stands_alone,
    with_half,
)
from callsight.redact.recognizers.age_subjects import (
    about_person,
    computed,
    introduced,
    is_asked,
    speaks_of_pet,
    subject_of,
)
from callsight.redact.recognizers.age_when import says_when
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_lists import FIRST
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.tokens import Token


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """All ages of a call, with the words that make them one ("years old")."""
    told: dict[int, set[int]] = {}
    for passage in conversation.passages:
        found = (_in_passage(conversation, passage), in_words(passage), of_age(passage))
        for hit in itertools.chain.from_iterable(found):
            told.setdefault(passage.tokens[hit.first].turn, set()).add(
                int(hit.value) if hit.value.isdigit() else 0
            )
            yield passage, hit
    if told:
        yield from replies(conversation, told)


def _in_passage(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    tokens, i, before, told = passage.tokens, 0, -1, 0
    listed: list[Reading] = []
    """Numbers right before this one: "two, six and nine years old"."""
    while i < len(tokens):
        plain = passage.claimed[i] or not begins_number(tokens[i])
        reading = None if plain else _number(tokens, i)
        if reading is None:
            if tokens[i].text != "and":
                listed = []
            i += 1
            continue
        ages = list(age_lists.find(conversation, passage, i))
        if ages:
            yield from ages
            before, told, listed = ages[-1].last, int(ages[-1].value), []
            i = before + 1
            continue
        if reading.text.isdigit() and len(reading.text) <= 3:
            last = _is_age(conversation, passage, reading)
            if last is None and before >= 0 and _follows(tokens, reading, before, told):
                last = reading.last
            if last is not None:
                if _years_old(tokens, reading.last):
                    counted = bool(listed) and int(listed[0].text) == len(listed)
                    listed = listed[1:] if counted else listed  # "two: six and nine years old"
                    yield from (Hit("AGE", r.first, r.last, 0.75, "age", r.text) for r in listed)
                first = _resumed(tokens, reading.first, before)
                yield Hit("AGE", first, last, 0.75, "age", reading.text)
                before, told, listed = last, int(reading.text), []
            elif "." not in tokens[i].gap:
                listed = [*listed[-3:], reading]
        i = reading.last + 1


def _resumed(tokens: Sequence[Token], first: int, before: int) -> int:
    """Where a corrected age begins again behind another: "fifty, um, fifty-eight"."""
    between = tokens[before + 1 : first]
    hesitates = before >= 0 and 0 < len(between) <= words.HESITATED
    same = hesitates and not any(token.first for token in tokens[before + 1 : first + 1])
    return before + 1 if same and all(t.text in words.RESUMING for t in between) else first


def _number(tokens: Sequence[Token], i: int) -> Reading | None:
    """The number at `i`, with a last digit that was misheard: "ninety-won"."""
    reading = read(tokens, i, inside=False)
    if reading is None or tokens[reading.last].text not in lex.TENS:
        return reading
    after = reading.last + 1
    misheard = after < len(tokens) and tokens[after].gap == "-" and not tokens[after].first
    digit = lex.HOMOPHONES.get(tokens[after].text) if misheard else None
    return Reading(i, after, reading.text[:-1] + digit, reading.kind) if digit else reading


def _follows(tokens: Sequence[Token], reading: Reading, before: int, told: int) -> bool:
    """Whether a number is an age because one was told right before: of the same person or another."""
    if tokens[before].turn != tokens[reading.first].turn or is_quantity(tokens, reading):
        return False
    if int(reading.text) == told + 1 and reading.first - before <= words.NEXT_YEAR:
        return True  # "sixty-three, in February sixty-four"
    return _repeats(tokens, reading, before) or _follows_name(tokens, reading)


def _repeats(tokens: Sequence[Token], reading: Reading, before: int) -> bool:
    """Whether a number right behind an age corrects it, or is a further one:
    "eighty to years old, eighty two", "they are four and seven"."""
    first = reading.first
    if tokens[first].first or is_quantity(tokens, reading):
        return False
    listed = first == before + 2 and tokens[before + 1].text == "and"
    corrected = first == before + 1 and "," in tokens[first].gap
    return corrected or (listed and stands_alone(tokens, reading.last))


def _is_age(conversation: Conversation, passage: Passage, reading: Reading) -> int | None:
    """Last token of the age, or None."""
    tokens, number = passage.tokens, int(reading.text)
    subject = subject_of(tokens, reading.first)
    scaled = reading.kind == "cardinal" and number < 100
    if number > words.OLDEST or scaled or _goes_on(tokens, reading):
        return None
    if is_limit(tokens, reading, subject) or is_somebody(tokens, reading):
        return None
    pets = subject in words.ONE and number <= words.OLDEST_PET
    if pets and speaks_of_pet(conversation, tokens[reading.first]):
        return None
    if (old := _years_old(tokens, reading.last)) is not None:
        person = subject != "thing" and about_person(conversation, passage, reading)
        return old if person else None
    word = tokens[reading.first - 1].text if reading.first else ""
    if word in lex.TENS or word in lex.TEENS:
        return None  # "twenty twenty two"
    if (months := _months(conversation, tokens, reading, subject)) is not None:
        return months
    if is_quantity(tokens, reading):
        return None
    last = with_half(tokens, reading.last)
    said = _said_of(tokens, reading, subject) or is_aside(tokens, reading)
    said = said or _begins_sentence(conversation, tokens, reading.first, last)
    if word in ("age", "aged") or said or talks_on(tokens, reading):
        return last
    return last if _answers(conversation, passage, reading) else None


def _begins_sentence(
    conversation: Conversation, tokens: Sequence[Token], first: int, last: int
) -> bool:
    """ "My daughter, Ella. 18, she's ...", "So sixty-two." behind a date of birth."""
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    whole = after is None or is_break(after)
    if whole and (after is None or after.gap[:1] != ",") and computed(conversation, tokens, first):
        return True
    return (after is None or whole or after.text == "and") and introduced(tokens, first)


def _goes_on(tokens: Sequence[Token], reading: Reading) -> bool:
    """Whether more digits follow without a pause: a part of a longer number."""
    after = reading.last + 1
    if after >= len(tokens) or tokens[after].first or tokens[after].gap != " ":
        return False
    return begins_number(tokens[after]) and tokens[after].text not in lex.HOMOPHONES


def _said_of(tokens: Sequence[Token], reading: Reading, subject: str) -> bool:
    """Whether the bare number is said of a person: "she's eighty four bless her", "Zoe is six"."""
    number, alone = int(reading.text), stands_alone(tokens, with_half(tokens, reading.last))
    when = says_when(tokens, reading.last + 1)
    turns = reading.first > 0 and tokens[reading.first - 1].text in words.TURNS
    if turns and subject in words.ONE and number > 1 and is_during(tokens, reading.last + 1):
        return True
    if subject == "" and turns and (alone or when or is_agreed(tokens, reading)):
        return number > 1
    if subject in ("", "thing"):
        grown = number >= words.GROWN and reading.last + 1 < len(tokens)
        paused = grown and "," in tokens[reading.last + 1].gap
        return paused and alone and _follows_name(tokens, reading)
    after = reading.last + 1
    one = subject in words.ONE or subject in words.CHILDREN
    if number < words.GROWN and one and after < len(tokens):
        alone = alone or tokens[after].text in words.CHILD_GOES_ON
    alone = alone or (when and subject not in words.SEVERAL) or (one and has_apart(tokens, after))
    if number < 10:
        return alone and number > 1 and (one or (when and subject == "i"))
    goes_on = after < len(tokens) and number >= words.GROWN and subject != "they"
    going = goes_on and tokens[after].text in NOT_NAMES and tokens[after].text not in words.LINKED
    blessed = goes_on and tokens[after].text in words.BLESSED
    return alone or ((going or blessed) and not begins_number(tokens[after]))


def _follows_name(tokens: Sequence[Token], reading: Reading) -> bool:
    """ "Dimitri Papas, forty-four, and ..."."""
    first, after = reading.first, reading.last + 1
    if tokens[first].gap != ", " or (after < len(tokens) and not is_break(tokens[after])):
        return False
    around = [token for token in tokens[max(0, first - 2) : first] if token.case == "X"]
    return any(token.text in FIRST for token in around)


def _answers(conversation: Conversation, passage: Passage, reading: Reading) -> bool:
    """Whether the bare number answers "how old?"."""
    tokens, turn = passage.tokens, passage.tokens[reading.first].turn
    asked = turn > 0 and not conversation.is_same_speaker(turn, turn - 1)
    question = conversation.transcript.turns[turn - 1].text.lower() if asked else ""
    if words.ASKED_OF_THING.search(question):
        return False
    if words.ASKED.search(question):
        leads = any(token.first for token in tokens[max(0, reading.first - 2) : reading.first + 1])
        alone = stands_alone(tokens, reading.last) or says_when(tokens, reading.last + 1)
        return leads or alone
    if words.ASKED_LIMIT.search(question) and tokens[reading.first].first:
        return says_when(tokens, reading.last + 1) or reading.last + 1 == len(tokens)
    if not stands_alone(tokens, reading.last) or conversation.turn_words[turn] > words.ANSWER:
        return False
    nearest = next(iter(hints(conversation, passage, reading.first, reading.last)), None)
    return nearest is not None and nearest.entity == "AGE"


def _years_old(tokens: Sequence[Token], last: int) -> int | None:
    """Last token of "years old" after the number, if it is there."""
    after = last + 1
    if (
        tokens[last].text in lex.TENS
        and after < len(tokens)
        and tokens[after].text in lex.HOMOPHONES
    ):
        after += 1  # "eighty to years old"
    unit = [token.text.removesuffix("'s") for token in tokens[after : after + 3]]
    if unit[:2] in (["years", "old"], ["year", "old"], ["months", "old"], ["yr", "old"],
                     ["weeks", "old"], ["month", "old"], ["week", "old"], ["days", "old"], ["years", "young"]):  # fmt: skip
        return after + 1
    if unit[:2] == ["and", "a"] and unit[2:] == ["half"]:
        return _years_old(tokens, after + 2)
    return after + 2 if unit == ["years", "of", "age"] else None


def _months(
    conversation: Conversation, tokens: Sequence[Token], reading: Reading, subject: str
) -> int | None:
    """ "The baby's fourteen months"."""
    after = reading.last + 1
    if after >= len(tokens) or tokens[after].text not in ("months", "weeks"):
        return None
    near = {token.text for token in tokens[max(0, reading.first - 4) : reading.first]}
    child = (
        subject in words.CHILDREN
        or subject in words.ONE
        or (bool(near & words.BABIES) and "," in tokens[reading.first].gap)
    )
    said = child and tokens[reading.first - 1].text not in ("about", "over")
    return after if said or is_asked(conversation, tokens[after].turn) else None
