"""Speech to text: who said what and when, for a stream of recordings.

    from callsight.transcribe import Recording, transcribe

    recordings = (Recording(call, lambda call=call: decode(paths[call.id])) for call in calls)
    for transcript in transcribe(recordings, TranscribeOptions()):
        ...

Recordings are decoded ahead in threads, their speech is found (Silero), cut into chunks and pooled
over all calls and channels, decoded in batches (Whisper), checked against invented text, and put
together as turns; the voices of a mono recording are told apart. Importing this package loads no
model and no torch.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator

from callsight.calls import Failure, Transcript
from callsight.options import TranscribeOptions
from callsight.transcribe.diarize import load_diarizer
from callsight.transcribe.engine import DecodedChunk, SpeechEngine, SpokenWord
from callsight.transcribe.loading import load_engine
from callsight.transcribe.models import fingerprint
from callsight.transcribe.pool import Pool
from callsight.transcribe.recordings import Prepared, Recording, prefetch, prepare
from callsight.transcribe.translate import check_translation, translated
from callsight.transcribe.writing import write

__all__ = [
    "DecodedChunk",
    "Recording",
    "SpeechEngine",
    "SpokenWord",
    "fingerprint",
    "load_engine",
    "transcribe",
]


def transcribe(
    recordings: Iterable[Recording],
    options: TranscribeOptions,
    engine: SpeechEngine | None = None,
) -> Iterator[Transcript | Failure]:
    """A transcript, or the failure, of each recording, as soon as it is complete (in any order).

    Memory is bounded by seconds of audio in flight. Without `engine` the one that `options` name
    is loaded when the first recording arrives. Raises ConfigurationError for a model that cannot
    be loaded.
    """
    source = iter(recordings)
    if (first := next(source, None)) is None:
        return
    engine = engine or load_engine(options)
    check_translation(options, engine)
    work = functools.partial(
        prepare,
        context_seconds=engine.context_seconds,
        vad_threshold=options.vad_threshold,
        diarizer=load_diarizer(options),
    )
    pool = Pool(engine, options)
    for item in prefetch(itertools.chain([first], source), work):
        if isinstance(item, Prepared):
            pool.add(item)
        else:
            yield item
        if pool.full:
            yield from _written(pool, options, engine)
    yield from _written(pool, options, engine)


def _written(pool: Pool, options: TranscribeOptions, engine: SpeechEngine) -> Iterator[Transcript]:
    for call in pool.drain():
        yield translated(write(call, options, engine.name), call, engine, options)
