"""From a recording to its chunks, a few calls ahead of the model and bounded in seconds of audio.

Decoding, resampling and voice activity run in threads (their work is outside Python's lock), so
the model does not wait for files.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from callsight.calls import Audio, Call, Failure
from callsight.errors import CallError
from callsight.transcribe.bleed import without_bleed
from callsight.transcribe.chunks import Chunk, cut_chunks
from callsight.transcribe.engine import RATE, Samples

logger = logging.getLogger(__name__)

THREADS: Final = max(1, min(8, (os.cpu_count() or 1) // 2))
AHEAD_SECONDS: Final = 3600.0
"""Seconds of recordings decoded ahead of the model: about 230 MB of stereo, half of it speech."""


@dataclass(frozen=True)
class Recording:
    """A call and how to get its sound; the caller owns the files."""

    call: Call
    load: Callable[[], Audio]
    """Called once, in another thread. Raises CallError when the recording cannot be decoded."""


@dataclass(frozen=True)
class Prepared:
    """A call ready for the model."""

    call: Call
    seconds: float
    """Length of the recording."""
    channels: int
    """Channels with a speaker of their own: 1 for mono and for the same sound twice."""
    chunks: tuple[Chunk, ...]
    """Of all channels; none where nobody speaks."""


def prepare(
    recording: Recording, context_seconds: float, vad_threshold: float
) -> Prepared | Failure:
    """Decode one recording and cut its speech into chunks; whatever is wrong costs this call."""
    call = recording.call
    try:
        audio = recording.load()
        chunks = _chunks(audio, call.health, context_seconds, vad_threshold)
    except CallError as error:
        return Failure("transcribe", error.kind, str(error), error.transient, call.id)
    except (OSError, MemoryError) as error:
        problem = type(error).__name__
        logger.warning("Cannot read the recording of call %s: %s", call.id, problem)
        message = (
            f"The recording of call `{call.id}` could not be read (`{problem}`): check that the "
            "file still exists and can be read, then run again."
        )
        return Failure("transcribe", "unreadable", message, True, call.id)
    speakers = 1 if "dual_mono" in call.health else audio.samples.shape[0]
    return Prepared(call, audio.seconds, speakers, chunks)


def prefetch(
    recordings: Iterable[Recording], work: Callable[[Recording], Prepared | Failure]
) -> Iterator[Prepared | Failure]:
    """`work` on each recording in threads, results in order.

    At most AHEAD_SECONDS of audio (and always at least one call) are in flight.
    """
    source, waiting = iter(recordings), deque[tuple[Future[Prepared | Failure], float]]()
    more = True
    with ThreadPoolExecutor(THREADS, thread_name_prefix="recordings") as pool:
        try:
            while more or waiting:
                while more and sum(seconds for _, seconds in waiting) < AHEAD_SECONDS:
                    if (recording := next(source, None)) is None:
                        more = False
                    else:
                        job = pool.submit(work, recording)
                        waiting.append((job, max(recording.call.seconds, 1.0)))
                if waiting:
                    yield waiting.popleft()[0].result()
        finally:
            for job, _ in waiting:
                job.cancel()


def spoken_channels(channels: int, health: Iterable[str]) -> list[int]:
    """Channels worth listening to: not a dead one, and one of two that are the same."""
    if "dual_mono" in health:
        return [0]
    return [channel for channel in range(channels) if f"dead_channel_{channel}" not in health]


def _chunks(
    audio: Audio, health: Iterable[str], context_seconds: float, threshold: float
) -> tuple[Chunk, ...]:
    from callsight.transcribe.voice import speech_frames, voice_activity

    channels = spoken_channels(audio.samples.shape[0], health)
    if not channels or audio.samples.shape[1] == 0:
        return ()
    samples = _hearable(audio, channels)
    probabilities = voice_activity()(samples)
    spans = [speech_frames(row, threshold) for row in probabilities]
    if len(channels) > 1:
        spans = without_bleed(spans, samples)
    return tuple(
        chunk
        for channel, sound, speech, row in zip(channels, samples, spans, probabilities, strict=True)
        for chunk in cut_chunks(sound, channel, speech, row, context_seconds)
    )


def _hearable(audio: Audio, channels: list[int]) -> Samples:
    """The channels at 16 kHz, [channels, samples], with what is not a number silenced."""
    from callsight.audio import resample

    samples = np.nan_to_num(audio.samples[channels], nan=0.0, posinf=0.0, neginf=0.0)
    return resample(samples, audio.sample_rate, RATE)
