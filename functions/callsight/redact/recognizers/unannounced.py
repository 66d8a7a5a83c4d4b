"""Values that nothing announced: a checksum or their form tells, or that they were read out.

On doubt it is personal: nobody reads out an amount digit by digit.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.cues import NUMBER_TYPES
from callsight.redact.passages import Conversation
from callsight.redact.readings import begins_number
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.kinds import by_shape
from callsight.redact.recognizers.memory import GRAM, Memory
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.recognizers.shapes import (
    Spoken,
    in_phone,
    is_alphabet,
    is_counting,
    is_day,
    is_read_out,
    is_ssn_form,
    is_year,
    segments,
)
from callsight.redact.runs import Run
from callsight.redact.tokens import Token

_BESIDE: Final = 2
"""Most words beside a bare answer."""
_SINGLY: Final = 2
"""Digits said one by one that are an answer of their own."""
_SOON: Final = 2
"""Turns after a value in which it is corrected, ended or read back."""
_AGAIN: Final = 8
"""Words before a number that say that the one before it was wrong."""
_JOINTS: Final = frozenset("dash hyphen slash stroke then line bit".split())
_OTHERS: Final = frozenset("wife's wifes husband's husbands hers his mine theirs partner's".split())
"""Words before one more value of the kind before it."""
_ENDING: Final = lex.FILLERS | _JOINTS | frozenset("there there's theres another a little".split())
"""Words before the end of a number: "uh, then dash", "then there's a line, and"."""
_NAME: Final = 4
"""Most words of the name with which a turn begins."""


def unannounced(
    conversation: Conversation,
    spoken: Spoken,
    values: Sequence[str],
    benign: bool,
    memory: Memory,
) -> Hit | None:
    """What a run is that nothing announced; `benign`: what stands near says that it is nobody's."""
    tokens, run = spoken.passage.tokens, spoken.run
    if _is_range(tokens, run) or all(t.text in lex.OH for t in tokens[run.first : run.last + 1]):
        return None  # "Oh! Oh, okay"
    return (
        _by_form(spoken.passage.tokens, spoken.run, values, benign)
        or _of_latest(conversation, spoken, values, memory)
        or _spelled_on(conversation, spoken, values, memory)
        or _birthday(conversation, spoken, values, benign)
        or _after_name(spoken, values)
        or _answer(conversation, spoken, values, benign)
    )


def _by_form(tokens: Sequence[Token], run: Run, values: Sequence[str], benign: bool) -> Hit | None:
    """What nothing announced: a checksum or its form tells, or that it was read out singly."""
    cardinal = any(r.kind == "cardinal" and not in_phone(r) for r in run.readings)
    for value in values:
        for kind in NUMBER_TYPES.values():
            if kind.alone and not cardinal and kind.valid is not None and kind.valid(value):
                return hit_of(run, kind.entity, kind.alone, kind.entity.lower(), value)
        if shaped := by_shape(value):
            return hit_of(run, shaped, 0.7, "shape", value)
    if is_ssn_form(tokens, run.readings):
        return hit_of(run, "US_SSN", 0.8, "us_ssn", values[0])
    if benign and run.digits < 9:
        return None
    if run.digits == 0:
        spelled = run.singles >= 3 and run.text.lower() not in lex.ACRONYMS and not is_alphabet(run)
        return hit_of(run, "PERSON", 0.55, "spelled", values[0]) if spelled else None
    if cardinal and run.singles < 5:
        return None
    if any(is_read_out(tokens, part) for part in segments(tokens, run)) and not is_year(
        tokens, run
    ):
        return hit_of(run, "ID_NUMBER", 0.55, "read_out", values[0])
    return None


def _is_range(tokens: Sequence[Token], run: Run) -> bool:
    """Whether it is "eight to one" or "9 to 5" rather than digits that were misheard."""
    said = tokens[run.first : run.last + 1]
    words = [token.text for token in said]
    return len(run.text) <= GRAM and "to" in words[1:-1] and len(words) <= GRAM


def _of_latest(
    conversation: Conversation, spoken: Spoken, values: Sequence[str], memory: Memory
) -> Hit | None:
    """What corrects the value before it ("no, forget that, it's ninety-one oh four") or ends it."""
    run = spoken.run
    if not memory.latest or not run.digits:
        return None
    turn, entity, value = memory.latest[-1]
    if not 0 <= spoken.turn - turn <= _SOON or not conversation.is_same_speaker(turn, spoken.turn):
        return None
    claimed = spoken.passage.claimed
    unread = itertools.takewhile(
        lambda k: not (claimed[k] and k < run.first), range(run.first - 1, -1, -1)
    )
    words = itertools.islice(_before(spoken.passage.tokens, run), _AGAIN)
    before = [t.text for t, _ in zip(words, unread, strict=False)]
    others = not _OTHERS.isdisjoint(before) and run.singles > _SINGLY and entity in NUMBER_TYPES
    if others and run.digits == len(run.text) >= GRAM:
        return hit_of(run, entity, 0.6, "another", values[0])
    corrects = abs(len(values[0]) - len(value)) <= 1 and not lex.CORRECTIONS.isdisjoint(before)
    place = run.first - len(before)
    opens = (
        not before or spoken.passage.tokens[place].first or bool(spoken.passage.claimed[place - 1])
    )
    ends = opens and not _JOINTS.isdisjoint(before) and _ENDING.issuperset(before)
    if (corrects and turn == spoken.turn) or (ends and entity in NUMBER_TYPES):
        return hit_of(run, entity, 0.6, "corrected" if corrects else "continued", values[0])
    return None


