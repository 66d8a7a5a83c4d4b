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
from callsight.redact.recognizers import letter_parts
from callsight.redact.recognizers.announced import choose, is_benign, is_code_of_thing
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.card_details import of_card, speaks_of_card
from callsight.redact.recognizers.kinds import asks_for_end, ending, settle
from callsight.redact.recognizers.memory import GRAM, Memory
from callsight.redact.recognizers.run_values import other_words, values_of
from callsight.redact.recognizers.shapes import Spoken, is_amount, lengths
from callsight.redact.recognizers.unannounced import hit_of, unannounced
from callsight.redact.runs import Run, find_runs

_PAUSE: Final = 3
"""Turns between two parts of one value."""
_ANSWER: Final = 6
"""Most further words of a turn that answers with two or three digits."""
_BESIDE: Final = 2
"""Most words between a cue and an amount in words that it announces; of a turn that asks nothing."""
_SURE: Final = 0.9
"""Score of a whole value of the announced kind."""


@dataclass(frozen=True, slots=True)
class _Started:
    """A value of which only a part was said so far."""

    entity: str
    size: int
    turn: int


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """All values read out in a call, in the order in which they are said."""
    runs = [
        Spoken(passage, part, passage.tokens[part.first].turn)
        for passage in conversation.passages
        for run in find_runs(passage.tokens, passage.unreadable())
        for part in values_of(conversation, passage, run)
    ]
    runs.sort(key=lambda spoken: (spoken.turn, spoken.run.first))
    memory, undecided, unfinished = Memory(), list[Spoken](), dict[tuple[str, int], _Started]()
    for spoken in runs:
        stream = _stream(conversation, spoken.turn)
        hit, hint = _decide(conversation, spoken, unfinished.get(stream), memory)
        if hit is None and (
            known := memory.heard(
                spoken.run.text,
                spoken.turn,
                spoken.run.singles,
                _is_sure(spoken),
                _is_asked_back(conversation, spoken),
            )
        ):
            run = spoken.run
            hit = Hit(known[0], run.first, run.last, 0.6, "read_back", known[1])
        doubtful = hit is not None and hit.detector in ("read_out", "answer")
        if hit is None or (doubtful and _is_left(undecided, spoken)):
            undecided.append(spoken)
            continue
        kind = settle(conversation, spoken, hit.entity, hit.value, hint, memory)
        if kind != hit.entity:  # the question that was understood otherwise is answered too
            conversation.note(hit.entity, spoken.turn)
        hit = replace(hit, entity=kind)
        sure = hit.score == 1 or (hint is not None and not hint.weak and hit.score >= _SURE)
        if not sure and (known := memory.find(hit.value)):
            hit = replace(hit, entity=known[0], value=known[1], detector="read_back")
        _note(conversation, spoken, hit, unfinished, stream)
        memory.add(hit.entity, hit.value, spoken.turn)
        if spoken.run.fixes:  # the read-back tells which way to read a correction was meant
            memory.add(hit.entity, spoken.run.values()[-1], spoken.turn)
        spoken.passage.claim(hit.first, hit.last, hit.entity)
        yield spoken.passage, hit
    for spoken in undecided:
        for value in spoken.run.values():
            if known := memory.find(value) or memory.begun(value, spoken.turn):
                run = spoken.run
                yield spoken.passage, Hit(known[0], run.first, run.last, 0.7, "read_back", known[1])
                break
    yield from letter_parts.find(conversation, memory)


def _is_asked_back(conversation: Conversation, spoken: Spoken) -> bool:
    """Whether a part of what was just said is asked back: "sorry, was that 021?"."""
    turn = spoken.turn
    other = turn > 0 and not conversation.is_same_speaker(turn, turn - 1)
    return other and conversation.turn_words[turn] <= _ANSWER + 1 and len(spoken.run.text) > 1


def _is_left(undecided: Sequence[Spoken], spoken: Spoken) -> bool:
    """Whether the number was left standing as nobody's (a meter's) when it was said before."""
    return any(
        one.run.text == spoken.run.text
        and one.run.text.isdigit()
        and 0 <= spoken.turn - one.turn <= _PAUSE
        for one in undecided[-_PAUSE:]
    )


def _is_sure(spoken: Spoken) -> bool:
    """Whether all of a run is said in numbers, none in words that sound like them."""
    tokens = spoken.passage.tokens[spoken.run.first : spoken.run.last + 1]
    return not any(token.text in lex.HOMOPHONES for token in tokens)


