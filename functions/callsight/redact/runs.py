"""Runs: what a speaker reads out digit by digit or letter by letter, kept together.

A run goes on over fillers ("uh, and then"), corrections ("no, sorry, five"), one word that the
recognizer got wrong, and over the turns of a passage. Amounts, times and counts are cut out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.misheard import is_number
from callsight.redact.quantities import quantity_end
from callsight.redact.readings import Reading, begins_number, is_break, is_letter, read
from callsight.redact.tokens import Token

_BRIDGE: Final = 7
"""Most filler tokens between two readings of one run."""
YEAR_BEFORE: Final = (
    frozenset("in since of year from until by around early late during before after back".split())
    | lex.MONTHS.keys()
)
"""Words before a year."""
_SINGLY: Final = 3
"""Digits read out one by one after which another is no amount."""
_LIST_ONE: Final = frozenset("number says be are code with".split())
"""More words that lead to one before a comma."""
_TO_ONE: Final = frozenset("uh um uhm er erm and then is it's its that's so".split())
"""Words that lead to a one that is a digit."""
_WITH: Final = frozenset((("with", "a"), ("with", "an")))
_WHOLE: Final = 9
"""Digits from which a number is likely whole."""
_TELLING: Final = frozenset("that's thats so it's its".split())
_MISHEARD: Final = 2
"""Most unknown words in a row between the digits of one run."""


@dataclass(slots=True)
class Run:
    """Readings that belong together, in order."""

    readings: list[Reading]
    fixes: list[int] = field(default_factory=list)
    """Positions in `readings` before which the speaker corrected what came before."""
    restarts: list[int] = field(default_factory=list)
    """Positions in `readings` where the speaker began anew."""

    @property
    def first(self) -> int:
        """First token."""
        return self.readings[0].first

    @property
    def last(self) -> int:
        """Last token."""
        return self.readings[-1].last

    @property
    def text(self) -> str:
        """All digits and letters as said, corrections not resolved."""
        return "".join(reading.text for reading in self.readings)

    @property
    def digits(self) -> int:
        """How many digits are in it."""
        return sum(character.isdigit() for character in self.text)

    @property
    def is_year(self) -> bool:
        """Whether it can be a year of our time, not said digit by digit."""
        text = self.text
        return len(text) == 4 and text.isdigit() and "1900" <= text <= "2099" and not self.singles

    @property
    def singles(self) -> int:
        """Digits and letters said one by one."""
        return sum(len(r.text) for r in self.readings if r.spoken_singly)

    def part(self, first: int, end: int) -> Run:
        """The run of its readings `first..end-1`."""
        fixes = [k - first for k in self.fixes if first < k < end]
        restarts = [k - first for k in self.restarts if first < k < end]
        return Run(self.readings[first:end], fixes, restarts)

    def values(self) -> list[str]:
        """What the run may say, the likeliest first: corrections resolved in several ways."""
        texts = [reading.text for reading in self.readings]
        if self.restarts:
            texts = texts[self.restarts[-1] :]
            fixes = [k - self.restarts[-1] for k in self.fixes if k > self.restarts[-1]]
        else:
            fixes = self.fixes
        if not fixes:
            return ["".join(texts)]
        # The corrected part is as long as what replaces it, or one reading, or nothing.
        k = fixes[-1]
        before, after = "".join(texts[:k]), "".join(texts[k:])
        one = before[: -len(texts[k - 1])] if k else ""
        first = before[: -len(texts[k])] if k < len(texts) else before
        options = [one + after, first + after, before + after, after]
        for size in range(min(4, len(after)), 1, -1):
            at = before.rfind(after[:size])
            if at >= 0:
                options.append(before[:at] + after)
        return list(dict.fromkeys(options))


def find_runs(tokens: Sequence[Token], claimed: Sequence[bool]) -> Iterator[Run]:
    """All runs of a passage in order; claimed tokens (a date, a cue) end a run. Linear time."""
    run: Run | None = None
    i, bridge = 0, 0
    while i < len(tokens):
        reading = None if claimed[i] else _read(tokens, i, run, bridge)
        if reading is None:
            if run is not None and (claimed[i] or not _is_bridge(tokens, i, run, bridge)):
                yield run
                run = None
            i, bridge = i + 1, bridge + 1
            continue
        if run is not None and _ends_before(tokens, run, reading, bridge):
            if run.readings:
                yield run
            run = None
        if run is None and (end := _countable(tokens, reading)):
            yield from end.runs
            i, bridge = end.last + 1, 0
            continue
        if run is None:
            run = Run([reading])
        else:
            _note_correction(run, tokens[run.last + 1 : i])
            run.readings.append(reading)
        i, bridge = reading.last + 1, 0
    if run is not None:
        yield run


@dataclass(frozen=True, slots=True)
class _Countable:
    """A number that stands for itself: an amount (no run), or a year (a run of its own)."""

    last: int
    runs: tuple[Run, ...] = ()


def _countable(tokens: Sequence[Token], reading: Reading) -> _Countable | None:
    if (end := quantity_end(tokens, reading)) is not None:
        return _Countable(end)
    year = _year(tokens, reading)
    return _Countable(year.last, (year,)) if year else None


def _ends_before(tokens: Sequence[Token], run: Run, reading: Reading, bridge: int) -> bool:
    """Whether a reading begins something else; the tens of an amount leave the run with it."""
    if bridge and _is_sum_behind(tokens, run, reading):
        return True
    if quantity_end(tokens, reading) is None or _is_read_out(tokens, run, reading, bridge):
        # "four hundred" after a pause is not part of a number read out.
        paused = bridge > 0 or tokens[reading.first].first
        phone = len(reading.text) == 3 and reading.text.endswith("00")  # "one eight hundred"
        phone = phone and bridge == 0
        return paused and reading.kind == "cardinal" and len(run.readings) > 1 and not phone
    while bridge == 0 and run.readings and run.readings[-1].kind in ("group", "cardinal"):
        if reading.kind == "digit" and run.readings[-1].text[-1] != "0":
            break  # "four twenty nine, three digits": no amount is said so
        run.readings.pop()  # "eighty four twenty dollars"
    return True


def _is_sum_behind(tokens: Sequence[Token], run: Run, reading: Reading) -> bool:
    """Whether an amount is told behind a number: "one two one? Cool. That's thirty four ninety"."""
    between = tokens[run.last + 1 : reading.first]
    whole = run.digits >= _WHOLE  # wants no more of a later turn
    told = any(_is_clause(t) and (whole or not t.first) for t in between) and any(
        token.text in _TELLING for token in between
    )
    return told and not reading.spoken_singly and run.readings[-1].spoken_singly


def _is_read_out(tokens: Sequence[Token], run: Run, reading: Reading, bridge: int) -> bool:
    """Whether a unit behind a digit is none: "seven two nine four pound" is no price."""
    following = tokens[reading.last + 1].text if reading.last + 1 < len(tokens) else ""
    least = 2 if following == "pound" else _SINGLY  # the key: "one nine seven pound"
    last = run.readings[-least:]
    singly = len(last) == least and all(r.kind == "digit" for r in last)
    joined = bridge == 0 and not tokens[reading.first].first
    return joined and reading.kind == "digit" and singly


def _read(tokens: Sequence[Token], i: int, run: Run | None, bridge: int) -> Reading | None:
    if run is None and len(tokens[i].text) == 1 and _is_named_letter(tokens, i):
        return None
    reading = read(tokens, i, inside=run is not None and bridge == 0)
    if reading is not None and is_pronoun(tokens, i):
        return None
    last_word = i + 1 == len(tokens) or tokens[i + 1].first or "." in tokens[i + 1].gap
    if reading is None and run is not None and tokens[i].text in lex.OH and last_word:
        return Reading(i, i, "0", "digit")  # "..., no sorry, oh."
    return reading


def _is_named_letter(tokens: Sequence[Token], i: int) -> bool:
    """Whether a letter says how a name is written: "pacheco with a p", which begins no number."""
    if i + 1 >= len(tokens):
        return False
    digits = begins_number(tokens[i + 1]) or tokens[i + 1].text in lex.OH
    return digits and tuple(t.text for t in tokens[max(0, i - 2) : i]) in _WITH


def is_pronoun(tokens: Sequence[Token], i: int) -> bool:
    """ "the new one", "that one": a one behind a word that leads to no number, with none beside it."""
    if tokens[i].text != "one" or tokens[i].first or is_break(tokens[i]):
        return False
    before = tokens[i - 1]
    following = tokens[i + 1] if i + 1 < len(tokens) and not tokens[i + 1].first else None
    written = following is not None and following.case == "9" and len(following.text) >= _SINGLY
    if written and not begins_number(before):
        return True  # "a new one, 5497 ..."
    paused = following is not None and "," in following.gap and before.text not in _LIST_ONE
    if following is not None and not paused and read(tokens, i + 1, inside=True):
        return False
    return not (
        before.text in _TO_ONE
        or is_number(before)
        or is_letter(before)
        or before.text in lex.HOMOPHONES
    )


def _year(tokens: Sequence[Token], reading: Reading) -> Run | None:
    """A run that is just a year ("in twenty twenty"): nothing said later belongs to it."""
    i = reading.first
    if i == 0 or tokens[i].first or tokens[i - 1].text not in YEAR_BEFORE:
        return None
    readings, j = [reading], reading.last + 1
    if len(reading.text) == 2 and j < len(tokens) and not tokens[j].first:
        more = read(tokens, j, inside=True)
        readings += [more] if more is not None else []
    year = Run(readings)
    j = year.last + 1
    ends = j >= len(tokens) or _is_clause(tokens[j]) or read(tokens, j, inside=True) is None
    return year if ends and year.is_year else None


def _is_bridge(tokens: Sequence[Token], i: int, run: Run, bridge: int) -> bool:
    """Whether the token may stand inside a run."""
    word = tokens[i].text
    if bridge >= _BRIDGE:
        return False
    if word in lex.FILLERS or word in lex.OH or _corrects(tokens, i, run):
        return True
    # A word the recognizer got wrong: only deep in a number, with more of it right behind.
    if tokens[i].turn != tokens[run.last].turn or _is_clause(tokens[i]):
        return False
    if word in lex.UNITS or word == lex.REMOVED or len(run.readings) < 2 or bridge >= _MISHEARD:
        return False
    if not all(r.spoken_singly or r.kind == "group" for r in run.readings[-2:]):
        return False
    ahead = [read(tokens, k, inside=False) for k in range(i + 1, min(i + 4, len(tokens)))]
    said = [
        r
        for r in ahead
        if r is not None
        and r.spoken_singly
        and r.text.isdigit()
        and quantity_end(tokens, r) is None
    ]
    return len(said) >= 2 and any(r is not None for r in ahead[:2])


def _corrects(tokens: Sequence[Token], i: int, run: Run) -> bool:
    """Whether a correction is explained before it: "no, I mix those up, oh two"."""
    said = [token.text for token in tokens[run.last + 1 : i]]
    if run.singles < _SINGLY or lex.CORRECTIONS.isdisjoint(said) or _is_clause(tokens[i]):
        return False
    for k in range(i + 1, min(i + _BRIDGE, len(tokens))):
        reading = read(tokens, k, inside=False)
        if reading is not None:
            more = (
                read(tokens, reading.last + 1, inside=True)
                if reading.last + 1 < len(tokens)
                else None
            )
            return reading.spoken_singly and more is not None and more.spoken_singly
    return False


def _is_clause(token: Token) -> bool:
    return token.first or any(mark in token.gap for mark in ".?!")


def _note_correction(run: Run, between: Sequence[Token]) -> None:
    position = len(run.readings)
    words = {token.text for token in between}
    if words & lex.RESTARTS and words & {"start", "over", "beginning", "restart"}:
        run.restarts.append(position)
    elif words & lex.CORRECTIONS:
        run.fixes.append(position)
