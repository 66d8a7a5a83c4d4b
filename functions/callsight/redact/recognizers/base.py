"""What a recognizer is: a declaration for values read out as digits and letters, or a function.

Both say what they found as `Hit`s: tokens of a passage, an entity, a score. They never decide what
is done about it; that is the policy's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """Tokens `first..last` of a passage hold personal data."""

    entity: str
    first: int
    last: int
    score: float
    detector: str
    value: str
    """What was said, in a form that is the same for each mention. Never leaves the redact stage."""


@dataclass(frozen=True)
class NumberType:
    """A value read out as digits and letters: how it is announced, how long it is, its checksum."""

    entity: str
    cues: tuple[str, ...]
    """Phrases that announce it, lower case."""
    lengths: tuple[int, int]
    """Fewest and most characters of a whole value."""
    shortest: int
    """Fewest characters masked when it was announced: one may be lost, or it is said in parts."""
    weak_cues: tuple[str, ...] = ()
    """Words that announce it only for a run that looks the part ("card", "order")."""
    parts: tuple[int, ...] = ()
    """Lengths of parts that stand for the whole ("the last four")."""
    letters: bool = False
    """Whether letters belong to it."""
    valid: Callable[[str], bool] | None = None
    """Checks a whole value (digits, upper-case letters): checksum, prefix."""
    alone: float = 0.0
    """Score of a valid value that nothing announced; 0 where only the announcement tells."""

    def fits(self, text: str) -> bool:
        """Whether `text` can be a whole value."""
        low, high = self.lengths
        whole = low <= len(text) <= high or len(text) in self.parts
        return whole and (self.letters or text.isdigit())

    def holds(self, text: str) -> bool:
        """Whether `text` passes the checks of a whole value; parts have none."""
        return self.valid is None or len(text) in self.parts or self.valid(text)
