"""One queue for the speech of all calls: sorted by length, decoded in batches, routed back.

Calls are short and files many; a model that goes file by file idles between them. The pool is
filled up to a bound in seconds of speech and then emptied, so memory does not depend on the number
of calls, and a call leaves as soon as its last chunk is done.
"""

from __future__ import annotations

import functools
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from callsight.errors import ConfigurationError
from callsight.options import TranscribeOptions
from callsight.transcribe import guards
from callsight.transcribe.chunks import Chunk
from callsight.transcribe.engine import DecodedChunk, DeviceMemoryError, Samples, SpeechEngine
from callsight.transcribe.recordings import Prepared

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

BATCHES: Final = 8
"""Full batches that the pool holds: enough to sort by length."""
VOTERS: Final = 3
"""Chunks of a call, the longest, that vote on its language: each goes through the encoder twice."""


@dataclass
class PooledCall:
    """A call on its way through the model."""

    prepared: Prepared
    language: str | None
    """None until it is detected."""
    heard: list[DecodedChunk | None] = field(default_factory=list)
    """One for each chunk; None until it is done."""

    @property
    def done(self) -> bool:
        """Whether every chunk is decoded."""
        return None not in self.heard


@dataclass(frozen=True)
class _Job:
    call: PooledCall
    index: int
    attempt: DecodedChunk | None = None
    """The best of the attempts at lower temperatures."""

    @property
    def chunk(self) -> Chunk:
        return self.call.prepared.chunks[self.index]


class Pool:
    """The chunks of several calls, waiting for the model."""

    def __init__(self, engine: SpeechEngine, options: TranscribeOptions) -> None:
        self.engine, self.options = engine, options
        self.batch_size = options.batch_size
        self.calls: list[PooledCall] = []
        self.seconds = 0.0

    @property
    def full(self) -> bool:
        """Whether the pool should be emptied before more is added."""
        return self.seconds >= BATCHES * self.options.batch_size * self.engine.context_seconds

    def add(self, prepared: Prepared) -> None:
        """Put all chunks of a call into the pool."""
        language = self.options.language or self.engine.language
        self.calls.append(PooledCall(prepared, language, [None] * len(prepared.chunks)))
        self.seconds += sum(chunk.seconds for chunk in prepared.chunks)

    def drain(self) -> Iterator[PooledCall]:
        """Decode all that is in the pool; calls come out as they are done."""
        calls, self.calls, self.seconds = self.calls, [], 0.0
        yield from (call for call in calls if call.done)
        self._find_languages([call for call in calls if call.language is None and not call.done])
        jobs = [_Job(call, index) for call in calls for index in range(len(call.heard))]
        temperatures = self.options.temperatures or (0.0,)
        for temperature in temperatures:
            again: list[_Job] = []
            for job, decoded in self._decode(jobs, temperature):
                retry = self._judge(job, decoded)
                if retry and temperature != temperatures[-1]:
                    again.append(retry)
                elif retry:
                    job.call.heard[job.index] = retry.attempt
                if job.call.done:
                    yield job.call
            jobs = again

    def _judge(self, job: _Job, decoded: DecodedChunk) -> _Job | None:
        """Take what was heard, or give the job back with the best attempt so far."""
        seconds = job.chunk.seconds
        if guards.is_silence(decoded):
            decoded = DecodedChunk((), decoded.log_probability, decoded.no_speech)
        elif job.attempt:
            decoded = guards.better(job.attempt, decoded, seconds)
        if guards.doubts(decoded, seconds):
            return _Job(job.call, job.index, decoded)
        job.call.heard[job.index] = decoded
        return None

    def _decode(
        self, jobs: Sequence[_Job], temperature: float
    ) -> Iterator[tuple[_Job, DecodedChunk]]:
        """Every job with what was heard; long chunks first, batches of one language."""
        languages: dict[str, list[_Job]] = {}
        for job in sorted(jobs, key=lambda job: -job.chunk.seconds):
            languages.setdefault(job.call.language or "en", []).append(job)
        for language, own in sorted(languages.items()):
            listen = functools.partial(
                self.engine.decode,
                language=language,
                prompt=", ".join(self.options.vocabulary) or None,
                temperature=temperature,
            )
            yield from self._batches(own, listen)

    def _find_languages(self, calls: Sequence[PooledCall]) -> None:
        """The language of a call: its longest chunks vote, each by its seconds."""
        voters = [
            job
            for call in calls
            for job in sorted(
                (_Job(call, index) for index in range(len(call.heard))),
                key=lambda job: -job.chunk.seconds,
            )[:VOTERS]
        ]
        votes: dict[int, dict[str, float]] = {id(call): {} for call in calls}
        for job, shares in self._batches(voters, self.engine.detect_language):
            tally = votes[id(job.call)]
            for language, share in shares.items():
                tally[language] = tally.get(language, 0.0) + share * job.chunk.seconds
        for call in calls:
            tally = votes[id(call)]
            call.language = max(tally, key=tally.__getitem__)

    def _batches(
        self, jobs: Sequence[_Job], work: Callable[[list[Samples]], list[Result]]
    ) -> Iterator[tuple[_Job, Result]]:
        """`work` on all jobs, in smaller batches from the moment the device runs out of memory."""
        waiting = deque(jobs)
        while waiting:
            batch = [waiting.popleft() for _ in range(min(self.batch_size, len(waiting)))]
            try:
                results = work([job.chunk.samples for job in batch])
            except DeviceMemoryError:
                self._shrink(len(batch))
                waiting.extendleft(reversed(batch))
                continue
            yield from zip(batch, results, strict=True)

    def _shrink(self, size: int) -> None:
        if size == 1:
            raise ConfigurationError(
                f"Speech model `{self.engine.name}` has no room for a single chunk on its device: "
                "use a smaller model, or free the memory of the GPU."
            )
        self.batch_size = size // 2
        logger.warning("Out of device memory: going on with batches of %d chunks", self.batch_size)
