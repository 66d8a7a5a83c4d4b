"""What belongs to a card beside its number: the date and the code, said behind it or asked for."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact.hints import Hint
from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.card import is_expiry
from callsight.redact.recognizers.kinds import tokens_before, words_of
from callsight.redact.recognizers.memory import Memory
from callsight.redact.recognizers.shapes import Spoken, is_amount
from callsight.redact.runs import Run

_TURNS: Final = 8
"""Turns before a date or code in which a card is spoken of."""
_CODE: Final = 3
"""Digits of a card's code."""
_SPOKEN: Final = frozenset(("CREDIT_CARD", "CARD_EXPIRY"))
_ASKED: Final = 8
"""Most words of a turn that asks without a question."""
_SIDES: Final = frozenset(("front", "back", "reverse", "face", "behind"))
_OF_CODE: Final = "front back strip signature face reverse behind cvv"
_YEARS: Final = 10
"""Years in which a card expires."""
_CARD_TURNS: Final = 8
"""Turns after a card's number in which its code and date are given."""
_OF_CARD: Final = _OF_CODE.split() + "code codes digits security little verification".split()
_OTHER_CODES: Final = frozenset("pin zip error promo postal".split())
_CARD: Final = frozenset(("CREDIT_CARD", "CVV", "CARD_EXPIRY", "PIN", "ID_NUMBER"))
_NEAR: Final = 3
"""Words or turns to another announcement that is not the card's."""
_OF_DATE: Final = frozenset(
    "date until till thru through expires expiry expiration good run runs ends".split()
)


def asked_together(conversation: Conversation, passage: Passage, run: Run) -> Iterator[Run]:
    """A card's date and code in one breath, where both were asked for: "oh one thirty, nine oh nine"."""
    turn = passage.tokens[run.first].turn
    asked = conversation.turn_cues[turn - 1] if turn else []
    kinds = {entity for cue in asked for entity in cue.entities}
    both = "CARD_EXPIRY" in kinds and kinds & {"CVV", "PIN"}
    card = is_dated(run.text) and speaks_of_card(conversation, turn)
    if run.text.isdigit() and (both or card):
        yield from date_and_code(run)
    else:
        yield run


def date_and_code(run: Run) -> Iterator[Run]:
    """The month and year and the code behind it, where a run can be both; or the run."""
    text, size = "", len(run.text)
    for k, reading in enumerate(run.readings[:-1] if 6 <= size <= 8 else (), start=1):
        text += reading.text
        if 3 <= len(text) <= 4 and 3 <= size - len(text) <= 4 and is_expiry(text):
            if size - len(text) == 3 or k == len(run.readings) - 1:
                yield run.part(0, k)
                yield run.part(k, len(run.readings))
                return
    yield run


def is_dated(text: str) -> bool:
    """Whether digits behind a card's number begin with a date to come: `1128`, `1128402`."""
    return len(text) in (3, 4, 6, 7, 8) and any(_is_to_come(text[:k]) for k in (3, 4))


def _is_slashed(spoken: Spoken) -> bool:
    """Whether two numbers are joined as a month and a year: `09/28`, "ten slash thirty"."""
    tokens, (one, other) = spoken.passage.tokens, spoken.run.readings
    said = {token.text for token in tokens[one.last + 1 : other.first]}
    return tokens[other.first].gap == "/" or not said.isdisjoint(("slash", "stroke"))


def speaks_of_card(conversation: Conversation, turn: int) -> bool:
    """Whether a card was spoken of or given in the last turns."""
    recent = range(max(0, turn - _CARD_TURNS), turn + 1)
    given = not conversation.answers.get("CREDIT_CARD", set()).isdisjoint(recent)
    return given or any(_names_card(conversation, each) for each in recent)


def _names_card(conversation: Conversation, turn: int) -> bool:
    return any(_SPOKEN & {*cue.entities} for cue in conversation.turn_cues[turn])


def _is_to_come(text: str) -> bool:
    """Whether it is a month of this year or one of the next ten: `0227`."""
    return is_expiry(text) and 0 <= int(text[-2:]) - dt.date.today().year % 100 <= _YEARS


def of_card(
    conversation: Conversation, spoken: Spoken, memory: Memory, found: Sequence[Hint]
) -> Hint | None:
    """The code or the date of a card whose number was given before."""
    run, turn = spoken.run, spoken.turn
    card = next(
        (value for _, entity, value in reversed(memory.latest) if entity == "CREDIT_CARD"), ""
    )
    given = [said for said, entity, _ in memory.latest if entity == "CREDIT_CARD"]
    given += conversation.answers.get("CREDIT_CARD", ())
    given += [t for t in range(max(0, turn - _TURNS), turn) if _names_card(conversation, t)]
    if not given or not 0 <= turn - max(given) <= _CARD_TURNS or not run.text.isdigit():
        return None
    before = [token.text.removesuffix("'s") for token in list(tokens_before(spoken))[:8]]
    said = {
        word
        for word, leads in itertools.zip_longest(before, before[1:])
        if word not in _SIDES or leads == "the"  # not "we'll reverse the 600"
    }
    if (
        not said & {*_OF_CARD, *_OF_DATE}
        and turn
        and not conversation.is_same_speaker(turn, turn - 1)
        and (conversation.questions[turn - 1] or conversation.turn_words[turn - 1] <= _ASKED)
    ):
        said |= set(words_of(conversation, turn - 1))
    others = {hint.entity for hint in found if not hint.weak and hint.distance <= _NEAR} - _CARD
    if others or said & _OTHER_CODES or is_amount(run):
        return None
    latest = memory.latest[-1] if memory.latest else (-1, "", "")
    if latest[:2] == (turn, "CREDIT_CARD") and len(run.text) in (3, 4) and _is_to_come(run.text):
        return Hint("CARD_EXPIRY", False, "own", 0, turn)
    if (
        latest[:2] == (turn, "CARD_EXPIRY")
        and len(run.text) == _CODE
        and not _OF_DATE.intersection(before)
    ):
        return Hint("CVV", False, "own", 0, turn)
    slash = len(run.readings) == 2 and _is_slashed(spoken)
    if slash and _is_to_come(run.text):
        return Hint("CARD_EXPIRY", False, "own", 0, turn)
    sizes = {len(value) for value in run.values()}
    four = card[:2] in ("34", "37") or said & {"front", "face", "back"}
    if said.intersection(_OF_CARD) and (3 in sizes or (4 in sizes and four)):
        return Hint("CVV", False, "own", 0, turn)
    if said & _OF_DATE and len(run.text) in (3, 4) and _is_to_come(run.text):
        return Hint("CARD_EXPIRY", False, "own", 0, turn)
    return None
