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
from callsight.redact.recognizers.memory import GRAM
from callsight.redact.recognizers.names import NOT_NAMES
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
_NAME: Final = 4
"""Most words of the name with which a turn begins."""


def unannounced(
    conversation: Conversation, spoken: Spoken, values: Sequence[str], benign: bool
) -> Hit | None:
    """What a run is that nothing announced; `benign`: what stands near says that it is nobody's."""
    return (
        _by_form(spoken.passage.tokens, spoken.run, values, benign)
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
    if is_ssn_form(tokens, run.readings):
        return hit_of(run, "US_SSN", 0.8, "us_ssn", values[0])
    if benign and run.digits < 9:
        return None
    if run.digits == 0:
        spelled = run.singles >= 3 and run.text.lower() not in lex.ACRONYMS and not is_alphabet(run)
        return hit_of(run, "PERSON", 0.55, "spelled", values[0]) if spelled else None
    if cardinal and run.singles < 5:
        return None
    if any(is_read_out(part) for part in segments(tokens, run)) and not is_year(tokens, run):
        return hit_of(run, "ID_NUMBER", 0.55, "read_out", values[0])
    return None


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
    return hit_of(run, "ID_NUMBER", 0.52, "answer", values[0])


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
