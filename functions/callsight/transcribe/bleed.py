"""Cross-talk: one speaker faintly heard on the other's channel (an echo, a headset too loud).

Transcribed, it would put one side's words into the other side's mouth.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from callsight.transcribe.engine import Samples
from callsight.transcribe.voice import FRAME

_QUIETER: Final = 12.0
"""Decibels by which bleed is at least quieter than its source."""
_SIMILAR: Final = 0.75
"""Least correlation of the two loudness curves."""
_LAG: Final = 10
"""Frames (0.3 s) by which an echo may come late."""
_FLOOR: Final = 1e-5


def loudness(samples: Samples) -> npt.NDArray[np.float32]:
    """Root mean square of each frame of `samples` [channels, samples]: [channels, frames]."""
    channels, length = samples.shape
    filled = np.pad(samples, ((0, 0), (0, -length % FRAME))).reshape(channels, -1, FRAME)
    return np.sqrt(np.square(filled).mean(axis=2))


def is_bleed(
    span: tuple[int, int],
    own: npt.NDArray[np.float32],
    other: npt.NDArray[np.float32],
) -> bool:
    """Whether speech in the frames of `span` is the other channel's, faintly.

    It is when the other channel is at least 12 dB louder (in power, over the same time and up to
    0.3 s before, the delay of an echo) and both get louder and quieter together. Two people who
    talk at once may differ in level, but their loudness curves do not follow each other.
    """
    start, end = span
    curve = own[start:end]
    for lag in range(min(_LAG, start) + 1):
        source = other[start - lag : end - lag]
        quieter = 10 * np.log10((_power(source)) / _power(curve))
        if quieter >= _QUIETER and _correlation(curve, source) >= _SIMILAR:
            return True
    return False


def without_bleed(
    spans: Sequence[Sequence[tuple[int, int]]], curves: Sequence[npt.NDArray[np.float32]]
) -> list[list[tuple[int, int]]]:
    """Speech of each channel (in frames) without what bled in from another channel.

    `curves` are the loudness of each channel, [frames].
    """
    return [
        [
            span
            for span in own
            if not any(
                is_bleed(span, curves[channel], curve)
                for other, curve in enumerate(curves)
                if other != channel
            )
        ]
        for channel, own in enumerate(spans)
    ]


def _power(curve: npt.NDArray[np.float32]) -> float:
    return float(np.square(curve).mean()) + _FLOOR**2


def _correlation(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> float:
    """Pearson correlation; 0 for a curve without any change."""
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt(np.square(a).sum() * np.square(b).sum()))
    return float((a * b).sum()) / norm if norm > 0 else 0.0
