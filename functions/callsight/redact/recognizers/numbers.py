"""What a run of digits and letters is: by what announced it, its length and its checksum.

On doubt it is personal: nobody reads out an amount digit by digit. What counts, prices, measures or
times something was cut out of the runs before (`runs`), and prices without a unit, years, meter
readings and "one two three four" are left alone unless something says that they are somebody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.cues import NUMBER_TYPES
from callsight.redact.hints import Hint, hints
from callsight.redact.passages import Conversation, Passage
from callsight.redact.readings import begins_number
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.card import is_card
from callsight.redact.recognizers.memory import GRAM, Memory
from callsight.redact.recognizers.names import NOT_NAMES
from callsight.redact.recognizers.shapes import (
    in_phone,
    is_alphabet,
    is_amount,
    is_clock,
    is_code,
    is_counting,
    is_day,
    is_read_out,
    is_ssn_form,
    is_year,
    lengths,
    may_be,
    segments,
)
from callsight.redact.runs import Run, find_runs
from callsight.redact.tokens import Token

_PAUSE: Final = 3
"""Turns between two parts of one value."""
_ANSWER: Final = 6
"""Most further words of a turn that answers with two or three digits."""
_BESIDE: Final = 2
"""Most words between a cue and an amount in words that it announces; beside a bare answer."""
_SINGLY: Final = 2
"""Digits said one by one that are an answer of their own."""
_MENTION: Final = 2
"""Most digits and letters that a longer sentence only mentions."""
_NAME: Final = 4
"""Most words of the name with which a turn begins."""


@dataclass(slots=True)
class _Spoken:
    passage: Passage
    run: Run
    turn: int


@dataclass(frozen=True, slots=True)
class _Started:
    """A value of which only a part was said so far."""

    entity: str
    size: int
    turn: int


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """All values read out in a call, in the order in which they are said."""
    runs = [
        _Spoken(passage, part, passage.tokens[part.first].turn)
        for passage in conversation.passages
        for run in find_runs(passage.tokens, passage.unreadable())
        for turn in _at_turns(conversation, passage.tokens, run)
        for part in _split(turn)
    ]
    runs.sort(key=lambda spoken: (spoken.turn, spoken.run.first))
    memory, undecided, unfinished = Memory(), list[_Spoken](), dict[tuple[str, int], _Started]()
    for spoken in runs:
        stream = _stream(conversation, spoken.turn)
        hit = _decide(conversation, spoken, unfinished.get(stream))
        if hit is None and (
            known := memory.heard(spoken.run.text, spoken.turn, spoken.run.singles)
        ):
            run = spoken.run
            hit = Hit(known[0], run.first, run.last, 0.6, "read_back", known[1])
        if hit is None:
            undecided.append(spoken)
            continue
        _note(conversation, spoken, hit, unfinished, stream)
        if known := memory.find(hit.value):
            hit = replace(hit, entity=known[0], value=known[1])
        memory.add(hit.entity, hit.value, spoken.turn)
        spoken.passage.claim(hit.first, hit.last, hit.entity)
        yield spoken.passage, hit
    for spoken in undecided:
        for value in spoken.run.values():
            if known := memory.find(value):
                run = spoken.run
                yield spoken.passage, Hit(known[0], run.first, run.last, 0.7, "read_back", known[1])
                break


def _stream(conversation: Conversation, turn: int) -> tuple[str, int]:
    said = conversation.transcript.turns[turn]
    return said.speaker, said.channel


def _note(
    conversation: Conversation,
    spoken: _Spoken,
    hit: Hit,
    unfinished: dict[tuple[str, int], _Started],
    stream: tuple[str, int],
) -> None:
    """Keep in mind whether a value is whole: its question is answered, or more of it will come."""
    before = unfinished.pop(stream, None)
    size, kind = len(hit.value), NUMBER_TYPES.get(hit.entity)
    if before is not None and before.entity == hit.entity:
        size += before.size
    whole = size >= lengths(hit.entity)[0]
    if whole or (kind is not None and size in kind.parts):
        conversation.note(hit.entity, spoken.turn)
    if not whole:
        unfinished[stream] = _Started(hit.entity, size, spoken.turn)


def _at_turns(conversation: Conversation, tokens: Sequence[Token], run: Run) -> Iterator[Run]:
    """A run over several turns without those that only mention a number: "it's just for the W nine"."""
    turns = [tokens[reading.first].turn for reading in run.readings]
    if turns[0] == turns[-1]:
        yield run
        return
    first = 0
    for k in range(1, len(turns) + 1):
        if k < len(turns) and turns[k] == turns[k - 1]:
            continue
        begin = turns.index(turns[k - 1])
        part = run.part(begin, k)
        mentioned = _others(conversation, tokens, part) > _ANSWER and len(part.text) <= _MENTION
        if mentioned or is_amount(part):
            if first < begin:
                yield run.part(first, begin)
            yield part
            first = k
    if first < len(turns):
        yield run.part(first, len(turns))


def _split(run: Run) -> Iterator[Run]:
    """A valid card number with more digits behind it ("..., four twenty seven") is two values."""
    text, readings = "", run.readings
    if run.digits >= 15 and not run.fixes:
        for k, reading in enumerate(readings[:-1]):
            text += reading.text
            if len(text) >= 15 and is_card(text):
                yield Run(readings[: k + 1])
                yield Run(readings[k + 1 :])
                return
            if len(text) > 16:
                break
    yield run


def _decide(conversation: Conversation, spoken: _Spoken, started: _Started | None) -> Hit | None:
    passage, run = spoken.passage, spoken.run
    values, tokens = run.values(), passage.tokens
    for kind in NUMBER_TYPES.values():
        if kind.alone == 1.0:
            for value in values:
                if kind.valid and len(value) >= kind.lengths[0] and kind.valid(value):
                    return _hit(run, kind.entity, 1.0, kind.entity.lower(), value)
    found = hints(conversation, passage, run.first, run.last)
    if started is not None and _goes_on(conversation, started, spoken.turn):
        found.append(Hint(started.entity, False, "asked", 1, started.turn))
    benign = _is_benign(tokens, run, found)
    if _is_aside(conversation, spoken):
        found = [hint for hint in found if hint.source != "asked"]
    if is_amount(run):
        found = [
            hint
            for hint in found
            if hint.source == "own" and hint.distance <= _BESIDE and not hint.weak
        ]
    chosen = None if benign else _choose(run, values, found)
    if chosen is not None:
        hint, value, score = chosen
        if hint.source != "asked":
            conversation.told.add((hint.entity, hint.turn))
        kind = NUMBER_TYPES.get(hint.entity)
        if kind is not None and len(value) in kind.parts:
            # "The last four" is of a card or of a social: the answer answers both.
            for cue in conversation.turn_cues[hint.turn]:
                if hint.entity in cue.entities:
                    for entity in cue.entities:
                        conversation.note(entity, spoken.turn)
        return _hit(run, hint.entity, score, f"announced_{hint.entity.lower()}", value)
    return (
        _unannounced(tokens, run, values, benign)
        or _after_name(conversation, spoken, values)
        or _answer(conversation, spoken, values, benign)
    )


def _goes_on(conversation: Conversation, started: _Started, turn: int) -> bool:
    """Whether a value of which a part was said may go on: nothing else was asked in between."""
    if turn - started.turn > _PAUSE:
        return False
    return not any(
        conversation.turn_cues[between] and conversation.turn_words[between] > _BESIDE
        for between in range(started.turn + 1, turn)
        if not conversation.is_same_speaker(between, turn) and not conversation.urges_on(between)
    )


def _is_aside(conversation: Conversation, spoken: _Spoken) -> bool:
    """A small number in a longer sentence answers no question for a code."""
    run = spoken.run
    return (
        run.digits == len(run.text) < GRAM
        and run.singles < 2
        and _others(conversation, spoken.passage.tokens, run) > _ANSWER
    )


def _others(conversation: Conversation, tokens: Sequence[Token], run: Run) -> int:
    """How many words of the turn in which a run begins are not of the run."""
    turn = tokens[run.first].turn
    said = sum(tokens[k].turn == turn for k in range(run.first, run.last + 1))
    return conversation.turn_words[turn] - said


def _beside(tokens: Sequence[Token], run: Run) -> int:
    """How many words of its sentence are not of the run."""
    first, last = run.first, run.last
    while not (tokens[first].first or _ends(tokens[first])):
        first -= 1
    while last + 1 < len(tokens) and not (tokens[last + 1].first or _ends(tokens[last + 1])):
        last += 1
    return last - first - (run.last - run.first)


def _ends(token: Token) -> bool:
    return any(mark in token.gap for mark in ".?!")


def _after_name(conversation: Conversation, spoken: _Spoken, values: Sequence[str]) -> Hit | None:
    """A birthday right behind the name with which a turn begins: "Ann Lee, one seventeen sixty three"."""
    tokens, run = spoken.passage.tokens, spoken.run
    if not is_day(run) or not 0 < len(list(_before(tokens, run))) <= _NAME:
        return None
    if any(token.text in NOT_NAMES or begins_number(token) for token in _before(tokens, run)):
        return None
    return _hit(run, "DATE_OF_BIRTH", 0.55, "birthday", values[0])


def _before(tokens: Sequence[Token], run: Run) -> Iterator[Token]:
    """Tokens before the run in its turn, backwards."""
    for k in range(run.first - 1, -1, -1):
        if tokens[k + 1].first:
            return
        yield tokens[k]


def _answer(
    conversation: Conversation, spoken: _Spoken, values: Sequence[str], benign: bool
) -> Hit | None:
    """What the other side got for an answer, said digit by digit and nothing else."""
    run, turn, size = spoken.run, spoken.turn, len(spoken.run.text)
    if benign or turn == 0 or not size == run.singles >= _SINGLY or not run.digits:
        return None
    if run.digits < size < GRAM:
        return None  # "four B"
    tokens = spoken.passage.tokens
    if conversation.is_same_speaker(turn, turn - 1) or _beside(tokens, run) > _BESIDE:
        return None
    if is_counting(run) or any(not cue.entities for cue in conversation.turn_cues[turn - 1]):
        return None
    return _hit(run, "ID_NUMBER", 0.52, "answer", values[0])


def _hit(run: Run, entity: str, score: float, detector: str, value: str) -> Hit:
    return Hit(entity, run.first, run.last, score, detector, value)


def _choose(
    run: Run, values: Sequence[str], found: Sequence[Hint]
) -> tuple[Hint, str, float] | None:
    """The announced kind that fits best: by a whole valid value, by length, by being announced."""
    usable = [hint for hint in found if hint.entity and may_be(run, hint)]
    strong = [hint for hint in usable if not hint.weak]
    return (
        _whole(strong, values)
        or _long_enough(strong, values)
        or _whole([hint for hint in usable if hint.weak], values)
        or next(
            ((h, values[0], 0.7) for h in usable if h.source != "asked" or h.distance <= 2), None
        )
    )


def _whole(found: Sequence[Hint], values: Sequence[str]) -> tuple[Hint, str, float] | None:
    for hint in found:
        kind = NUMBER_TYPES.get(hint.entity)
        for value in values:
            if kind is not None and kind.fits(value) and kind.holds(value):
                return hint, value, 0.95 if kind.valid else 0.9
    return None


def _long_enough(found: Sequence[Hint], values: Sequence[str]) -> tuple[Hint, str, float] | None:
    """One digit lost or invented: still nearly as long as what was announced."""
    for hint in found:
        low, high = lengths(hint.entity)
        if low - 1 <= len(values[0]) <= high + 2:
            return hint, values[0], 0.85
    return None


def _is_benign(tokens: Sequence[Token], run: Run, found: Sequence[Hint]) -> bool:
    """Whether what stands nearest says that the number is nobody's."""
    if is_clock(tokens, run):
        return True
    if not found or run.digits >= 10:
        return False
    nearest = found[0]
    if not nearest.entity and nearest.weak and is_code(run):
        return nearest.source == "asked" and nearest.distance == 1 and run.digits <= GRAM
    if nearest.entity:
        strong = not nearest.weak and nearest.source != "asked"
        return not strong and is_year(tokens, run)
    if nearest.source == "asked":
        return not any(h.entity and h.source != "asked" and not h.weak for h in found)
    beside = [h for h in found if h.source == nearest.source and h.distance == nearest.distance]
    return nearest.distance <= 6 and not any(h.entity for h in beside)


def _unannounced(
    tokens: Sequence[Token], run: Run, values: Sequence[str], benign: bool
) -> Hit | None:
    """What nothing announced: a checksum or its form tells, or that it was read out singly."""
    cardinal = any(r.kind == "cardinal" and not in_phone(r) for r in run.readings)
    for value in values:
        for kind in NUMBER_TYPES.values():
            if kind.alone and not cardinal and kind.valid is not None and kind.valid(value):
                return _hit(run, kind.entity, kind.alone, kind.entity.lower(), value)
    if is_ssn_form(tokens, run.readings):
        return _hit(run, "US_SSN", 0.8, "us_ssn", values[0])
    if benign and run.digits < 9:
        return None
    if run.digits == 0:
        spelled = run.singles >= 3 and run.text.lower() not in lex.ACRONYMS and not is_alphabet(run)
        return _hit(run, "PERSON", 0.55, "spelled", values[0]) if spelled else None
    if cardinal and run.singles < 5:
        return None
    if any(is_read_out(part) for part in segments(tokens, run)) and not is_year(tokens, run):
        return _hit(run, "ID_NUMBER", 0.55, "read_out", values[0])
    return None
