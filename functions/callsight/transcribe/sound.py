"""Sound that waits for a model: 16 bits per sample, and only where somebody may speak."""

from __future__ import annotations

import bisect

import numpy as np
import numpy.typing as npt

from callsight.transcribe.engine import Samples


class Sound:
    """One channel at 16 kHz, of which only stretches are kept; the rest sounds like silence."""

    def __init__(self) -> None:
        self.length = 0
        """Samples, kept or not."""
        self._starts: list[int] = []
        self._parts: list[tuple[np.float32, npt.NDArray[np.int16]]] = []

    @classmethod
    def of(cls, samples: Samples) -> Sound:
        """All of a sound."""
        sound = cls()
        sound.keep(0, samples)
        sound.length = len(samples)
        return sound

    def keep(self, start: int, samples: Samples) -> None:
        """Remember a stretch; each starts after the end of the one before."""
        peak = np.float32(np.abs(samples).max(initial=0.0) / 32767) or np.float32(1.0)
        self._starts.append(start)
        self._parts.append((peak, np.round(samples / peak).astype(np.int16)))

    def cut(self, start: int, end: int) -> Samples:
        """The samples from `start` to `end`."""
        samples = np.zeros(end - start, np.float32)
        first = max(0, bisect.bisect_right(self._starts, start) - 1)
        for place in range(first, bisect.bisect_left(self._starts, end)):
            offset, (peak, part) = self._starts[place], self._parts[place]
            a, b = max(start, offset), min(end, offset + len(part))
            if a < b:
                samples[a - start : b - start] = part[a - offset : b - offset] * peak
        return samples
