"""What a voice sounds like, every 20 ms: mel-frequency cepstral coefficients.

Davis and Mermelstein 1980, in the band of a telephone, so that a wideband recording and a narrow
one are compared on the same footing.
"""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
import numpy.typing as npt

from callsight.transcribe.engine import RATE, Samples

HOP: Final = RATE // 50
"""Samples from one frame to the next: 20 ms."""
COEFFICIENTS: Final = 20
_WINDOW: Final = RATE // 40  # 25 ms
_SIZE: Final = 512
_BANDS: Final = 30
_LOWEST, _HIGHEST = 150.0, 3700.0  # Hz
_FLOOR: Final = 1e-7


def timbre(samples: Samples) -> npt.NDArray[np.float32]:
    """Coefficients of each frame, [frames, COEFFICIENTS]; `samples` [samples] at 16 kHz."""
    if len(samples) < _WINDOW:
        return np.zeros((0, COEFFICIENTS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::HOP]
    window = np.hanning(_WINDOW).astype(np.float32)
    power = np.square(np.abs(np.fft.rfft(frames * window, _SIZE))).astype(np.float32)
    filters, cosines = _bases()
    result: npt.NDArray[np.float32] = np.log(power @ filters + np.float32(_FLOOR)) @ cosines
    return result


@functools.cache
def _bases() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Triangular filters on the mel scale, [bins, bands], and a cosine transform of the bands."""

    def mel(hertz: float) -> float:
        return 2595 * float(np.log10(1 + hertz / 700))

    edges = 700 * (10 ** (np.linspace(mel(_LOWEST), mel(_HIGHEST), _BANDS + 2) / 2595) - 1)
    bins = np.linspace(0, RATE / 2, _SIZE // 2 + 1)[:, None]
    rising = (bins - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - bins) / np.diff(edges)[1:]
    filters = np.maximum(0, np.minimum(rising, falling))
    phase = np.pi / _BANDS * np.outer(np.arange(_BANDS) + 0.5, np.arange(COEFFICIENTS))
    return filters.astype(np.float32), (np.cos(phase) * np.sqrt(2 / _BANDS)).astype(np.float32)
