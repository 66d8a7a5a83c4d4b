"""What a run of digits and letters can be by how it was said: a code, a clock time, a year, counting."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.cues import NUMBER_TYPES
from callsight.redact.hints import Hint
from callsight.redact.passages import Passage
from callsight.redact.readings import Reading
from callsight.redact.recognizers.bank import IBAN_LENGTHS
from callsight.redact.recognizers.base import NumberType
from callsight.redact.runs import YEAR_BEFORE, Run
from callsight.redact.tokens import Token

CLOCK_BEFORE: Final = frozenset(
    "at until till til by before after around between about past from opens closes".split()
)
"""Words before a clock time."""
_CLOCK_TIMES: Final = 2
_OTHER_LENGTHS: Final = {
    "DATE_OF_BIRTH": (3, 8), "ADDRESS": (3, 12), "EMAIL_ADDRESS": (2, 40), "PERSON": (2, 40),
    "PASSWORD": (2, 40), "SECURITY_ANSWER": (3, 40), "IP_ADDRESS": (7, 12),
}  # fmt: skip
_SINGLY: Final = 3
"""Digits said one by one from which a number is no amount."""
_PHONE: Final = 7
"""Digits of the shortest phone number."""
_HESITATIONS: Final = frozenset("uh um uhm er erm ah eh hm hmm mm".split()) | lex.SEPARATORS
_END_REACH: Final = 5
"""Words between a card's brand and its last four digits."""
_LONG: Final = 5
"""Digits in groups from which a number is no amount."""


@dataclass(slots=True)
class Spoken:
    """A run with the passage and the turn in which it begins."""

    passage: Passage
    run: Run
    turn: int


def lengths(entity: str) -> tuple[int, int]:
    """Fewest and most characters of a whole value."""
    kind = NUMBER_TYPES.get(entity)
    return kind.lengths if kind else _OTHER_LENGTHS.get(entity, (99, 0))


def is_amount(run: Run) -> bool:
    """An amount in words, "five hundred": no code is said so, but a telephone number's begin."""
    round_ = not run.singles and any(
        r.kind == "cardinal" and r.text.endswith("000") for r in run.readings
    )  # "fourteen thousand, not forty-one"
    single = all(reading.kind == "cardinal" for reading in run.readings)
    return (single and run.digits < _PHONE) or (round_ and run.digits <= _PHONE)


def segments(tokens: Sequence[Token], run: Run) -> Iterator[Run]:
    """The parts of a run between which more than a hesitation is said."""
    readings = [run.readings[0]]
    for before, reading in itertools.pairwise(run.readings):
        between = (tokens[k].text for k in range(before.last + 1, reading.first))
        if any(word not in _HESITATIONS for word in between):
            yield Run(readings)
            readings = []
        readings.append(reading)
    yield Run(readings)


def is_read_out(tokens: Sequence[Token], part: Run) -> bool:
    """Whether nobody but who reads out a code says so, without a word in between."""
    digits, singles = part.digits, part.singles
    if len(part.text) == digits:
        return singles > 4 or (singles == 4 and not is_counting(part)) or digits >= _PHONE
    code = _without_year(part)
    if len(code.text) < _LONG or code.digits < 2:
        return False  # "CX-5", "f one fifty", "M M R 2"
    joined = any(tokens[r.first].gap == "-" for r in code.readings[1:])  # `MT-5102`
    written = code.digits > _SINGLY and is_written(code) and (joined or len(code.text) > _LONG + 1)
    return code.singles > _SINGLY or written


def _without_year(part: Run) -> Run:
    """A car's or a product's year is no part of a code: "2021 CX-5", "twenty seventeen f one fifty"."""
    text = ""
    for k, reading in enumerate(part.readings[:-1]):
        text += reading.text
        if len(text) >= 4:
            year = text.isdigit() and "1900" <= text <= "2099" and not reading.spoken_singly
            return Run(part.readings[k + 1 :]) if year else part
    return part


def is_day(run: Run) -> bool:
    """Month, day and year in three numbers: "one seventeen sixty-three"."""
    parts = [reading.text for reading in run.readings]
    if len(parts) == 4 and parts[2] in ("19", "20"):
        parts[2:] = [parts[2] + parts[3]]
    if len(parts) != 3 or not all(part.isdigit() and len(part) in (1, 2, 4) for part in parts):
        return False
    month, day = sorted(map(int, parts[:2]))
    return 1 <= month <= 12 and 1 <= day <= 31 and len(parts[2]) > 1


def is_code(run: Run) -> bool:
    """Whether nobody says an amount, a time or a count so."""
    size, digits = len(run.text), run.digits
    if size > digits:
        return digits >= 2 and size > 3
    if any(reading.kind == "cardinal" for reading in run.readings):
        return run.singles > _LONG
    grouped = all(reading.kind == "group" for reading in run.readings)
    return digits > _SINGLY and (run.singles >= _SINGLY or (digits >= _PHONE and not grouped))


