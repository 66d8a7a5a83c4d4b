"""Dates: of birth, of a card's expiry, and others (a policy may want those too).

"March third nineteen eighty seven", "the third of March", "3/14/1987", "April twenty seven". What a
date is tells the speaker's own word or the question before.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from callsight.redact.hints import hints, is_asked, is_own
from callsight.redact.lexicon import MONTHS
from callsight.redact.passages import Conversation, Passage
from callsight.redact.readings import begins_number
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.date_forms import (
    HESITATIONS,
    Date,
    full_year,
    read_date,
    short_number,
)

_DOCUMENT_TURNS: Final = 4
_ANNOUNCED: Final = frozenset(("DATE_OF_BIRTH", "CARD_EXPIRY"))
_NEAR: Final = 2
"""Words between "your birthday's" and its month."""
_CARD_TURNS: Final = 10
"""Turns in which a card is spoken of before its date."""
_NUMBER_TURNS: Final = 8
"""Turns between a card's number and its date."""
_CARD_DIGITS: Final = 12
"""Digits and number words that tell a card's number."""
_ELSEWHERE: Final = [["from"], ["since"], ["on"], ["by"], ["in"], ["at"]]
"""What stands before a date that is no card's."""
_OTHERS: Final = frozenset("warranty lease contract plan policy promo offer guarantee".split())
"""What ends on a date that is no card's."""
_CARD_YEARS: Final = 12
"""Years in which a card expires."""
_ADULT: Final = 16
_SHOWN: Final = frozenset(("says", "showing", "shows"))
_SHOWN_TURNS: Final = 3
_NOT_BIRTH: Final = frozenset(
    "ordered bought since installed purchased delivered invoice order contract opened joined "
    "customer built signed started model version released paid bill service appointment due until "
    "expires expired flight arrive arrived leave leaving next last".split()
)


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """All dates of a call; ordinary ones are `DATE_TIME`. A date of birth said again is one too."""
    dates = [
        (p, date)
        for p in conversation.passages
        for date in _dates(conversation, p)
        if not _is_read_back(conversation, p, date)
    ]
    dates.sort(key=lambda found: found[0].tokens[found[1].first].turn)
    kinds = []
    for passage, date in dates:
        kinds.append(_kind(conversation, passage, date))
        passage.claim(date.first, date.last, kinds[-1][0])
        conversation.note(kinds[-1][0], passage.tokens[date.first].turn)
    births = {
        (date.month, date.day)
        for (_, date), (entity, _) in zip(dates, kinds, strict=True)
        if entity == "DATE_OF_BIRTH"
    }
    for (passage, date), (entity, score) in zip(dates, kinds, strict=True):
        if entity == "DATE_TIME" and (
            (date.month, date.day) in births or _is_shown(conversation, passage, date)
        ):
            entity, score = "DATE_OF_BIRTH", 0.7
        yield (
            passage,
            Hit(entity, _with_the(passage, date.first), date.last, score, "date", date.value),
        )


def _is_read_back(conversation: Conversation, passage: Passage, date: Date) -> bool:
    """Whether `09-01-28` is the sort code that was spoken of."""
    tokens = passage.tokens[date.first : date.last + 1]
    if len(tokens) != 3 or any(t.case != "9" or len(t.text) != 2 for t in tokens):
        return False
    turn = tokens[0].turn
    talk = conversation.turn_cues[max(0, turn - _NUMBER_TURNS) : turn + 1]
    return any("SORT_CODE" in cue.entities for cues in talk for cue in cues)


def _is_shown(conversation: Conversation, passage: Passage, date: Date) -> bool:
    """Whether a date of birth is told as it stands somewhere: "it says the third of June"."""
    turn = passage.tokens[date.first].turn
    given = conversation.answers.get("DATE_OF_BIRTH", set())
    near = {token.text for token in passage.tokens[max(0, date.first - 4) : date.first]}
    recent = not given.isdisjoint(range(turn - _SHOWN_TURNS, turn))
    return recent and date.year is None and date.day is not None and bool(near & _SHOWN)


def _with_the(passage: Passage, first: int) -> int:
    """First token of "the fourth of May", "the, uh, fourth of May", "fourth of, fourth of May"."""
    tokens, k = passage.tokens, first - 1
    while k > 0 and tokens[k].text in HESITATIONS and not tokens[k + 1].first:
        k -= 1
    if k < 0 or tokens[k + 1].first or any(passage.claimed[k:first]):
        return first
    if tokens[k].text == "the" or tokens[k].text == tokens[first].text in MONTHS:
        return k  # also "May, um, May 30th"
    if tokens[k].text == "day" and k and not tokens[k].first and not passage.claimed[k - 1]:
        return k - 1  # "Leap day, the twenty-ninth of February"
    stutter = k > 0 and tokens[k].text == "of" and not tokens[k].first
    if not stutter or passage.claimed[k - 1]:
        return first
    same = tokens[k - 1].text == tokens[first].text or tokens[k - 1].text in ("end", "beginning")
    return _with_the(passage, k - 1) if same else first


