"""Listen to a recording once, block by block, and keep of it only what may be speech.

An hour of stereo is half a gigabyte as floating point numbers; what is needed later is the speech,
in 16 bits, and two numbers for every 32 ms.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from callsight.calls import Audio
from callsight.transcribe.bleed import loudness
from callsight.transcribe.engine import RATE, Samples
from callsight.transcribe.sound import Sound
from callsight.transcribe.voice import BLOCK, EXIT, FRAME, voice_activity

_AROUND: Final = 16
"""Frames (0.5 s) kept around speech: its padding, and pauses too short to end it."""


@dataclass(frozen=True)
class Heard:
    """What was heard of the channels of one recording."""

    channels: list[int]
    """Those that were listened to, as numbered in the recording."""
    count: int
    """Channels of the recording."""
    seconds: float
    """Length of the recording."""
    sounds: list[Sound]
    """Of each channel in `channels`."""
    probabilities: list[npt.NDArray[np.float32]]
    """Of speech, for each channel [frames]."""
    loudness: list[npt.NDArray[np.float32]]
    """Root mean square, for each channel [frames]."""


def listen(sound: Audio | Iterable[Audio], health: Iterable[str], threshold: float) -> Heard:
    """Find what may be speech at a probability of `threshold`.

    `sound` is a whole recording or its blocks in order. Samples that are not a number are silence.
    Raises what reading the blocks raises.
    """
    blocks = iter([sound] if isinstance(sound, Audio) else sound)
    first = next(blocks, Audio(np.zeros((1, 0), np.float32), RATE))
    count, rate = first.samples.shape[0], first.sample_rate
    channels = spoken_channels(count, health)
    ear, seconds = _Ear(len(channels), threshold), 0.0

    def pieces() -> Iterator[Samples]:
        nonlocal seconds
        for block in itertools.chain([first], blocks):
            seconds += block.seconds
            yield np.nan_to_num(block.samples[channels], nan=0.0, posinf=0.0, neginf=0.0)

    for block in _in_blocks(_resampled(pieces(), len(channels), rate), len(channels)):
        ear.hear(block)
    return ear.heard(channels, count, seconds)


def spoken_channels(channels: int, health: Iterable[str]) -> list[int]:
    """Channels worth listening to: not a dead one, and one of two that are the same."""
    if "dual_mono" in health:
        return [0]
    return [channel for channel in range(channels) if f"dead_channel_{channel}" not in health]


def _resampled(pieces: Iterable[Samples], channels: int, rate: int) -> Iterator[Samples]:
    from callsight.audio import Resampler

    if rate == RATE or not channels:
        yield from pieces
        return
    resampler = Resampler(rate, RATE, channels)
    for piece in pieces:
        yield resampler.push(piece)
    yield resampler.finish()


def _in_blocks(pieces: Iterable[Samples], channels: int) -> Iterator[Samples]:
    """The same sound, BLOCK samples at a time."""
    waiting = np.zeros((channels, 0), np.float32)
    for piece in pieces:
        waiting = np.concatenate([waiting, piece], axis=1)
        whole = waiting.shape[1] // BLOCK * BLOCK
        for start in range(0, whole, BLOCK):
            yield waiting[:, start : start + BLOCK]
        waiting = waiting[:, whole:]
    if waiting.size:
        yield waiting


class _Ear:
    """Listens block by block; a frame is kept or dropped when its neighborhood is known."""

    def __init__(self, channels: int, threshold: float) -> None:
        self._sounds = [Sound() for _ in range(channels)]
        self._threshold = max(threshold - EXIT, 0.01)
        self._probabilities = [np.zeros((channels, 0), np.float32)]
        self._loudness = [np.zeros((channels, 0), np.float32)]
        self._memory: Any = None
        self._waiting = np.zeros((channels, 0), np.float32)
        self._likely = np.zeros((channels, _AROUND), bool)
        """From `_AROUND` frames before the samples that wait."""

    def hear(self, block: Samples) -> None:
        """The next `block` [channels, samples], whole frames but for the last one of all."""
        heard, self._memory = voice_activity().hear(block, self._memory)
        self._probabilities.append(heard)
        self._loudness.append(loudness(block))
        self._likely = np.concatenate([self._likely, heard >= self._threshold], axis=1)
        self._waiting = np.concatenate([self._waiting, block], axis=1)
        self._decide(max(0, self._likely.shape[1] - 2 * _AROUND))

    def heard(self, channels: list[int], count: int, seconds: float) -> Heard:
        """All of it, when there is no more to come."""
        self._likely = np.pad(self._likely, ((0, 0), (0, _AROUND)))
        self._decide(max(0, self._likely.shape[1] - 2 * _AROUND))
        return Heard(
            channels,
            count,
            seconds,
            self._sounds,
            list(np.concatenate(self._probabilities, axis=1)),
            list(np.concatenate(self._loudness, axis=1)),
        )

    def _decide(self, frames: int) -> None:
        """Keep or drop the first so many frames of those that wait."""
        window = 2 * _AROUND + 1
        for sound, samples, likely in zip(self._sounds, self._waiting, self._likely, strict=True):
            sums = np.concatenate([[0], np.cumsum(likely)])[: frames + window]
            kept = np.pad(sums[window:] > sums[:frames], 1)
            edges = np.flatnonzero(np.diff(kept.astype(np.int8))) * FRAME
            for start, end in edges.reshape(-1, 2).tolist():
                sound.keep(sound.length + start, samples[start:end])
            sound.length += min(frames * FRAME, len(samples))
        self._waiting = self._waiting[:, frames * FRAME :]
        self._likely = self._likely[:, frames:]