def may_be(run: Run, hint: Hint) -> bool:
    """Whether the run looks enough like what was announced to be (a part of) it."""
    kind: NumberType | None = NUMBER_TYPES.get(hint.entity)
    size, digits = len(run.text), run.digits
    if kind is None:
        return _may_be_in_words(run, hint)
    if digits == 0 and (not kind.letters or hint.weak or run.text.lower() in lex.ACRONYMS):
        return False
    late = hint.source == "asked" and hint.distance > 1
    if late and run.is_year and len(run.readings) == 1:
        return False  # "2011 Honda" long after "her license number?"
    if hint.entity == "IBAN_CODE" and digits == 0 and size == 2:
        return hint.source == "asked" and run.text in IBAN_LENGTHS
    if hint.entity == "CVV" and hint.source == "behind" and not kind.fits(run.text):
        return False  # "your copay's thirty on the back"
    beside = hint.source == "own" and hint.distance == 0
    direct = hint.source == "asked" and hint.distance == 1 and not hint.weak
    if size == digits == run.singles == 2 and (beside or direct):
        return True  # "ending in four four"; "two eight, hang on ..."
    if hint.weak:
        return _looks_the_part(run, hint, kind)
    if hint.source == "asked" and hint.distance > 2:
        said = run.singles >= 2 or is_written(run) or kind.fits(run.text)
        return size >= kind.shortest and said
    return size >= kind.shortest


def _may_be_in_words(run: Run, hint: Hint) -> bool:
    """The same for kinds that are words rather than numbers."""
    size, digits = len(run.text), run.digits
    low, high = lengths(hint.entity)
    if hint.entity == "EMAIL_ADDRESS" and size == digits and hint.source == "own":
        return hint.distance == 0  # "the e-mail says one forty nine"
    if hint.entity == "PERSON":
        if digits and size < _LONG:
            return False  # "your A1c"
        if run.text.lower() in ("ii", "aa"):
            return False  # "I, I need it"
        return digits * 3 <= size <= run.singles * 2 and size >= low
    if hint.entity == "ADDRESS" and any(r.kind == "cardinal" for r in run.readings):
        return False
    if hint.entity == "DATE_OF_BIRTH" and size == digits == 2:
        return hint.distance <= 1  # "born in eighty-five"
    if hint.entity in ("DATE_OF_BIRTH", "ADDRESS"):
        return digits == size and low <= size <= high
    return low <= size <= high


def _looks_the_part(run: Run, hint: Hint, kind: NumberType) -> bool:
    """Whether a weak hint is enough: several digits or letters that nobody says of an amount."""
    size, digits = len(run.text), run.digits
    if hint.entity == "CREDIT_CARD" and hint.source == "own" and hint.distance <= _END_REACH:
        if size == digits == 4 and [r.kind for r in run.readings] == ["group", "group"]:
            return True  # "the Mastercard, it's, what is it, ten twenty"
    long = len(run.readings) >= 3 and digits >= 6  # "thirty seven seventy six thirty ..."
    mixed = 1 < digits < size and size > _LONG and hint.source == "own" and hint.distance <= 1
    said = run.singles >= 3 or is_written(run) or long or mixed  # "a booking, KX7 4QT"
    return size >= max(4, kind.shortest) and said


def is_written(run: Run) -> bool:
    return any(r.kind in ("numeral", "letters") and len(r.text) >= 3 for r in run.readings)


def is_clock(tokens: Sequence[Token], run: Run) -> bool:
    """ "at three thirty", "between nine fifteen and ten": hours, with minutes not said singly."""
    before = tokens[run.first - 1].text if run.first and not tokens[run.first].first else ""
    if before not in CLOCK_BEFORE or any(tokens[r.first].gap == "/" for r in run.readings[1:]):
        return False
    times = _times([reading.text for reading in run.readings])
    most = 23 if before == "at" and len(run.readings) == 2 else 12  # "at twenty-three fifteen"
    return 0 < len(times) <= _CLOCK_TIMES and all(1 <= hour <= most for hour in times)


def _times(said: Sequence[str]) -> list[int]:
    """The hours of times of day ("nine", "fifteen", "ten"), none where a part is no time."""
    hours, k = list[int](), 0
    while k < len(said):
        if not said[k].isdigit() or len(said[k]) > 2:
            return []
        hours.append(int(said[k]))
        minutes = "".join(said[k + 1 : k + 3]) if said[k + 1 : k + 2] == ["0"] else ""
        minutes = minutes or "".join(said[k + 1 : k + 2])
        if len(minutes) == 2 and minutes.isdigit() and minutes < "60":
            k += 1 + (minutes[0] == "0" and said[k + 1] == "0")
        k += 1
    return hours


def is_year(tokens: Sequence[Token], run: Run) -> bool:
    before = tokens[run.first - 1].text if run.first and not tokens[run.first].first else ""
    return run.is_year and before in YEAR_BEFORE


def in_phone(reading: Reading) -> bool:
    return reading.text in ("800", "900", "700", "600", "500", "400", "300", "200", "100")


def is_ssn_form(tokens: Sequence[Token], readings: Sequence[Reading]) -> bool:
    """`123-45-6789`, also with spaces."""
    sizes = [len(r.text) for r in readings if r.kind == "numeral"]
    return len(readings) == 3 and sizes == [3, 2, 4]


def is_counting(run: Run) -> bool:
    """ "one, two, three, four": each digit one more than the one before."""
    digits = [int(c) for c in run.text if c.isdigit()]
    steps = {b - a for a, b in itertools.pairwise(digits)}
    return steps in ({1}, {-1})


def counts_up(run: Run) -> bool:
    """Whether somebody counts from one on, aloud: "one, two, three"."""
    return len(run.readings) == len(run.text) > 2 and run.text in "123456789"


def is_alphabet(run: Run) -> bool:
    return run.text in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
