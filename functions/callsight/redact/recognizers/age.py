"""Ages of people: "I am forty five years old", "she's 8", an answer to "how old are you?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import hints
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import Reading, begins_number, read
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_lists import FIRST
from callsight.redact.recognizers.name_words import NOT_NAMES, bare
from callsight.redact.tokens import Token

_ONE: Final = frozenset("he she he's she's he'll she'll he'd she'd".split())
_SUBJECTS: Final = _ONE | frozenset(
    "i i'm im i'll ill we we're they they're you're youre who who's".split()
)
_FAMILY: Final = frozenset(
    "son daughter mother father mom dad wife husband brother sister grandmother grandfather "
    "grandson granddaughter child baby patient kid girl boy grandma grandpa uncle aunt nephew niece "
    "partner driver man woman kids children twins mum parents eldest youngest oldest".split()
)
_VERBS: Final = frozenset(
    "is am are was turned turning turns turn be being i'm he's she's we're they're just now almost "
    "about over nearly only already 're 's around who's will gonna have been would".split()
)
_THINGS: Final = frozenset(
    "house car phone computer laptop router modem heater roof contract policy account bill building "
    "system machine furnace tv device it it's company boiler van bike vehicle".split()
)
_THING: Final = re.compile(rf"\b(?:{'|'.join(sorted(t for t in _THINGS if t[:2] != 'it'))})s?\b")
_PET: Final = re.compile(
    r"\b(?:cat|dog|pup|puppy|kitten|pet|horse|pony|rabbit|hamster|parrot|terrier|spaniel)s?\b"
)
_ASKED: Final = re.compile(r"\b(?:how old|(?:what|your|his|her|their|the|an?) ages?|age\s*\?)")
_ANSWER: Final = 8
"""Most words of a turn that answers "how old?" with a bare number."""
_GROWN: Final = 16
"""Years from which a bare number after "I'm" or "you're" is an age though the sentence goes on."""
_OLDEST: Final = 115
_LINKED: Final = frozenset("in on of to at for with from off over under up down more one".split())
"""Words after which the number before them is no age: "I'm twenty off"."""
_BEFORE_GOING_ON: Final = frozenset("and but so now today this next in already".split())


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """All ages of a call, with the words that make them one ("years old")."""
    for passage in conversation.passages:
        for hit in _in_passage(conversation, passage):
            yield passage, hit


def _in_passage(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    tokens, i, before = passage.tokens, 0, -1
    listed: list[Reading] = []
    """Numbers right before this one: "two, six and nine years old"."""
    while i < len(tokens):
        plain = passage.claimed[i] or not begins_number(tokens[i])
        reading = None if plain else read(tokens, i, inside=False)
        if reading is None:
            if tokens[i].text != "and":
                listed = []
            i += 1
            continue
        if reading.text.isdigit() and len(reading.text) <= 3:
            last = _is_age(conversation, passage, reading)
            if last is None and before >= 0 and _repeats(tokens, reading, before):
                last = reading.last
            if last is not None:
                if _years_old(tokens, reading.last):
                    counted = bool(listed) and int(listed[0].text) == len(listed)
                    listed = listed[1:] if counted else listed  # "two: six and nine years old"
                    yield from (Hit("AGE", r.first, r.last, 0.75, "age", r.text) for r in listed)
                yield Hit("AGE", reading.first, last, 0.75, "age", reading.text)
                before, listed = last, []
            elif "." not in tokens[i].gap:
                listed = [*listed[-3:], reading]
        i = reading.last + 1


def _repeats(tokens: Sequence[Token], reading: Reading, before: int) -> bool:
    """Whether a number right behind an age corrects it: "eighty to years old, eighty two"."""
    near = reading.first == before + 1 and not tokens[reading.first].first
    return near and "," in tokens[reading.first].gap and not is_quantity(tokens, reading)


def _is_age(conversation: Conversation, passage: Passage, reading: Reading) -> int | None:
    """Last token of the age, or None."""
    tokens, number = passage.tokens, int(reading.text)
    if number > _OLDEST or (reading.kind == "cardinal" and number < 100):
        return None
    if _goes_on(tokens, reading):
        return None
    subject = _subject(tokens, reading.first)
    if subject in _ONE and _speaks_of_pet(conversation, tokens[reading.first].turn):
        return None
    if (old := _years_old(tokens, reading.last)) is not None:
        person = subject != "thing" and _about_person(conversation, passage, reading)
        return old if person else None
    word = tokens[reading.first - 1].text if reading.first else ""
    if word in lex.TENS or word in lex.TEENS:
        return None  # "twenty twenty two"
    if (months := _months(tokens, reading, subject)) is not None:
        return months
    if is_quantity(tokens, reading):
        return None
    last = _with_half(tokens, reading.last)
    if word in ("age", "aged") or _said_of(tokens, reading, subject):
        return last
    return last if _answers(conversation, passage, reading) else None


def _goes_on(tokens: Sequence[Token], reading: Reading) -> bool:
    """Whether more digits follow without a pause: a part of a longer number."""
    after = reading.last + 1
    if after >= len(tokens) or tokens[after].first or tokens[after].gap != " ":
        return False
    return begins_number(tokens[after]) and tokens[after].text not in lex.HOMOPHONES


def _said_of(tokens: Sequence[Token], reading: Reading, subject: str) -> bool:
    """Whether the bare number is said of a person: "she's eighty four bless her", "Zoe is six"."""
    number, alone = int(reading.text), _stands_alone(tokens, reading)
    if subject in ("", "thing"):
        return number >= _GROWN and alone and _follows_name(tokens, reading)
    if number < 10:
        return alone and number > 1 and (subject in _ONE or subject == "person")
    after = reading.last + 1
    goes_on = after < len(tokens) and number >= _GROWN and subject != "they"
    going = goes_on and tokens[after].text in NOT_NAMES and tokens[after].text not in _LINKED
    blessed = goes_on and tokens[after].text in ("bless", "thank", "god", "years")
    return alone or ((going or blessed) and not begins_number(tokens[after]))


def _follows_name(tokens: Sequence[Token], reading: Reading) -> bool:
    """ "Dimitri Papas, forty-four, and ..."."""
    first, after = reading.first, reading.last + 1
    if tokens[first].gap != ", " or after >= len(tokens) or "," not in tokens[after].gap:
        return False
    around = [token for token in tokens[max(0, first - 2) : first] if token.case == "X"]
    return any(token.text in FIRST for token in around)


def _answers(conversation: Conversation, passage: Passage, reading: Reading) -> bool:
    """Whether the bare number answers "how old?"."""
    tokens, turn = passage.tokens, passage.tokens[reading.first].turn
    asked = turn > 0 and not conversation.is_same_speaker(turn, turn - 1)
    if asked and _ASKED.search(conversation.transcript.turns[turn - 1].text.lower()):
        leads = any(token.first for token in tokens[max(0, reading.first - 2) : reading.first + 1])
        return leads or _stands_alone(tokens, reading)
    if not _stands_alone(tokens, reading) or conversation.turn_words[turn] > _ANSWER:
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
    words = [token.text for token in tokens[after : after + 3]]
    if words[:2] in (["years", "old"], ["year", "old"], ["months", "old"], ["yr", "old"],
                     ["weeks", "old"], ["month", "old"], ["years", "young"]):  # fmt: skip
        return after + 1
    if words[:2] == ["and", "a"] and words[2:] == ["half"]:
        return _years_old(tokens, after + 2)
    return after + 2 if words == ["years", "of", "age"] else None


def _months(tokens: Sequence[Token], reading: Reading, subject: str) -> int | None:
    """ "The baby's fourteen months"."""
    after = reading.last + 1
    unit = after < len(tokens) and tokens[after].text in ("months", "weeks")
    child = subject == "person" or subject in _ONE
    return (
        after
        if unit and child and tokens[reading.first - 1].text not in ("about", "over")
        else None
    )


def _with_half(tokens: Sequence[Token], last: int) -> int:
    half = [token.text for token in tokens[last + 1 : last + 4]] == ["and", "a", "half"]
    return last + 3 if half else last


def _about_person(conversation: Conversation, passage: Passage, reading: Reading) -> bool:
    """Whether "N years old" is said of a person: by its subject, or the question before it."""
    subject = _subject(passage.tokens, reading.first)
    if subject not in ("", "thing"):
        return True
    tokens, turn = passage.tokens, passage.tokens[reading.first].turn
    joined = reading.last + 1 < len(tokens) and tokens[reading.last + 1].gap == "-"
    noun = tokens[reading.last + 3].text if reading.last + 3 < len(tokens) else ""
    if noun in _FAMILY or (joined and noun not in _THINGS):
        return True  # "a seventy-year-old"
    if turn == 0:
        return False
    return not _THING.search(conversation.transcript.turns[turn - 1].text.lower())


def _speaks_of_pet(conversation: Conversation, turn: int) -> bool:
    said = conversation.transcript.turns[max(0, turn - 1) : turn + 1]
    return any(_PET.search(each.text.lower()) for each in said)


def _subject(tokens: Sequence[Token], first: int) -> str:
    """Of whom the number before `first` is said: a pronoun, `person`, `thing` or ""."""
    k, steps = first - 1, 0
    while k >= 0 and steps < 4 and tokens[k].turn == tokens[first].turn:
        token, word = tokens[k], tokens[k].text
        if word in _SUBJECTS:
            return word
        if bare(token) in _FAMILY:
            return "person"
        if word in _THINGS:
            return "thing"
        if bare(token) in FIRST and (word.endswith("'s") or k < first - 1):
            return "person"  # "Amara's seven", "Zion is two"
        if word not in _VERBS or any(mark in tokens[k + 1].gap for mark in ".?!"):
            pair = (tokens[k].text, tokens[k + 1].text) if k < first - 1 else ("", "")
            return "you" if pair == ("you", "are") else ""
        k, steps = k - 1, steps + 1
    return ""


def _stands_alone(tokens: Sequence[Token], reading: Reading) -> bool:
    """Nothing counted follows: the end, a pause, or a word that goes on with the sentence."""
    after = reading.last + 1
    if after >= len(tokens) or tokens[after].first:
        return True
    following = tokens[after]
    if any(mark in following.gap for mark in ".,?!;"):
        return read(tokens, after, inside=True) is None or "," not in following.gap
    return following.text in _BEFORE_GOING_ON
