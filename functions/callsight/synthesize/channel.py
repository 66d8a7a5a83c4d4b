"""The telephone line: band-pass, hiss, level, 8-bit mu-law, then stereo or mono, then a file."""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from callsight.synthesize.voices import RATE

Signal = NDArray[np.float32]
_POSITIVE = np.array([(((m << 3) + 132) << s) - 132 for s in range(8) for m in range(16)])
_LEVELS = np.concatenate([-_POSITIVE[:0:-1], _POSITIVE]).astype(np.float64) / 32768
"""The values that the 8-bit codes of ITU-T G.711 mu-law stand for."""
_EDGES = (_LEVELS[1:] + _LEVELS[:-1]) / 2


def telephone(speech: Signal, level: float, hiss: float, seed: int) -> Signal:
    """What comes out at the other end of the line; level and hiss in decibels."""
    heard = band_passed(speech) * 10 ** (level / 20)
    noise = np.random.default_rng(seed).standard_normal(len(heard))
    return mu_law(heard + noise * 0.08 * 10 ** (hiss / 20))


def band_passed(
    speech: Signal, low: float = 300.0, high: float = 3400.0, order: int = 4
) -> NDArray[np.float64]:
    """The band of a telephone, with the slopes of a Butterworth filter and no delay."""
    size = 1 << len(speech).bit_length()  # odd lengths make the transform several times slower
    frequency = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 1e-3)
    gain = 1 / np.sqrt(1 + (low / frequency) ** (2 * order))
    gain /= np.sqrt(1 + (frequency / high) ** (2 * order))
    return np.fft.irfft(np.fft.rfft(speech, n=size) * gain, n=size)[: len(speech)]


def mu_law(signal: NDArray[np.float64]) -> Signal:
    """Rounds to the nearest value of G.711 mu-law."""
    return _LEVELS[np.searchsorted(_EDGES, signal)].astype(np.float32)


def mixed(channels: NDArray[np.float32]) -> Signal:
    """Both speakers on one channel."""
    return np.clip(channels.sum(0), -1, 1).astype(np.float32)


def write_flac(path: Path, samples: Signal) -> None:
    """Writes 16-bit FLAC; `samples` is `[time]` or `[time, 2]`. The same sound, the same bytes."""
    pcm = np.round(samples * 32768).clip(-32768, 32767).astype(np.int16)
    layout = "mono" if pcm.ndim == 1 else "stereo"
    with av.open(str(path), "w", format="flac", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("flac", rate=RATE, layout=layout)
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