def _dates(conversation: Conversation, passage: Passage) -> Iterator[Date]:
    i = 0
    while i < len(passage.tokens):
        date = None if passage.claimed[i] else read_date(passage.tokens, i)
        if date is None and i + 2 < len(passage.tokens) and passage.tokens[i + 1].text == "of":
            date = _expiry(conversation, passage, i)
        if date is None and _is_month_of_birth(conversation, passage, i):
            date = Date(i, i, MONTHS[passage.tokens[i].text], None, None)
        if date is not None:
            yield date
        i = date.last + 1 if date else i + 1


def _is_month_of_birth(conversation: Conversation, passage: Passage, i: int) -> bool:
    """ "Your birthday's in October?", "it expires this coming August": a month alone, announced."""
    token = passage.tokens[i]
    if token.text not in MONTHS or (token.case == "x" and conversation.cased) or token.first:
        return False
    near = [cue for cue in passage.cues if 0 <= i - cue.last - 1 <= _NEAR]
    return not passage.claimed[i] and any(_ANNOUNCED & {*cue.entities} for cue in near)


def _expiry(conversation: Conversation, passage: Passage, i: int) -> Date | None:
    """ "Three of thirty", where a card's expiry was asked for."""
    month, last = short_number(passage.tokens, i, size=1)
    year, year_last = short_number(passage.tokens, i + 2)
    if month is None or last > i or year is None or not 0 < month <= 12:
        return None
    asked = is_asked(conversation, passage.tokens[i].turn, "CARD_EXPIRY")
    own = is_own(conversation, passage, i, year_last, "CARD_EXPIRY")
    date = Date(i, year_last, month, None, full_year(year))
    return date if asked or own or _is_of_card(conversation, passage, date) else None


def _kind(conversation: Conversation, passage: Passage, date: Date) -> tuple[str, float]:
    turn = passage.tokens[date.first].turn
    near = {t.text for t in passage.tokens[max(0, date.first - 6) : date.first]}
    if date.day is None or date.year is None:
        for hint in hints(conversation, passage, date.first, date.last):
            short = date.day is None or (date.day > 23 and not date.ordinal)
            short = short and not (date.year and date.year < dt.date.today().year - 1)
            if hint.entity == "CARD_EXPIRY" and short and not hint.weak:
                return (
                    ("DATE_TIME", 0.6) if _is_document(conversation, turn) else ("CARD_EXPIRY", 0.9)
                )
            if hint.entity in ("DATE_OF_BIRTH", ""):
                break
    if _is_of_card(conversation, passage, date):
        return "CARD_EXPIRY", 0.85
    if is_own(conversation, passage, date.first, date.last, "DATE_OF_BIRTH"):
        return "DATE_OF_BIRTH", 0.95
    asked = is_asked(conversation, turn, "DATE_OF_BIRTH") and (date.year or not near & _NOT_BIRTH)
    if asked:
        recent = date.year == dt.date.today().year
        return ("DATE_TIME", 0.6) if recent else ("DATE_OF_BIRTH", 0.9)
    grown = date.year and date.day and date.year <= dt.date.today().year - _ADULT
    if grown and not near & _NOT_BIRTH:
        return "DATE_OF_BIRTH", 0.5
    return "DATE_TIME", 0.6


def _is_document(conversation: Conversation, turn: int) -> bool:
    """Whether a passport or a licence, and no card, was spoken of: "and when does it expire?"."""
    talk = conversation.turn_cues[max(0, turn - _DOCUMENT_TURNS) : turn + 1]
    said = {entity for cues in talk for cue in cues for entity in cue.entities}
    return bool(said & {"PASSPORT", "DRIVER_LICENSE"}) and "CREDIT_CARD" not in said


def _is_of_card(conversation: Conversation, passage: Passage, date: Date) -> bool:
    """Whether a month and a year to come stand behind a card's number, or behind "new date"."""
    year = date.year or (2000 + date.day if date.day and not date.ordinal else 0)
    if (date.day and date.year) or not 0 <= year - dt.date.today().year <= _CARD_YEARS:
        return False
    turn = passage.tokens[date.first].turn
    talk = conversation.turn_cues[max(0, turn - _CARD_TURNS) : turn + 1]
    if not any("CREDIT_CARD" in cue.entities for cues in talk for cue in cues):
        return False
    before = [token.text for token in passage.tokens[max(0, date.first - 4) : date.first]]
    if _OTHERS & {*before}:
        return False
    if "date" in before or before[-1:] in _ELSEWHERE:
        return "date" in before
    for other in conversation.passages:
        end = date.first if other is passage else len(other.tokens)
        first = bisect_left(other.tokens, turn - _NUMBER_TURNS, hi=end, key=lambda t: t.turn)
        near = [t for t in other.tokens[first:end] if t.turn <= turn and begins_number(t)]
        if sum(len(t.text) if t.case == "9" else 1 for t in near) >= _CARD_DIGITS:
            return True
    return False
