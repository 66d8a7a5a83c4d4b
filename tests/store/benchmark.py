"""How long the store takes with many calls: `python -m tests.store.benchmark [URL] [CALLS]`.

Floors for 100,000 calls on 2 cores: a night without new recordings is selected in under 10 s
(`known_locations` over all keys, `calls_at`, and `pending` of three stages).
"""

from __future__ import annotations

import functools
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from typing import TypeVar

from callsight.calls import Stage
from callsight.store import Fingerprints, new_owner, open_store
from callsight.store.database import pages
from callsight.store.rows import from_call
from callsight.store.schema import LocationRow
from tests.store.examples import WANTED, a_call, a_redacted, an_analysis

T = TypeVar("T")
STAGES: tuple[Stage, ...] = ("transcribe", "redact", "analyze")


def timed(what: str, function: Callable[[], T]) -> T:
    started = time.perf_counter()
    result = function()
    print(f"{time.perf_counter() - started:9.3f} s  {what}")
    return result


def key(number: int) -> str:
    return hashlib.sha256(f"key-{number}".encode()).hexdigest()[:32]


def main(url: str, count: int) -> None:
    with open_store(url) as store:
        numbers = range(count)

        def fill() -> None:
            store.save_questionnaire("v1", "default", "name: default")
            for page in pages(numbers, 1000):
                calls = [a_call(n) for n in page]
                rows = [from_call(call, None) for call in calls]
                for row in rows:
                    row.redacted_fingerprint, row.analyzed_fingerprint = (
                        WANTED.redacted,
                        WANTED.analyzed,
                    )
                    row.status, row.questionnaire_version = "analyzed", "v1"
                with store.writing() as session:
                    session.bulk_save_objects(rows)
                    session.flush()
                    session.bulk_save_objects(
                        [LocationRow(location_key=key(n), call_id=a_call(n).id) for n in page]
                    )

        timed(f"fill with {count:,} analyzed calls", fill)
        keys = [key(n) for n in numbers]
        print("a night without new recordings:")
        known = timed("known_locations", lambda: store.known_locations(keys))
        assert len(known) == count
        among = timed("calls_at", lambda: {v: k for k, v in store.calls_at(keys).items()})
        for stage in STAGES:
            pending = functools.partial(store.pending, stage, WANTED, among)
            assert timed(f"pending {stage}", pending) == 0
        timed("claim analyze", lambda: store.claim("analyze", WANTED, new_owner(), among=among))

        print("another questionnaire, so all calls need analysis:")
        other = Fingerprints.chain("whisper", "policy", "other questions")
        owner = new_owner()
        timed("pending analyze", lambda: store.pending("analyze", other, among=among))
        timed("claim 1,000 calls", lambda: store.claim("analyze", other, owner, 1000, among))
        timed("claim 32 calls", lambda: store.claim("analyze", other, owner, 32, among))
        timed("release 1,032 claims", lambda: store.release(owner))

        print("a first run, so all calls need a transcript:")
        large = Fingerprints.chain("large", "policy", "questions")
        timed("pending transcribe", lambda: store.pending("transcribe", large, among))
        timed("claim 32 calls", lambda: store.claim("transcribe", large, owner, 32, among))
        store.release(owner)
        print("100 calls through all stages (two turns each):")
        calls = [a_call(n) for n in range(100)]
        timed("add_call", lambda: [store.add_call(call, call.id) for call in calls])
        timed(
            "save_redacted",
            lambda: [store.save_redacted(c.id, a_redacted(c), other, None) for c in calls],
        )
        timed(
            "save_analysis",
            lambda: [
                store.save_analysis(c.id, an_analysis(c), other.analyzed, "v1") for c in calls
            ],
        )
        print("reading:")
        timed("calls(limit=20)", lambda: store.calls(limit=20))
        timed("load_call", lambda: store.load_call(calls[50].id))
        timed("counts", store.counts)


if __name__ == "__main__":
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    if len(sys.argv) > 1:
        main(sys.argv[1], number)
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(f"{folder}/callsight.db", number)
