"""The verb of the stage: from a source to calls, a few files ahead, one failure per bad file."""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from callsight.audio.reader import Reader
from callsight.calls import Call, Failure
from callsight.errors import CallError
from callsight.ingest.entries import Entry, Source
from callsight.ingest.health import SHORT_SECONDS, HealthMeter
from callsight.ingest.metadata import Facts, Metadata, load_metadata
from callsight.ingest.names import masked_name
from callsight.options import IngestOptions

logger = logging.getLogger(__name__)

PAGE = 500
"""Keys asked at once: well below the parameter limit of every database."""
WORKERS = 2
"""Files read at once: one is decoded while the next is fetched."""
SHORTEST_SECONDS = 0.1
"""Below, no syllable fits: the recording failed."""
SMALLEST_SHARE = 0.5
"""Of the length that the header promises: with less, the result would not describe the call."""
MISSING_SECONDS = 0.5
"""More than the padding of any codec: from there on a recording counts as truncated."""


@dataclass(frozen=True)
class Found:
    """A file with what the metadata says of it."""

    entry: Entry
    facts: Facts | CallError
    key: str
    """Identifies this state of the file together with its facts: a corrected row, like a changed
    file, is looked at again."""


@dataclass(frozen=True)
class Ingested:
    """A recording that became a call."""

    entry: Entry
    key: str
    call: Call
    names: tuple[str, ...] = field(default=(), repr=False)
    """Names from the metadata, for the redact stage; never stored."""


_Known: TypeAlias = Callable[[Sequence[str]], set[str]]


def ingest(
    source: Source,
    options: IngestOptions,
    known: _Known,
    metadata: Metadata | None = None,
) -> Iterator[Ingested | Failure]:
    """Calls and failures of the new recordings in `source`, in its order, one at a time.

    `known` says which of up to `PAGE` keys are in the database already: of those nothing is read.
    The same recording found twice gives the same call twice. Raises InputError where nothing is
    found or the metadata table is unusable, ConfigurationError for a wrong file-name pattern.
    """
    return _ingest(source, known, metadata or load_metadata(options))


def _ingest(source: Source, known: _Known, metadata: Metadata) -> Iterator[Ingested | Failure]:
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="ingest")
    pending: deque[Future[Ingested | Failure]] = deque()
    try:
        for new in _new(source, known, metadata):
            pending.append(pool.submit(_read, source, new))
            if len(pending) > WORKERS:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
    if metadata.unmatched:
        logger.warning(
            "%d rows of the metadata table belong to no recording found.", metadata.unmatched
        )


def find(source: Source, metadata: Metadata) -> Iterator[Found]:
    """The files of `source` with their facts, in its order."""
    for entry in source.entries():
        facts: Facts | CallError
        try:
            facts = known = metadata.facts(entry)
            told = known.told()
        except CallError as error:
            facts, told = error, str(error)
        key = hashlib.sha256(f"{entry.key}\0{told}".encode()).hexdigest() if told else entry.key
        yield Found(entry, facts, key)


def _new(source: Source, known: _Known, metadata: Metadata) -> Iterator[Found]:
    """Files that the database does not know, page by page."""
    files = find(source, metadata)
    while page := list(islice(files, PAGE)):
        old = known([found.key for found in page])
        yield from (found for found in page if found.key not in old)


def _read(source: Source, found: Found) -> Ingested | Failure:
    entry, facts = found.entry, found.facts
    try:
        if isinstance(facts, CallError):
            raise facts
        if entry.size == 0:
            raise CallError(
                "empty_file", "The file holds no bytes: it was not recorded or not copied."
            )
        with source.fetch(entry) as path:
            return Ingested(entry, found.key, _examine(path, entry, facts), facts.names)
    except CallError as error:
        kind, message, transient = error.kind, str(error), error.transient
    except OSError as error:
        kind, transient = "unreadable", True
        message = f"The file cannot be read ({type(error).__name__}): it will be tried again."
    except Exception as error:
        # One strange file must not cost the batch. No traceback: it would tell the path.
        kind, transient = "unexpected", False
        message = f"Reading the file failed ({type(error).__name__}): please report its format."
    names = facts.names if isinstance(facts, Facts) else ()
    recording = masked_name(entry.name, names)
    return Failure(
        "ingest", kind, message, transient,
        recording=recording, location=found.key, place=entry.place,
    )  # fmt: skip


def _examine(path: Path, entry: Entry, facts: Facts) -> Call:
    """Hash, decode and check a recording while reading it once."""
    with path.open("rb") as file:
        hashing = _HashingFile(file)
        with Reader(Path(entry.name), cast(BinaryIO, hashing)) as reader:
            meter = HealthMeter(reader.channels, reader.sample_rate)
            for block in reader.blocks():
                meter.add(block)
            _require(reader)
            health = (*meter.problems(), *_damage(reader))
            sha256, size = hashing.finish()
        if size != entry.size:
            raise CallError(
                "changing", "The file is still being written: next time.", transient=True
            )
        return Call(
            id=sha256[:16],
            sha256=sha256,
            recording=masked_name(entry.name, facts.names),
            seconds=reader.seconds,
            sample_rate=reader.sample_rate,
            channels=reader.channels,
            codec=reader.format.codec,
            bytes=size,
            health=tuple(health),
            external_id=facts.external_id,
            agent_id=facts.agent_id,
            customer_id=facts.customer_id,
            queue=facts.queue,
            direction=facts.direction,
            started_at=facts.started_at,
            metadata=facts.metadata,
        )


def _require(reader: Reader) -> None:
    if reader.declared and reader.seconds < SMALLEST_SHARE * reader.declared:
        raise CallError(
            "truncated",
            f"Only {reader.seconds:.1f} of {reader.declared:.1f} seconds are left of the "
            "recording: copy or export it again.",
        )
    if reader.seconds < SHORTEST_SECONDS:
        raise CallError(
            "too_short",
            f"The recording is {reader.seconds:.4f} seconds long; no speech fits into less than "
            f"{SHORTEST_SECONDS} seconds.",
        )


def _damage(reader: Reader) -> Iterator[str]:
    if reader.declared and reader.declared - reader.seconds > MISSING_SECONDS:
        yield "truncated"
    if reader.damaged_packets:
        yield "damaged"
    if reader.invalid_samples:
        yield "nan_samples"
    if reader.seconds < SHORT_SECONDS:
        yield "very_short"
    if reader.tracks > 1:
        yield "extra_tracks"


class _HashingFile:
    """A file that hashes what is read from it in order: decoding and identity in one pass."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._hashed = self._position = 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        fresh = self._hashed - self._position
        if 0 <= fresh < len(data):
            self._hash.update(memoryview(data)[fresh:])
            self._hashed = self._position + len(data)
        self._position += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self._position = self._file.seek(offset, whence)
        return self._position

    def tell(self) -> int:
        return self._position

    def finish(self) -> tuple[str, int]:
        """SHA-256 and size in bytes, after reading what no decoder asked for."""
        self.seek(self._hashed)
        while self.read(1 << 20):
            pass
        return self._hash.hexdigest(), self._hashed
