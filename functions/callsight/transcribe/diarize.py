"""Who speaks when, where several voices share one channel: what a diarizer is, and which to use."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from callsight.options import TranscribeOptions
from callsight.transcribe.sound import Sound


@dataclass(frozen=True)
class Passage:
    """A stretch in which one voice speaks."""

    start: float
    """Seconds."""
    end: float
    """Seconds."""
    voice: int
    """From 0, in the order in which the voices are first heard."""


class Diarizer(Protocol):
    """Tells the voices on one channel apart."""

    def __call__(self, sound: Sound, speech: Sequence[tuple[int, int]]) -> list[Passage]:
        """Passages in order of start, given where somebody speaks.

        `speech` holds frames of voice activity (see `speech_frames`). Called from several threads.
        Raises CallError where this recording cannot be done.
        """


def load_diarizer(options: TranscribeOptions) -> Diarizer:
    """The diarizer that the options name.

    Raises ConfigurationError where it is not installed or its model cannot be loaded.
    """
    if options.diarizer == "pyannote":
        from callsight.transcribe.pyannote_diarizer import PyannoteDiarizer

        return PyannoteDiarizer(options.diarization_model, options.device, options.speakers)
    from callsight.transcribe.voices import find_voices

    return functools.partial(find_voices, count=options.speakers)


def voice_at(passages: Sequence[Passage], start: float, end: float) -> int:
    """The voice that speaks most between two times in seconds; else the nearest one.

    `passages` are in order of start. Without any, the only voice there is: 0.
    """
    if not passages:
        return 0
    shares: dict[int, float] = {}
    first = bisect.bisect_left(passages, start, key=lambda passage: passage.end)
    last = bisect.bisect_right(passages, end, key=lambda passage: passage.start)
    for passage in passages[min(first, last) : last]:
        held = min(end, passage.end) - max(start, passage.start)
        shares[passage.voice] = shares.get(passage.voice, 0.0) + held
    if any(held > 0 for held in shares.values()):
        return max(shares, key=shares.__getitem__)
    middle = (start + end) / 2
    near = passages[max(0, first - 1) : last + 1]
    return min(near, key=lambda p: max(p.start - middle, middle - p.end)).voice
