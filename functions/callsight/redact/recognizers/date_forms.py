"""Dates as written and as said: "March third nineteen eighty seven", "the third of March", `3/14/1987`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.readings import begins_number, read
from callsight.redact.tokens import Token

_ORDINAL_ENDS: Final = frozenset(("st", "nd", "rd", "th"))
_AMBIGUOUS: Final = frozenset(("may", "march", "mar", "jan", "dec", "sep"))
_HOLIDAYS: Final[dict[tuple[str, ...], tuple[int, int]]] = {
    ("christmas", "day"): (12, 25), ("christmas", "eve"): (12, 24), ("boxing", "day"): (12, 26),
    ("new", "years"): (1, 1), ("valentines", "day"): (2, 14), ("leap", "day"): (2, 29),
}  # fmt: skip
"""Days with a name, by their first two words: month and day."""
_HOLIDAY_STARTS: Final = frozenset(first for first, _ in _HOLIDAYS)
HESITATIONS: Final = {"uh", "um", "er", "erm"}
_STUTTER: Final = 5
"""Most words between a day and its month: "second of, of the"."""
_SPELLED: Final = lex.NATO.keys() - lex.MONTHS.keys()


@dataclass(frozen=True, slots=True)
class Date:
    """Tokens `first..last` name a day, a month, or a month and year."""

    first: int
    last: int
    month: int | None
    day: int | None
    year: int | None
    ordinal: bool = False
    """Whether the day is an ordinal ("twenty seventh"), which no year is."""

    @property
    def value(self) -> str:
        """The same text for each way to say it."""
        return f"{self.year or ''}-{self.month or ''}-{self.day or ''}"


def read_date(tokens: Sequence[Token], i: int) -> Date | None:
    token = tokens[i]
    if token.case == "9":
        return _numeric(tokens, i) or _day_first(tokens, i)
    if token.text in lex.MONTHS and (len(token.text) > 1):
        before = [t.text for t in tokens[max(0, i - 3) : i]]
        spells = before[-2:] == ["as", "in"] and len(before[0]) == 1  # "N as in November"
        return None if spells else _month_first(tokens, i)
    if token.text in lex.ORDINALS or begins_number(token):
        return _day_first(tokens, i)
    if token.text.replace("'", "") not in _HOLIDAY_STARTS:
        return None
    if day := _HOLIDAYS.get(tuple(t.text.replace("'", "") for t in tokens[i : i + 2])):
        year, year_last = _year(tokens, i + 2, allow_short=True)
        return Date(i, year_last, *day, year) if year else None
    return None


def _numeric(tokens: Sequence[Token], i: int) -> Date | None:
    """`3/14/1987`, `14.03.87`, `1987-03-14`."""
    if i + 2 >= len(tokens) or any(t.case != "9" or t.first for t in tokens[i + 1 : i + 3]):
        return None
    gap = tokens[i + 1].gap
    if gap not in ("/", "-", ".") or tokens[i + 2].gap != gap:
        return None
    if i and not tokens[i].first and tokens[i].gap == gap:
        return None
    if i + 3 < len(tokens) and not tokens[i + 3].first and tokens[i + 3].gap == gap:
        return None  # `jx-06-16-45-b`
    parts = [token.text for token in tokens[i : i + 3]]
    sizes = [len(part) for part in parts]
    if sizes[0] == 4 and sizes[1] <= 2 and sizes[2] <= 2:
        year, month, day = map(int, parts)
    elif sizes[0] <= 2 and sizes[1] <= 2 and sizes[2] in (2, 4):
        month, day, year = map(int, parts)
        if month > 12:
            month, day = day, month
    else:
        return None
    if not (1 <= month <= 12 and 1 <= day <= 31) or (gap == "-" and _is_sort_code(tokens, i)):
        return None
    return Date(i, i + 2, month, day, full_year(year))


def _is_sort_code(tokens: Sequence[Token], i: int) -> bool:
    """Whether `09-01-28` stands beside a bank account's eight digits."""
    around = tokens[max(0, i - 6) : i + 9]
    behind = [len(t.text) for t in around if t.case == "9" and t.start > tokens[i].start]
    if behind[2:4] == [4, 4]:
        return True  # "09-01-28, and 7741 2096"
    return any((len(t.text) == 8 and t.case == "9") or t.text in ("sort", "bank") for t in around)


def _month_first(tokens: Sequence[Token], i: int) -> Date | None:
    """ "March third 1987", "March the third", "April twenty seven", "April 2027"."""
    if i and not tokens[i].first and tokens[i - 1].text in _SPELLED:
        return None  # "victor november nine nine three"
    month = lex.MONTHS[tokens[i].text]
    j = i + 1
    while j < len(tokens) and (tokens[j].text == "the" or tokens[j].text in HESITATIONS):
        j += 1
    if j < len(tokens) and tokens[j].text == "of":
        whole, last = _year(tokens, j, allow_short=False)
        if whole:
            return Date(i, last, month, None, whole)
        short, last = short_number(tokens, j + 1)
        if short is not None:  # "May of twenty eight": no day is said so
            return Date(i, last, month, None, full_year(short))
    day, last = _day(tokens, j)
    year, year_last = _year(tokens, j, allow_short=False)
    # "October twenty thirty two" is a year; nobody says a day of this century so.
    if year and (day is None or (year_last > last and year >= 2020)):
        return Date(i, year_last, month, None, year)
    if day is not None and j > i and _is_of_month(tokens, last + 1):
        return None  # "July, fourteenth of July"
    if day is None:
        short, last = short_number(tokens, j)
        ambiguous = tokens[i].text in _AMBIGUOUS and tokens[i].case == "x"
        most = 59 if ambiguous else 99  # "june eighty four"
        return (
            Date(i, last, month, None, short + (2000 if short < 60 else 1900))
            if short and 31 < short <= most
            else None
        )
    if tokens[i].text in _AMBIGUOUS and tokens[i].case == "x" and j != i + 1 and j - 1 == i:
        return None
    year, year_last = _year(tokens, last + 1, allow_short=True)
    ordinal = tokens[last].text in lex.ORDINALS or tokens[last].text in _ORDINAL_ENDS
    return Date(i, year_last if year else last, month, day, year, ordinal)