def _stream(conversation: Conversation, turn: int) -> tuple[str, int]:
    said = conversation.transcript.turns[turn]
    return said.speaker, said.channel


def _note(
    conversation: Conversation,
    spoken: Spoken,
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
    if not whole and hit.detector != "read_back" and not asks_for_end(conversation, spoken):
        unfinished[stream] = _Started(hit.entity, size, spoken.turn)


def _decide(
    conversation: Conversation, spoken: Spoken, started: _Started | None, memory: Memory
) -> tuple[Hit | None, Hint | None]:
    passage, run = spoken.passage, spoken.run
    values = run.values()
    if sure := _by_checksum(run, values):
        return sure, None
    found = hints(conversation, passage, run.first, run.last)
    if started is not None and _goes_on(conversation, started, spoken.turn):
        asked = conversation.questions[spoken.turn - 1]
        begins = passage.tokens[run.first].first
        begins = begins and (not asked or conversation.urges_on(spoken.turn - 1))
        source, distance = ("own", 0) if begins else ("asked", 1)
        found.append(Hint(started.entity, False, source, distance, started.turn))
    if not speaks_of_card(conversation, spoken.turn):  # "on the back" of something else
        found = [hint for hint in found if not (hint.weak and hint.entity == "CVV")]
    benign = is_benign(passage.tokens, run, found)
    if _is_aside(conversation, spoken):
        found = [hint for hint in found if hint.source != "asked"]
    if is_amount(run):
        found = [h for h in found if h.source == "own" and h.distance <= _BESIDE and not h.weak]
    told = ending(conversation, spoken, memory)
    if told is None and not (benign and found[:1] and found[0].source != "asked"):
        told = of_card(conversation, spoken, memory, found)
    benign = benign or is_code_of_thing(conversation, passage.tokens, run, found)
    chosen = None if benign else choose(run, values, found)
    if told is not None:
        chosen = told, values[0], 0.9
    if chosen is None:
        return unannounced(conversation, spoken, values, benign, memory), None
    hint, value, score = chosen
    _note_announcement(conversation, hint, value, spoken.turn)
    return hit_of(run, hint.entity, score, f"announced_{hint.entity.lower()}", value), hint


def _by_checksum(run: Run, values: Sequence[str]) -> Hit | None:
    """A card number or IBAN, whatever was said before it."""
    for kind in NUMBER_TYPES.values():
        if kind.alone == 1.0:
            for value in values:
                if kind.valid and len(value) >= kind.lengths[0] and kind.valid(value):
                    return hit_of(run, kind.entity, 1.0, kind.entity.lower(), value)
    return None


def _note_announcement(conversation: Conversation, hint: Hint, value: str, turn: int) -> None:
    """What announced the value asks for nothing more."""
    if hint.source != "asked":
        conversation.told.add((hint.entity, hint.turn))
    kind = NUMBER_TYPES.get(hint.entity)
    if kind is None or len(value) not in kind.parts:
        return
    # "The last four" is of a card or of a social: the answer answers both.
    for cue in conversation.turn_cues[hint.turn]:
        for entity in cue.entities if hint.entity in cue.entities else ():
            conversation.note(entity, turn)


def _goes_on(conversation: Conversation, started: _Started, turn: int) -> bool:
    """Whether a value of which a part was said may go on: nothing else was asked in between."""
    if turn - started.turn > _PAUSE:
        return False
    return not any(
        _asks_else(conversation, between, started.entity)
        for between in range(started.turn + 1, turn)
        if not conversation.is_same_speaker(between, turn) and not conversation.urges_on(between)
    )


def _asks_else(conversation: Conversation, turn: int, entity: str) -> bool:
    """Whether a turn asks for something else than `entity`."""
    cues = [cue for cue in conversation.turn_cues[turn] if not cue.valued]
    if conversation.turn_words[turn] <= _BESIDE or any(entity in cue.entities for cue in cues):
        return False
    asks = conversation.questions[turn]
    return any((cue.entities and not cue.weak) or (asks and not cue.entities) for cue in cues)


def _is_aside(conversation: Conversation, spoken: Spoken) -> bool:
    """A small number in a longer sentence answers no question for a code."""
    run, tokens = spoken.run, spoken.passage.tokens
    after = tokens[run.last + 1] if run.last + 1 < len(tokens) else None
    if tokens[run.first].first and after is not None and any(m in after.gap for m in ".?!"):
        return False  # "Five eighty-seven... Why do you ask?"
    return (
        run.digits == len(run.text) < GRAM
        and run.singles < 2
        and other_words(conversation, spoken.passage.tokens, run) > _ANSWER
    )
