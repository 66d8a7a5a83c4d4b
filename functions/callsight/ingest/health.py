"""Health of the sound: each problem has a name, so that strange results can be traced to it.

Levels are measured in tenths of a second, the length of a short syllable: a click is then no
speech, and long pauses do not hide a problem.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SILENT_LEVEL = 1e-3
"""-60 dBFS, root mean square: idle noise of mu-law is near -72, quiet speech near -45."""
LOW_LEVEL = 1e-2
"""-40 dBFS: the loudest syllable of a usable recording is some 20 dB above it."""
SOUND_BLOCKS = 3
"""Tenths of a second with sound that make a channel alive: a click fills at most two."""
CLIPPED_SHARE = 0.01
"""Share of the tenths with sound that are clipped: from there it is plainly heard."""
FULL_SCALE = 0.98
"""Peak of mu-law (32124 / 32768), the smallest full scale of the usual codecs."""
SAME_RESIDUAL = 1e-4
"""-40 dB: what is left of a channel after subtracting the other one, scaled. Echo leaves more."""
SHORT_SECONDS = 1.0
"""A shorter recording can hold no exchange."""


class HealthMeter:
    """Listens to a recording block by block; memory does not grow with its length."""

    def __init__(self, channels: int, sample_rate: int) -> None:
        self._size = max(1, sample_rate // 10)
        self._rest = np.empty((channels, 0), dtype=np.float32)
        self._loudest = np.zeros(channels)
        self._sounding = np.zeros(channels, dtype=int)
        self._clipped = np.zeros(channels, dtype=int)
        self._products = np.zeros((channels, channels))
        self._blocks = 0

    def add(self, sound: npt.NDArray[np.float32]) -> None:
        """Listen to the next `sound`, [channels, samples]."""
        sound = np.concatenate([self._rest, sound], axis=1)
        whole = sound.shape[1] // self._size * self._size
        self._rest = sound[:, whole:]
        if whole:
            self._measure(sound[:, :whole].reshape(sound.shape[0], -1, self._size))

    def _measure(self, tenths: npt.NDArray[np.float32]) -> None:
        """`tenths`: [channels, blocks, samples]."""
        channels, blocks, size = tenths.shape
        level = np.sqrt(np.einsum("cbs,cbs->cb", tenths, tenths) / size)
        self._loudest = np.maximum(self._loudest, level.max(axis=1))
        sounding = level > SILENT_LEVEL
        self._sounding += sounding.sum(axis=1)
        self._blocks += blocks
        peaks = np.abs(tenths).max(axis=2)
        for channel, block in np.argwhere(peaks >= FULL_SCALE):
            self._clipped[channel] += _is_clipped(tenths[channel, block])
        flat = tenths.reshape(channels, -1)
        self._products += (flat @ flat.T).astype(float)

    def problems(self) -> list[str]:
        """Names of what is wrong with what was heard so far."""
        if self._rest.shape[1]:
            self._measure(self._rest[:, None, :])
            self._rest = self._rest[:, :0]
        alive = self._sounding >= min(SOUND_BLOCKS, self._blocks)
        if not alive.any():
            return ["silent"]
        found = [f"dead_channel_{index}" for index in np.flatnonzero(~alive)]
        if self._loudest.max() < LOW_LEVEL:
            found.append("low_level")
        if (self._clipped > CLIPPED_SHARE * np.maximum(self._sounding, 1)).any():
            found.append("clipped")
        if len(alive) > 1 and alive.all() and self._all_same():
            found.append("dual_mono")
        return found

    def _all_same(self) -> bool:
        """True where every channel is the first one, louder or softer."""
        first, *others = range(len(self._products))
        power = np.diag(self._products)
        shared = np.array([self._products[first, other] for other in others]) ** 2
        return bool((1 - shared / (power[first] * power[others]) < SAME_RESIDUAL).all())


def _is_clipped(block: npt.NDArray[np.float32]) -> bool:
    """A plateau of three samples at full scale, or beyond it as lossy codecs decode clipping."""
    loud = np.abs(block)
    if loud.max() > 1.0:
        return True
    flat = (loud[1:] >= FULL_SCALE) & (np.abs(np.diff(block)) <= 1e-4)
    return bool((flat[1:] & flat[:-1]).any())