def _spelled_on(
    conversation: Conversation, spoken: Spoken, values: Sequence[str], memory: Memory
) -> Hit | None:
    """Letters of the value before: "uh, I J.", "B for Bravo?", "no, J, like Jerez"."""
    run = spoken.run
    if not memory.latest or run.digits or run.text.lower() in lex.ACRONYMS:
        return None
    turn, entity, _ = memory.latest[-1]
    kind = NUMBER_TYPES.get(entity)
    letters = entity not in NUMBER_TYPES or (kind is not None and kind.letters)
    if not letters or not 0 < spoken.turn - turn <= _SOON:
        return None
    explained = any(reading.last > reading.first + 1 for reading in run.readings)
    same = conversation.is_same_speaker(turn, spoken.turn)
    alone = same and len(run.text) > 1 and _beside(spoken.passage.tokens, run) <= _BESIDE
    if not explained and not alone:
        return None
    return hit_of(run, entity, 0.55, "spelled_on", values[0])


def _birthday(
    conversation: Conversation, spoken: Spoken, values: Sequence[str], benign: bool
) -> Hit | None:
    """A birthday read back in numbers: "october ninth nineteen forty eight", "ten nine forty eight"."""
    given = conversation.answers.get("DATE_OF_BIRTH", set())
    recent = not given.isdisjoint(range(spoken.turn - _SOON, spoken.turn + 1))
    parts = list(segments(spoken.passage.tokens, spoken.run))
    before = conversation.transcript.turns[spoken.turn - 1].text.lower() if spoken.turn else ""
    recent = recent or "born" in before or "birth" in before
    day = is_day(parts[0]) and not benign  # not "how tall?", "five eight, one forty two"
    if not recent or len(parts) > 1 or not (day or _is_its_year(conversation, spoken)):
        return None
    return hit_of(spoken.run, "DATE_OF_BIRTH", 0.6, "birthday", values[0])


def _is_its_year(conversation: Conversation, spoken: Spoken) -> bool:
    """Whether it is the year of a birthday: "what year?", "fifty two"; "of two thousand ten"."""
    run, turn = spoken.run, spoken.turn
    whole = len(run.text) == 4 and "1900" <= run.text <= "2099"
    if turn == 0 or not run.text.isdigit() or not (whole or len(run.text) == 2):
        return False
    asked = "year" in conversation.transcript.turns[turn - 1].text.lower()
    alone = whole and conversation.turn_words[turn] <= _NAME + 1
    return alone or (asked and conversation.questions[turn - 1])


def _after_name(spoken: Spoken, values: Sequence[str]) -> Hit | None:
    """A birthday right behind the name with which a turn begins: "Ann Lee, one seventeen sixty three"."""
    tokens, run = spoken.passage.tokens, spoken.run
    if not is_day(run):
        return None
    before = list(itertools.islice(_before(tokens, run), _NAME + 1))
    if not 0 < len(before) <= _NAME:
        return None
    if any(token.text in NOT_NAMES or begins_number(token) for token in before):
        return None
    return hit_of(run, "DATE_OF_BIRTH", 0.55, "birthday", values[0])


def _before(tokens: Sequence[Token], run: Run) -> Iterator[Token]:
    """Tokens before the run in its turn, backwards."""
    for k in range(run.first - 1, -1, -1):
        if tokens[k + 1].first:
            return
        yield tokens[k]


def _answer(
    conversation: Conversation, spoken: Spoken, values: Sequence[str], benign: bool
) -> Hit | None:
    """What the other side got for an answer, said digit by digit and nothing else."""
    run, turn = spoken.run, spoken.turn
    if benign or turn == 0 or not run.digits or not _is_coded(run):
        return None
    tokens = spoken.passage.tokens
    if conversation.is_same_speaker(turn, turn - 1) or _beside(tokens, run) > _BESIDE:
        return None
    if (len(run.text) > _SINGLY and is_counting(run)) or any(
        not cue.entities for cue in conversation.turn_cues[turn - 1]
    ):
        return None
    return hit_of(run, "ID_NUMBER", 0.52, "answer", values[0])


def _is_coded(run: Run) -> bool:
    """Whether an answer is said as a code: digit by digit, with letters, `839 204`, `10 44 87`."""
    size = len(run.text)
    if run.digits < size:
        return size >= GRAM and run.singles > GRAM - 1  # not "four B", "the WAT 28"
    if size == run.singles >= _SINGLY:
        return True
    written = all(reading.kind == "numeral" for reading in run.readings)
    return written and len(run.readings) > 1 and size >= GRAM


def _beside(tokens: Sequence[Token], run: Run) -> int:
    """How many words of its sentence are not of the run, counted up to a few."""
    first, last = run.first, run.last
    while run.first - first <= _BESIDE and not (tokens[first].first or _ends(tokens[first])):
        first -= 1
    while last - run.last <= _BESIDE and last + 1 < len(tokens):
        if tokens[last + 1].first or _ends(tokens[last + 1]):
            break
        last += 1
    return last - first - (run.last - run.first)


def _ends(token: Token) -> bool:
    return any(mark in token.gap for mark in ".?!")


def hit_of(run: Run, entity: str, score: float, detector: str, value: str) -> Hit:
    """The whole run as a finding."""
    return Hit(entity, run.first, run.last, score, detector, value)
