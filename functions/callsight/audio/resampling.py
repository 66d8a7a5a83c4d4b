"""Changing the sampling rate with FFmpeg's resampler: block by block, without delay or drift."""

from __future__ import annotations

from typing import Any

import av
import numpy as np
import numpy.typing as npt


class Resampler:
    """From one sampling rate to another; the channels stay apart."""

    def __init__(self, source: int, target: int, channels: int) -> None:
        """`source` and `target`: Hz."""
        self._rates = source, target
        # A layout of N nameless channels: FFmpeg would mix, say, the middle of 5.1 into others.
        self._layout = f"{channels} channels"
        self._channels = channels
        self._resampler = av.AudioResampler(format="flt", layout=self._layout, rate=target)
        self._taken = self._given = 0

    def push(self, block: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """What can be said after one more `block`; both [channels, samples]."""
        if not block.shape[1]:
            return self._collect([])
        packed = np.ascontiguousarray(block.T).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=self._layout)
        frame.sample_rate = self._rates[0]
        frame.pts = self._taken
        self._taken += block.shape[1]
        return self._collect(self._resampler.resample(frame))

    def finish(self) -> npt.NDArray[np.float32]:
        """The rest, so that the length is the rounded `samples * target / source`."""
        length = round(self._taken * self._rates[1] / self._rates[0])
        missing = length - self._given
        rest = self._collect(self._resampler.resample(None) if self._taken else [])
        padded = np.zeros((self._channels, max(missing, 0)), dtype=np.float32)
        count = min(rest.shape[1], padded.shape[1])
        padded[:, :count] = rest[:, :count]
        return padded

    def _collect(self, frames: list[Any]) -> npt.NDArray[np.float32]:
        parts = [frame.to_ndarray().reshape(-1, self._channels).T for frame in frames]
        result = np.concatenate(parts, axis=1) if parts else np.empty((self._channels, 0), "f4")
        self._given += result.shape[1]
        return result


def resample(samples: npt.NDArray[np.float32], source: int, target: int) -> npt.NDArray[np.float32]:
    """`samples` ([channels, samples] at `source` Hz) at `target` Hz."""
    if source == target:
        return samples
    resampler = Resampler(source, target, samples.shape[0])
    return np.concatenate([resampler.push(samples), resampler.finish()], axis=1)
