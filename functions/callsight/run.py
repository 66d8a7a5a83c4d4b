"""What the stages of one run share: configuration, recordings, database, scratch and counts."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from threading import Event, Thread
from time import monotonic

from callsight import analyze, audio, ingest, redact, transcribe
from callsight.calls import Analysis, Audio, Call, Failure, Stage
from callsight.config import Config, recorded
from callsight.errors import CallError
from callsight.outputs import Outputs
from callsight.store import Fingerprints, Store, new_owner, open_store
from callsight.store.columns import now
from callsight.store.scratch import Scratch
from callsight.temporary import temporary_folder

logger = logging.getLogger(__name__)

PAGE = 32
"""Calls claimed at a time: enough to fill batches, few enough to share with other runs."""
HEARTBEAT_SECONDS = 600.0
"""A claim holds for an hour without a sign of life; this is often enough."""
SPEECH_RATE = 16_000
"""Hz: what speech models hear; resampled while reading, so long calls stay small in memory."""
PACKAGES = ("callsight", "mlrun", "openai-whisper", "torch", "transformers")
"""Whose versions are kept with every run."""


@dataclass
class StageReport:
    """What one stage did in one run."""

    stage: Stage
    done: int = 0
    """Calls that got through."""
    known: int = 0
    """Recordings that needed nothing (ingest only)."""
    failures: Counter[str] = field(default_factory=Counter)
    """Failed calls by kind."""
    seconds: float = 0.0
    """Wall time."""
    audio_seconds: float = 0.0
    """Length of the recordings that got through."""
    redaction: redact.RedactionReport | None = None
    """What was removed, in numbers (redact only)."""
    answers: Counter[str] = field(default_factory=Counter)
    """Analysis only: answers that were `asked` and `kept`, tokens, cost, and checks by verdict."""

    @property
    def failed(self) -> int:
        """Number of failed calls."""
        return self.failures.total()

    def count(self, analysis: Analysis) -> None:
        """Add what the answers about one call took."""
        self.answers["answers_asked"] += len(analysis.answers) - analysis.kept
        self.answers["answers_kept"] += analysis.kept
        if analysis.prompt_tokens is not None:
            self.answers["prompt_tokens"] += analysis.prompt_tokens
            self.answers["answer_tokens"] += analysis.answer_tokens or 0
        if analysis.cost is not None:
            self.answers["cost"] += analysis.cost  # type: ignore[assignment]
        for answer in analysis.answers:
            for check in answer.checks:
                self.answers[f"statements_{check.verdict}"] += 1

    def results(self) -> dict[str, float | int | str]:
        """The numbers of the stage, as MLRun results."""
        numbers: dict[str, float | int | str] = {
            "calls": self.done,
            "failed": self.failed,
            "seconds": round(self.seconds, 3),
            "audio_seconds": round(self.audio_seconds, 1),
        }
        if self.stage == "ingest":
            numbers["known"] = self.known
        numbers |= {name: round(value, 6) for name, value in self.answers.items()}
        if self.audio_seconds:
            numbers["real_time_factor"] = round(self.seconds / self.audio_seconds, 4)
            numbers["calls_per_hour"] = round(3600 * self.done / self.seconds, 1)
        if self.redaction is not None:
            numbers |= self.redaction.results()
        return numbers | {f"failed_{kind}": count for kind, count in self.failures.items()}


@dataclass(frozen=True)
class Totals:
    """How a whole run went."""

    done: int
    """Calls that got through the last stage in this run."""
    failed: int
    """Calls and files that failed in this run, at any stage."""
    seconds: float
    """Wall time since the run began."""

    @property
    def failure_rate(self) -> float:
        """Share of failures among all that this run worked on."""
        worked_on = self.done + self.failed
        return self.failed / worked_on if worked_on else 0.0


class Run:
    """One run over one database; opened by every step anew, so nothing but the id is handed on."""

    def __init__(
        self,
        config: Config,
        run_id: str,
        source: ingest.Source | None = None,
        shard: tuple[int, int] | None = None,
    ) -> None:
        """`source` replaces the recordings that `config.recordings` names (MLRun data items).

        `shard` (i, n): only the i-th of n parts of the calls, from 0.
        """
        self.config = config
        self.id = run_id
        self.shard = shard
        self.owner = new_owner(f"{run_id}/{shard[0]}-{shard[1]}" if shard else run_id)
        self._source = source

    @cached_property
    def store(self) -> Store:
        """The database, created or checked at first use."""
        return open_store(self.config.database_url)

    @cached_property
    def scratch(self) -> Scratch:
        """Where raw transcripts wait for redaction."""
        return Scratch(self.config.scratch_url)

    @cached_property
    def outputs(self) -> Outputs:
        """Where redacted audio and reports go."""
        return Outputs(self.config.output)

    @cached_property
    def source(self) -> ingest.Source:
        """The recordings of this run; its own output is never taken for one."""
        own = [self.config.output, self.config.scratch_url]
        return self._source or ingest.open_source(self.config.recordings, own)

    @cached_property
    def metadata(self) -> ingest.Metadata:
        """What the metadata table or the file names say of the recordings."""
        return ingest.load_metadata(self.config.ingest)

    @cached_property
    def wanted(self) -> Fingerprints:
        """What each call should have been processed with."""
        return Fingerprints.chain(
            transcribe.fingerprint(self.config.transcribe),
            redact.fingerprint(self.config.redact),
            analyze.fingerprint(self.config.analyze),
        )

    @cached_property
    def entries(self) -> dict[str, ingest.Entry]:
        """Call id to one file of this run that holds its recording."""
        by_key = {found.key: found.entry for found in ingest.find(self.source, self.metadata)}
        return {call_id: by_key[key] for key, call_id in self.store.calls_at(by_key).items()}

    def begin(self) -> None:
        """Open the run, or join it, after checking all that can be checked before any work.

        Raises ConfigurationError for a wrong model, policy, questionnaire, database or output.
        """
        wanted = self.wanted
        self.outputs.check()
        self.store.start_run(
            self.id,
            owner=self.owner,
            profile=self.config.profile,
            config=recorded(self.config),
            config_fingerprint=wanted.analyzed,
            versions={name: version(name) for name in PACKAGES},
        )

    def claim(self, stage: Stage) -> Iterator[Call]:
        """Calls of this run's recordings that need `stage`, claimed as they are pulled."""
        among = self.entries
        while page := self.store.claim(stage, self.wanted, self.owner, PAGE, among, self.shard):
            for call in page:
                if self.is_late():
                    return  # the rest waits for the next run
                yield call

    def pending(self, stage: Stage) -> int:
        """How many calls of this run's recordings need `stage`.

        The recordings are listed only where any call of the database needs it: most nights none.
        """
        if not self.store.pending(stage, self.wanted, shard=self.shard):
            return 0
        return self.store.pending(stage, self.wanted, self.entries, self.shard)

    def is_late(self) -> bool:
        """Whether the deadline of the run is over; all its steps count from the same moment."""
        minutes = self.config.deadline_minutes
        return minutes is not None and now() > self._started + dt.timedelta(minutes=minutes)

    @cached_property
    def _started(self) -> dt.datetime:
        return self.store.run_started(self.id)

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[StageReport]:
        """Times a stage and keeps its counts; whatever happens, its claims are given back."""
        report, started, ended = StageReport(stage), monotonic(), Event()
        self.store.take_over(self.owner)
        Thread(target=self._keep_claims, args=(ended,), daemon=True).start()
        try:
            with temporary_folder():
                yield report
        finally:
            ended.set()
            self.store.release(self.owner)
            report.seconds = monotonic() - started
        name = f"{stage}-{self.shard[0]}" if self.shard else stage
        self.store.record_stage(self.id, name, report.results())

    def _keep_claims(self, ended: Event) -> None:
        """Renew the claims while a stage works: a batch may take longer than a lease."""
        while not ended.wait(HEARTBEAT_SECONDS):
            with suppress(CallError):  # a busy database: next time
                self.store.renew(self.owner)

    def fail(self, report: StageReport, failure: Failure) -> None:
        """Record one failed call; the others go on. Its raw transcript does not stay."""
        report.failures[failure.kind] += 1
        self.store.add_failure(failure, self.id, self.wanted.of(failure.stage))
        if failure.stage == "redact" and failure.call_id:
            self.store.reset_raw(failure.call_id)
            self.scratch.delete(failure.call_id)
        which = failure.call_id or failure.recording
        logger.warning("%s failed for %s: %s", failure.stage, which, failure.kind)

    def load_audio(self, call_id: str) -> Iterator[Audio]:
        """The decoded recording of a call, block by block."""
        with self.source.fetch(self.entries[call_id]) as path, audio.Reader(path) as reader:
            for block in audio.stream(reader, SPEECH_RATE):
                yield Audio(block, SPEECH_RATE)

    def close(self) -> Totals:
        """Close the run: `failed` when more calls failed than `max_failure_rate` allows."""
        counts = self.store.counts_of(self.id)
        failed = sum(numbers.get("failed", 0) for numbers in counts.values())
        slowest: dict[str, float] = {}  # the shards of a stage work at the same time
        for name, numbers in counts.items():
            stage = name.partition("-")[0]
            slowest[stage] = max(slowest.get(stage, 0.0), numbers.get("seconds", 0.0))
        seconds = sum(slowest.values())
        totals = Totals(self.store.analyzed_in(self.id), failed, seconds)
        good = totals.failure_rate <= self.config.max_failure_rate
        self.store.finish_run(self.id, "completed" if good else "failed")
        return totals
