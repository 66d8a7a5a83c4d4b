"""What was read out before in the call: a read-back is told by the digits it shares with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import Final

GRAM: Final = 4
"""Digits in common by which a read-back is told."""
_SHORT: Final = 3
"""Digits of the shortest value whose read-back is told (a card's code)."""
_LATEST: Final = 4
_SOON: Final = 2
"""Turns after a value in which it is read back."""
_PART: Final = 2


def _share(one: str, other: str) -> bool:
    """Whether the shorter text is the longer one with characters left out."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(character in rest for character in short)


def _is_part(text: str, value: str) -> bool:
    """Whether a part of the value is read back, with at most its last digit misheard."""
    return text in value or (len(text) >= _SHORT and text[:-1] in value)


@dataclass(slots=True)
class Memory:
    """Values of the call found so far, by their 4-grams: a read-back is one of them."""

    entities: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    grams: dict[str, list[int]] = field(default_factory=dict)
    given: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    """Turn, entity and value of all by their first characters."""
    joined: str = ""
    """The parts of one value in a row."""
    latest: list[tuple[int, str, str]] = field(default_factory=list)
    """Turn, entity and value of the last few."""

    def add(self, entity: str, value: str, turn: int) -> None:
        """Remember a value."""
        self._note(entity, value)
        self.given.setdefault(value[:_PART], []).append((turn, entity, value))
        if self.latest and self.latest[-1][1] == entity and turn - self.latest[-1][0] <= _SOON + 1:
            self.joined += value
            self._note(entity, self.joined)  # a value given in parts is read back as one
        else:
            self.joined = value
        self.latest = [*self.latest[-_LATEST:], (turn, entity, value)]

    def _note(self, entity: str, value: str) -> None:
        if value in self.values[-8:]:
            return
        for i in range(len(value) - GRAM + 1):
            known = self.grams.setdefault(value[i : i + GRAM], [])
            if len(known) < 4:
                known.append(len(self.values))
        self.entities.append(entity)
        self.values.append(value)

    def heard(
        self, text: str, turn: int, singles: int, sure: bool, asked_back: bool
    ) -> tuple[str, str] | None:
        """Entity and value of one said just before, if `text` is it (but for a digit) or a part of it.

        `singles`: how many digits of the text are said one by one, as those of a part are; `sure`:
        whether none of them is a word that only sounds like one; `asked_back`: whether the other side
        says it in a question ("was that 021?").
        """
        for before, entity, value in reversed(self.latest):
            if not 0 < turn - before <= _SOON or min(len(text), len(value)) < _PART:
                continue
            least = _SHORT if singles >= _SHORT else GRAM  # "since nineteen eighty five"
            alike = text == value or min(len(text), len(value)) >= least
            if alike and abs(len(text) - len(value)) <= 1 and _share(text, value):
                return entity, value
            part = len(text) >= _SHORT or sure
            if asked_back and turn - before == 1 and len(text) < len(value) and text in value:
                return entity, value
            if singles >= _PART and part and len(text) < len(value) and _is_part(text, value):
                return entity, value
        return None

    def all_given(self) -> Iterator[tuple[int, str, str]]:
        """Turn, entity and value of all."""
        return (each for values in self.given.values() for each in values)

    def begun(self, text: str, turn: int) -> tuple[str, str] | None:
        """Entity and value of one that was begun with `text`, and given anew right after."""
        if len(text) < _PART or (text.isdigit() and len(text) < _SHORT):
            return None
        for place, entity, value in self.given.get(text[:_PART], ()):
            if 0 <= place - turn <= _SOON and value.startswith(text):
                return entity, value
        return None

    def ends(self, text: str) -> str | None:
        """Entity of the latest value that ends so."""
        known = zip(reversed(self.values), reversed(self.entities), strict=True)
        return next((entity for value, entity in known if value.endswith(text)), None)

    def find(self, text: str) -> tuple[str, str] | None:
        """Entity and value that share most of `text`, or None; short ones must be the same."""
        if len(text) == _SHORT:
            k = next((k for k, value in enumerate(self.values) if value == text), None)
            return None if k is None else (self.entities[k], text)
        counts: dict[int, int] = {}
        for i in range(len(text) - GRAM + 1):
            for k in self.grams.get(text[i : i + GRAM], ()):
                counts[k] = counts.get(k, 0) + 1
        if not counts:
            return None
        best = max(counts, key=lambda k: counts[k])
        enough = counts[best] * 2 >= len(text) - GRAM + 1
        number = text.lstrip(ascii_uppercase)  # "E B, thirty nine sixty six" for ED3966
        enough = enough or (len(number) >= GRAM and self.values[best].endswith(number))
        return (self.entities[best], self.values[best]) if enough else None
