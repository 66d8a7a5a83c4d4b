"""Redacted audio: what of it is silenced, and whether personal data can still be heard in it.

Stages never call each other, so listening again (transcribe what was redacted, scan it like a
redacted text) stands above them.
"""

from __future__ import annotations

import dataclasses
import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from callsight import audio, redact, transcribe
from callsight.calls import Audio, Call, Failure, RedactedCall, Span
from callsight.config import Config
from callsight.errors import CallError

logger = logging.getLogger(__name__)

EVERYWHERE = -1
"""A channel that no recording has: a span of it silences all (see `audio.copy_silenced`)."""
RATE = 16_000
"""Hz that speech models hear."""
Copy = Callable[[RedactedCall, Path], Path]
"""Writes the redacted recording of a call at a path (plus suffix) and returns where it is."""


def to_silence(call: Call, redacted: RedactedCall) -> tuple[Span, ...]:
    """The spans to silence; on all channels where these hold the same sound."""
    if "dual_mono" not in call.health:
        return redacted.silenced
    return tuple(dataclasses.replace(span, channel=EVERYWHERE) for span in redacted.silenced)


def listen_again(
    items: Iterable[RedactedCall | Failure],
    calls: Mapping[str, Call],
    names: Callable[[str], tuple[str, ...]],
    copy: Copy,
    config: Config,
) -> Iterator[RedactedCall | Failure]:
    """The calls in whose redacted audio nothing personal is heard, and failures for the others.

    The recordings are transcribed in one stream, so batches reach over calls. `calls` and `names`:
    by call id. A recording that cannot be heard again is withheld too.
    """
    waiting: dict[str, RedactedCall] = {}
    failures: list[Failure] = []
    verifier = redact.AudioVerifier(config.redact)
    with tempfile.TemporaryDirectory(prefix="callsight-listen-") as folder:
        heard = transcribe.transcribe(
            _recordings(items, calls, copy, Path(folder), waiting, failures), config.transcribe
        )
        for transcript in heard:
            yield from _drained(failures)
            if isinstance(transcript, Failure):
                waiting.pop(transcript.call_id or "", None)
                yield dataclasses.replace(transcript, stage="redact", kind="unverified_audio")
                continue
            redacted = waiting.pop(transcript.call_id)
            yield verifier(redacted, transcript, names(transcript.call_id)) or redacted
    yield from _drained(failures)


def _recordings(
    items: Iterable[RedactedCall | Failure],
    calls: Mapping[str, Call],
    copy: Copy,
    folder: Path,
    waiting: dict[str, RedactedCall],
    failures: list[Failure],
) -> Iterator[transcribe.Recording]:
    for item in items:
        if isinstance(item, Failure):
            failures.append(item)
            continue
        call_id = item.transcript.call_id
        try:
            path = copy(item, folder / call_id)
        except CallError as error:
            failures.append(Failure("redact", error.kind, str(error), error.transient, call_id))
            continue
        waiting[call_id] = item
        # Every channel is listened to: what was twice the same may no longer be so.
        call = dataclasses.replace(calls[call_id], health=())
        yield transcribe.Recording(call, partial(_load, path))


def _load(path: Path) -> Audio:
    try:
        return audio.decode(path, RATE)
    finally:
        path.unlink(missing_ok=True)


def _drained(failures: list[Failure]) -> Iterator[Failure]:
    while failures:
        yield failures.pop(0)
