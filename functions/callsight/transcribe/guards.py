"""Guards against invented text: doubts about what the model wrote for a chunk.

Whisper writes fluent sentences over noise and falls into loops. A chunk in doubt is decoded again
at a higher temperature; what stays in doubt is marked, and what was never said is dropped.
Thresholds of the Whisper paper (Radford et al. 2022, section 4.5).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final

from callsight.transcribe.engine import DecodedChunk

LOW_CONFIDENCE: Final = "low_confidence"
REPETITION: Final = "repetition"
_LOG_PROBABILITY: Final = -1.0
_NO_SPEECH: Final = 0.6
_COMPRESSION: Final = 2.4
_RATE: Final = 8.0
"""Words per second; fast speech has 4, read digits 5."""
_REPEATS: Final = {1: 7, 2: 5, 3: 4, 4: 4, 5: 3, 6: 3, 7: 3, 8: 3}
"""Words in a phrase to how often it must follow itself: `five five five five` is a number."""


def is_silence(decoded: DecodedChunk) -> bool:
    """Whether the model itself says that nobody spoke, and doubts its own words."""
    return decoded.no_speech > _NO_SPEECH and decoded.log_probability < _LOG_PROBABILITY


def doubts(decoded: DecodedChunk, seconds: float) -> tuple[str, ...]:
    """Flags of a chunk of so many seconds; none means that its words are trusted."""
    if not decoded.words:
        return ()
    words = [word.text.strip().lower() for word in decoded.words]
    flags = []
    if decoded.log_probability < _LOG_PROBABILITY or len(words) > max(4.0, _RATE * seconds):
        flags.append(LOW_CONFIDENCE)
    if loops(words) or compression(decoded.text) > _COMPRESSION:
        flags.append(REPETITION)
    return tuple(flags)


def better(first: DecodedChunk, second: DecodedChunk, seconds: float) -> DecodedChunk:
    """The less doubtful of two attempts at one chunk; the earlier one where they are equal."""

    def badness(attempt: DecodedChunk) -> tuple[bool, float]:
        return REPETITION in doubts(attempt, seconds), -attempt.log_probability

    return min(first, second, key=badness)


def compression(text: str) -> float:
    """How much smaller zlib makes the text: above 2.4 it repeats itself."""
    plain = text.encode()
    return len(plain) / len(zlib.compress(plain))


def loops(words: Sequence[str]) -> bool:
    """Whether a phrase of up to 8 words follows itself more often than anybody would say it."""
    for size, repeats in _REPEATS.items():
        run = 0
        for index in range(size, len(words)):
            run = run + 1 if words[index] == words[index - size] else 0
            if run >= size * (repeats - 1):
                return True
    return False