def _is_of_month(tokens: Sequence[Token], i: int) -> bool:
    return i + 1 < len(tokens) and tokens[i].text == "of" and tokens[i + 1].text in lex.MONTHS


def _day_first(tokens: Sequence[Token], i: int) -> Date | None:
    """ "the third of March 1987", "14 March 1987"."""
    day, last = _day(tokens, i)
    if day is None:
        return None
    j, of = last + 1, False
    while j < min(last + _STUTTER, len(tokens)) and tokens[j].text in ("of", "the", "day"):
        j, of = j + 1, of or tokens[j].text == "of"
    if of and j < len(tokens) and (named := _month_number(tokens, j)):
        month, j = named
        year, year_last = _year(tokens, j + 1, allow_short=True)
        return Date(i, year_last, month, day, year) if year else None
    if j >= len(tokens) or tokens[j].text not in lex.MONTHS or (tokens[j].first and j > i + 2):
        return None
    if tokens[j].text in _AMBIGUOUS and j == last + 1 and tokens[j].case == "x":
        return None
    year, year_last = _year(tokens, j + 1, allow_short=True)
    return Date(i, year_last if year else j, lex.MONTHS[tokens[j].text], day, year)


def _month_number(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """A month by its number and its last token: "the eleventh of the eleventh", "six of eleven"."""
    month, last = _day(tokens, i)
    return (month, last) if month is not None and month <= 12 else None


def short_number(tokens: Sequence[Token], i: int, size: int = 2) -> tuple[int | None, int]:
    """A number of at least `size` and at most two digits at `i`, and its last token."""
    reading = read(tokens, i, inside=False) if i < len(tokens) else None
    if reading is None or not reading.text.isdigit() or reading.quantity:
        return None, i
    return (int(reading.text), reading.last) if size <= len(reading.text) <= 2 else (None, i)


def _day(tokens: Sequence[Token], i: int) -> tuple[int | None, int]:
    """A day of the month at `i` and its last token."""
    if i >= len(tokens):
        return None, i
    word = tokens[i].text
    if word in lex.ORDINALS:
        return lex.ORDINALS[word], i
    if word in lex.TENS and i + 1 < len(tokens) and lex.ORDINALS.get(tokens[i + 1].text, 99) < 10:
        return int(lex.TENS[word]) + lex.ORDINALS[tokens[i + 1].text], i + 1
    reading = read(tokens, i, inside=False)
    if reading is None or not reading.text.isdigit() or reading.kind == "cardinal":
        return None, i
    number, last = int(reading.text), reading.last
    if not 1 <= number <= 31 or len(reading.text) > 2 or reading.quantity:
        return None, i
    if last + 1 < len(tokens) and tokens[last + 1].text in _ORDINAL_ENDS:
        last += 1
    return number, last


def _year(tokens: Sequence[Token], i: int, *, allow_short: bool) -> tuple[int | None, int]:
    """A year at `i` ("nineteen eighty seven", "2004", "87") and its last token."""
    while i < len(tokens) and tokens[i].text in ("of", "in", "the", "year", "and"):
        i += 1
    text, j = "", i
    while j < len(tokens) and len(text) < 4 and not _is_clause(tokens, j, i):
        reading = read(tokens, j, inside=bool(text))
        if reading is None or not reading.text.isdigit() or reading.quantity:
            break
        if len(text) + len(reading.text) > 4 or (text and reading.kind == "cardinal"):
            break
        text, j = text + reading.text, reading.last + 1
        if allow_short and len(text) == 2 and text not in ("19", "20"):
            break
    if len(text) == 4 and 1900 <= int(text) <= 2099:
        return int(text), j - 1
    if allow_short and len(text) == 2 and not _is_longer(tokens, i, j):
        return full_year(int(text)), j - 1
    return None, i


def _is_longer(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether digits `i..j-1` of a further turn are the beginning of a longer number."""
    if not tokens[i].first or j >= len(tokens) or tokens[j].first or _is_clause(tokens, j, i):
        return False
    following = read(tokens, j, inside=True)
    return following is not None and following.text.isdigit()


def _is_clause(tokens: Sequence[Token], j: int, start: int) -> bool:
    return j > start and any(mark in tokens[j].gap for mark in ".?!")


def full_year(year: int) -> int:
    if year >= 100:
        return year
    return year + (2000 if year <= dt.date.today().year % 100 + 10 else 1900)
