"""Where one value of a run ends and the next begins: at turns, at counting, behind a card's number."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.card import is_card
from callsight.redact.recognizers.card_details import asked_together, date_and_code, is_dated
from callsight.redact.recognizers.shapes import counts_up, in_phone, is_amount
from callsight.redact.runs import Run
from callsight.redact.tokens import Token

_ANSWER: Final = 6
"""Most further words of a turn that answers with two or three digits."""
_ENDS: Final = re.compile(r"[.?!]")
_AGAIN: Final = re.compile(r"\b(?:sorry|again|pardon|repeat|was that)\b", re.IGNORECASE)
_WHOLE, _LONGEST = 7, 19
"""Fewest digits of a whole number of its own; most digits of any number."""
_MENTION: Final = 2
"""Most digits and letters that a longer sentence only mentions."""


def values_of(conversation: Conversation, passage: Passage, run: Run) -> Iterator[Run]:
    """The parts of a run that are values of their own."""
    for turn in _at_turns(conversation, passage.tokens, run):
        for clause in _counted(passage.tokens, turn):
            for card in _split(clause):
                yield from asked_together(conversation, passage, card)


def _at_turns(conversation: Conversation, tokens: Sequence[Token], run: Run) -> Iterator[Run]:
    """A run over several turns without those that only mention a number: "it's just for the W nine"."""
    turns = [tokens[reading.first].turn for reading in run.readings]
    if turns[0] == turns[-1]:
        yield run
        return
    first = begin = 0
    for k in range(1, len(turns) + 1):
        if k < len(turns) and turns[k] == turns[k - 1]:
            continue
        part = run.part(begin, k)
        mentioned = other_words(conversation, tokens, part) > _ANSWER and len(part.text) <= _MENTION
        if len(part.text) >= _WHOLE and len(run.text) == run.digits > _LONGEST:
            mentioned = True  # several whole numbers: "and the new one?"
        if begin > first and _is_again(conversation, tokens, run.part(first, begin), part):
            yield run.part(first, begin)
            first = begin
        if mentioned or (is_amount(part) and not in_phone(part.readings[0])):
            if first < begin:
                yield run.part(first, begin)
            yield part
            first = k
        begin = k
    if first < len(turns):
        yield run.part(first, len(turns))


def _is_again(conversation: Conversation, tokens: Sequence[Token], before: Run, part: Run) -> bool:
    """Whether a turn only repeats a part that the other side asked back: "was that 021?", "yes, 021"."""
    if len(part.text) < _MENTION or part.text not in before.text:
        return False
    one, other = tokens[before.last].turn, tokens[part.first].turn
    return any(
        conversation.questions[turn] or _AGAIN.search(conversation.transcript.turns[turn].text)
        for turn in range(one + 1, other)
        if not conversation.is_same_speaker(turn, other)
    )


def _counted(tokens: Sequence[Token], run: Run) -> Iterator[Run]:
    """A run without the clauses that only count: "okay. Doing it, one, two, three... it's green"."""
    starts = [0] + [
        k
        for k in range(1, len(run.readings))
        if _ENDS.search("".join(t.gap for t in _up_to(tokens, run, k)))
    ]
    clauses = [run.part(a, b) for a, b in itertools.pairwise([*starts, len(run.readings)])]
    if len(clauses) > 1 and any(counts_up(clause) for clause in clauses):
        yield from clauses
    else:
        yield run


def _up_to(tokens: Sequence[Token], run: Run, k: int) -> Sequence[Token]:
    """Tokens behind reading `k - 1`, up to the first of reading `k`."""
    return tokens[run.readings[k - 1].last + 1 : run.readings[k].first + 1]


def _split(run: Run) -> Iterator[Run]:
    """A card's number without its date and code said behind it: "..., four twenty seven, 411"."""
    text, readings = "", run.readings
    if run.digits >= 15 and run.text.isdigit() and not run.fixes:
        for k, reading in enumerate(readings[:-1], start=1):
            text += reading.text
            rest = run.part(k, len(readings))
            if len(text) >= 15 and (is_card(text) or (len(text) < 17 and is_dated(rest.text))):
                yield run.part(0, k)
                yield from date_and_code(rest)
                return
            if len(text) > 16:
                break
    yield run


def other_words(conversation: Conversation, tokens: Sequence[Token], run: Run) -> int:
    """How many words of the turn in which a run begins are not of the run."""
    turn = tokens[run.first].turn
    said = sum(tokens[k].turn == turn for k in range(run.first, run.last + 1))
    return conversation.turn_words[turn] - said
