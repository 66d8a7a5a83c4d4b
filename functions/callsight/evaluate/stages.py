"""Runs the stages over a dataset in memory, so that raw transcripts never touch a disk.

A normal run deletes raw transcripts once they are redacted; measuring recognition needs them. One
stage runs after the other, as in `callsight.pipeline`, each with its model loaded once; what is
kept of all calls at once is text, never audio.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from callsight.calls import STAGES, Analysis, Call, Failure, RedactedCall, Stage, Transcript
from callsight.config import Config
from callsight.errors import CallError
from callsight.evaluate.dataset import Dataset, check_length
from callsight.evaluate.source import CaseSource
from callsight.synthesize.truth import GroundTruth

Progress: TypeAlias = Callable[[Iterable[Any], str, int | None], Iterable[Any]]
"""Shows the items of an iterable going by: `callsight.progress.track` is one."""

_RESULTS: Final[dict[Stage, str]] = {
    "ingest": "call",
    "transcribe": "transcript",
    "redact": "redacted",
    "analyze": "analysis",
}
"""Stage to the field of `Outcome` that it fills."""


@dataclass(frozen=True)
class Outcome:
    """What the stages made of one call; what a failed stage owed is None."""

    truth: GroundTruth
    spared: frozenset[str] = frozenset()
    """Entities that the policy leaves in: they are not personal data to this evaluation."""
    call: Call | None = None
    transcript: Transcript | None = None
    """Raw: it never leaves the process."""
    redacted: RedactedCall | None = None
    analysis: Analysis | None = None
    failures: tuple[Failure, ...] = ()

    @property
    def call_id(self) -> str:
        """As `Call.id`, also where the recording could not be read."""
        return self.truth.sha256[:16]

    def has(self, stage: Stage) -> bool:
        """Whether the call got through a stage."""
        return getattr(self, _RESULTS[stage]) is not None


@dataclass
class Stopwatch:
    """Work and audio per stage, for the real-time factors."""

    work: dict[Stage, float] = field(default_factory=dict)
    """Wall time in seconds, model loading included."""
    audio: dict[Stage, float] = field(default_factory=dict)
    """Length of the recordings that got through, in seconds."""


def run_stages(
    dataset: Dataset,
    config: Config,
    progress: Progress | None = None,
    stopwatch: Stopwatch | None = None,
) -> Iterator[Outcome]:
    """One outcome per case, in order of the dataset; `stopwatch` is filled on the way.

    Raises ConfigurationError where a model, policy or questionnaire is wrong.
    """
    run = _Run(dataset, config, progress or _silent, stopwatch or Stopwatch())
    run.take_all("ingest", run.calls())
    run.take_all("transcribe", run.transcripts())
    run.take_all("redact", run.redacted())
    run.take_all("analyze", run.analyses())
    yield from run.outcomes.values()


class _Run:
    """The outcomes of all calls as they grow, stage by stage."""

    def __init__(
        self, dataset: Dataset, config: Config, show: Progress, stopwatch: Stopwatch
    ) -> None:
        from callsight import ingest, redact

        policy = redact.load_policy(config.redact.policy)
        kinds = {item.entity for case in dataset.cases for item in case.truth.pii}
        spared = frozenset(kind for kind in kinds if not policy.removes(kind))
        self.outcomes = {case.call_id: Outcome(case.truth, spared) for case in dataset.cases}
        self._config = config
        self._show = show
        self._stopwatch = stopwatch
        self._recordings = {case.call_id: case.recording for case in dataset.cases}
        self._source = CaseSource(dataset, ingest.open_source(str(dataset.folder)))
        self._metadata = ingest.load_metadata(config.ingest)

    def calls(self) -> Iterator[Call | Failure]:
        """Ingest; a file that it passes over without a word is a failure here."""
        from callsight import ingest

        missing = dict(self.outcomes)
        for item in ingest.ingest(self._source, self._config.ingest, _none_known, self._metadata):
            if isinstance(item, Failure):
                item = replace(item, call_id=self._source.call_id(item))
            missing.pop((item.call_id if isinstance(item, Failure) else item.call.id) or "")
            yield item if isinstance(item, Failure) else item.call
        for call_id, outcome in missing.items():
            message = (
                f"`{outcome.truth.recording}` has a ground truth, but ingest does not take it "
                "for a recording: give it an extension such as .wav or .flac."
            )
            yield Failure("ingest", "not_a_recording", message, False, call_id)

    def transcripts(self) -> Iterator[Transcript | Failure]:
        """Transcribe the calls that ingest took."""
        from callsight import audio, transcribe

        recordings = (
            transcribe.Recording(
                outcome.call, functools.partial(audio.decode, self._recordings[call_id])
            )
            for call_id, outcome in self.outcomes.items()
            if outcome.call
        )
        return transcribe.transcribe(recordings, self._config.transcribe)

    def redacted(self) -> Iterator[RedactedCall | Failure]:
        """Redact the transcripts."""
        from callsight import redact

        transcripts = (
            (outcome.transcript, self._metadata.names(self._source.entry(call_id)))
            for call_id, outcome in self.outcomes.items()
            if outcome.transcript
        )
        return redact.redact(transcripts, self._config.redact)

    def analyses(self) -> Iterator[Analysis | Failure]:
        """Analyze the redacted transcripts."""
        from callsight import analyze

        calls = (
            (outcome.call, outcome.redacted.transcript)
            for outcome in self.outcomes.values()
            if outcome.call and outcome.redacted
        )
        return analyze.analyze(calls, self._config.analyze)

    def take_all(self, stage: Stage, results: Iterator[Any]) -> None:
        """Fill in the results of one stage over all calls, and time it."""
        before = STAGES[: STAGES.index(stage)][-1:]
        total = sum(
            all(outcome.has(earlier) for earlier in before) for outcome in self.outcomes.values()
        )
        started = time.perf_counter()
        for item in self._show(results, stage.capitalize(), total):
            self._take(stage, item)
        self._stopwatch.work[stage] = time.perf_counter() - started
        self._stopwatch.audio[stage] = sum(
            outcome.truth.seconds for outcome in self.outcomes.values() if outcome.has(stage)
        )

    def _take(self, stage: Stage, item: Any) -> None:
        if isinstance(item, Call):
            try:
                check_length(self.outcomes[item.id].truth, item.seconds)
            except CallError as error:
                item = Failure(stage, error.kind, str(error), error.transient, item.id)
        if isinstance(item, Failure):
            outcome = self.outcomes[item.call_id or ""]
            item = replace(item, recording=item.recording or outcome.truth.recording)
            self.outcomes[outcome.call_id] = replace(outcome, failures=(*outcome.failures, item))
            return
        call_id = _call_id(item)
        self.outcomes[call_id] = replace(self.outcomes[call_id], **{_RESULTS[stage]: item})


def _call_id(item: Call | Transcript | RedactedCall | Analysis) -> str:
    if isinstance(item, Call):
        return item.id
    return item.transcript.call_id if isinstance(item, RedactedCall) else item.call_id


def _none_known(_: Any) -> set[str]:
    """Every recording is new to an evaluation."""
    return set()


def _silent(items: Iterable[Any], _: str, __: int | None) -> Iterable[Any]:
    return items
