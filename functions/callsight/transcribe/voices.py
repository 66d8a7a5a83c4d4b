"""The embedded diarizer: who speaks when on one channel, without any model to download.

Speech is cut into segments, similar segments are merged into a few groups, and each group becomes a
mixture of Gaussians over the timbre of a voice; frames are then dealt out again between the voices,
with a price on changing the speaker that is lower after a pause. Two voices that cannot be told
apart become one. It hears timbre and line only: no overlapping speech, and no names.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from callsight.transcribe.diarize import Passage
from callsight.transcribe.engine import RATE
from callsight.transcribe.mixture import Frames, Labels, Mixture, best_path, merged
from callsight.transcribe.sound import Sound
from callsight.transcribe.timbre import COEFFICIENTS, HOP, timbre
from callsight.transcribe.voice import FRAME

SECONDS: Final = HOP / RATE
"""Of one frame of timbre."""
MOST: Final = 4
"""Voices that are looked for when their number is not given."""
_SEGMENT: Final = int(2.0 / SECONDS)
"""Frames: longer speech is cut into segments of at most 2 s."""
_SHORTEST: Final = 5
"""Frames (0.1 s): shorter segments say nothing about a voice."""
_SEGMENTS: Final = 300
"""Segments that are compared with each other; those of longer recordings are dealt out later."""
_ROUNDS: Final = 3
_WEIGHT: Final = 0.5
"""Of a frame's likelihood: neighboring frames are not independent."""
_CHANGE: Final = 30.0
"""Price of another voice within speech."""
_CHANGE_AFTER_PAUSE: Final = 3.0
_TWO: Final = 7.0
"""Difference of two voices (see `_believable`) from which they are two and not one ..."""
_MORE: Final = 15.0
"""... and from which a further voice is believed in: nearly all calls have two."""
_SCARCE: Final = 7.0
"""Seconds: a mixture fits few frames too well, so voices that say little must differ more."""
_LEAST: Final = (2.0, 5.0)
"""Seconds that the second voice and a further one speak at least."""


@dataclass(frozen=True)
class _Speech:
    frames: Frames
    """Timbre of all speech, normalized."""
    places: npt.NDArray[np.float64]
    """Seconds at which each frame starts."""
    segments: list[tuple[int, int]]
    """Rows of `frames`."""
    penalties: npt.NDArray[np.float64]
    """Price of another voice from each frame on."""


def find_voices(
    sound: Sound, speech: Sequence[tuple[int, int]], count: int | None = None
) -> list[Passage]:
    """See `Diarizer`. Without `count`, the number of voices is estimated, from 1 to MOST."""
    heard = _listen(sound, speech)
    if not heard.segments:
        return []
    if count:
        return _passages(heard, _told_apart(heard, count))
    best = np.zeros(len(heard.frames), np.int64)
    for more in range(2, MOST + 1):
        labels = _told_apart(heard, more)
        if labels.max() + 1 < more or not _believable(heard.frames, labels):
            break
        best = labels
    return _passages(heard, best)


def _listen(sound: Sound, speech: Sequence[tuple[int, int]]) -> _Speech:
    frames, places = [np.zeros((0, COEFFICIENTS), np.float32)], [np.zeros(0)]
    segments: list[tuple[int, int]] = []
    penalties, rows = [np.zeros(0)], 0
    for first, last in speech:
        start = first * FRAME
        found = timbre(sound.cut(start, min(last * FRAME, sound.length)))
        if len(found) < _SHORTEST:
            continue
        edges = np.linspace(0, len(found), -(-len(found) // _SEGMENT) + 1).astype(int) + rows
        segments += itertools.pairwise(edges.tolist())
        frames.append(found)
        places.append(start / RATE + np.arange(len(found)) * SECONDS)
        penalties.append(np.r_[_CHANGE_AFTER_PAUSE, np.full(len(found) - 1, _CHANGE)])
        rows += len(found)
    every = np.concatenate(frames)
    if rows:
        every = (every - every.mean(axis=0)) / (every.std(axis=0) + np.float32(1e-6))
    return _Speech(every, np.concatenate(places), segments, np.concatenate(penalties))


def _told_apart(heard: _Speech, count: int) -> Labels:
    """The voice of each frame, of at most `count`; a voice that nobody has may vanish."""
    step = -(-len(heard.segments) // _SEGMENTS)
    chosen = heard.segments[::step]
    labels = np.full(len(heard.frames), -1)
    groups = merged(heard.frames, chosen, min(count, len(chosen)))
    for (start, end), group in zip(chosen, groups, strict=True):
        labels[start:end] = group
    for _ in range(_ROUNDS):
        voices = [v for v in range(labels.max() + 1) if (labels == v).sum() >= _SHORTEST]
        if len(voices) < 2:
            return np.zeros(len(labels), np.int64)
        scores = [Mixture(heard.frames[labels == voice])(heard.frames) for voice in voices]
        labels = best_path(np.stack(scores, axis=1) * np.float32(_WEIGHT), heard.penalties)
    return np.unique(labels, return_inverse=True)[1]


def _believable(frames: Frames, labels: Labels) -> bool:
    """Whether all voices say enough and any two differ enough.

    The difference is the cross-likelihood ratio, normalized (Reynolds et al. 1998): how much better
    a voice's own mixture explains its frames than the other one's does, both ways.
    """
    seconds = np.bincount(labels) * SECONDS
    enough, least = (_TWO, _LEAST[0]) if len(seconds) == 2 else (_MORE, _LEAST[1])
    if seconds.min() < least:
        return False
    voices = range(len(seconds))
    scores = [Mixture(frames[labels == voice])(frames) for voice in voices]
    gain = [
        [(a - b)[labels == v].mean() for b in scores] for v, a in zip(voices, scores, strict=True)
    ]
    return all(
        gain[a][b] + gain[b][a] >= enough + _SCARCE * (1 / seconds[a] + 1 / seconds[b])
        for a, b in itertools.combinations(voices, 2)
    )


def _passages(heard: _Speech, labels: Labels) -> list[Passage]:
    """Runs of one voice without a pause, voices numbered as they come."""
    numbers: dict[int, int] = {}
    starts = np.r_[True, (np.diff(labels) != 0) | (np.diff(heard.places) > 1.5 * SECONDS)]
    edges = [*np.flatnonzero(starts).tolist(), len(labels)]
    return [
        Passage(
            float(heard.places[start]),
            float(heard.places[end - 1]) + SECONDS,
            numbers.setdefault(int(labels[start]), len(numbers)),
        )
        for start, end in itertools.pairwise(edges)
    ]
