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

from callsight.calls import Audio, Call, Failure
from callsight.errors import CallError
from callsight.transcribe.bleed import without_bleed
from callsight.transcribe.chunks import Chunk, cut_chunks
from callsight.transcribe.diarize import Diarizer, Passage
from callsight.transcribe.listening import Heard, listen
from callsight.transcribe.voice import speech_frames

logger = logging.getLogger(__name__)

THREADS: Final = max(1, min(8, (os.cpu_count() or 1) // 2))
AHEAD_SECONDS: Final = 3600.0
"""Seconds of recordings decoded ahead of the model: about 230 MB of stereo, half of it speech."""


@dataclass(frozen=True)
class Recording:
    """A call and how to get its sound; the caller owns the files."""

    call: Call
    load: Callable[[], Audio | Iterable[Audio]]
    """The sound, whole or (for memory's sake) in blocks in order. Called once, in another thread.
    Raises CallError when the recording cannot be decoded."""


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
    passages: tuple[Passage, ...] = ()
    """Who speaks when, where several voices share one channel."""


def prepare(
    recording: Recording,
    context_seconds: float,
    vad_threshold: float,
    diarizer: Diarizer | None = None,
) -> Prepared | Failure:
    """Decode one recording and cut its speech into chunks; whatever is wrong costs this call.

    `diarizer` tells the voices of a recording with one channel apart.
    """
    call = recording.call
    try:
        return _prepare(recording, context_seconds, vad_threshold, diarizer)
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


def _prepare(
    recording: Recording, context_seconds: float, vad_threshold: float, diarizer: Diarizer | None
) -> Prepared:
    call = recording.call
    heard = listen(recording.load(), call.health, vad_threshold)
    spans = [speech_frames(row, vad_threshold) for row in heard.probabilities]
    if len(spans) > 1:
        spans = without_bleed(spans, heard.loudness)
    chunks = _chunks(heard, spans, context_seconds)
    mixed = heard.count == 1 or "dual_mono" in call.health
    passages = diarizer(heard.sounds[0], spans[0]) if mixed and chunks and diarizer else ()
    return Prepared(call, heard.seconds, 1 if mixed else heard.count, chunks, tuple(passages))


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


def _chunks(
    heard: Heard, spans: list[list[tuple[int, int]]], context_seconds: float
) -> tuple[Chunk, ...]:
    channels = zip(heard.channels, heard.sounds, spans, heard.probabilities, strict=True)
    return tuple(
        chunk
        for channel, sound, speech, row in channels
        for chunk in cut_chunks(sound, channel, speech, row, context_seconds)
    )
