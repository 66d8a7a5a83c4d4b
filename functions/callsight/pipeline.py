"""The stages in the order in which a call travels, each over the calls that need it.

The database says what needs doing: a stage claims its pending calls page by page, streams them
through the plain function of the stage, and commits every call on its own. So one bad call costs
one call, a killed run goes on where it stopped, and two runs never do the same call twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TypeVar

from callsight import analyze, audio, ingest, redact, transcribe
from callsight.calls import STAGES, Analysis, Call, Failure, RedactedCall, Stage, Transcript
from callsight.errors import CallError
from callsight.listening import listen_again, to_silence
from callsight.progress import track
from callsight.run import Run, StageReport

logger = logging.getLogger(__name__)

Result = TypeVar("Result")


def ingest_recordings(run: Run) -> StageReport:
    """Find the recordings, check their audio, and register new ones as calls.

    First, raw transcripts and half-written audio that a crashed run left behind are deleted.
    """
    with run.stage("ingest") as report:
        run.scratch.sweep(run.store.unfinished)
        run.outputs.sweep()

        def known(keys: Sequence[str]) -> set[str]:
            found = run.store.known_locations(keys)
            report.known += len(found)
            return found

        def commit(new: ingest.Ingested) -> float:
            run.store.add_call(
                new.call, new.key, run.id, place=new.entry.place, renamed=bool(new.names)
            )
            return new.call.seconds

        found = ingest.ingest(run.source, run.config.ingest, known, run.metadata)
        found = takewhile(lambda _: not run.is_late(), found)
        _commit_each(run, report, track(found, "Ingest"), commit, lambda new: new.call.id)
    return report


def transcribe_calls(run: Run) -> StageReport:
    """Write down the speech of pending calls; the raw transcripts go to the scratch store."""
    with run.stage("transcribe") as report:
        if not (total := run.pending("transcribe")):
            return report

        def commit(transcript: Transcript) -> float:
            call_id = transcript.call_id
            run.scratch.put(call_id, run.wanted.raw, transcript)
            run.store.save_transcribed(
                call_id, run.wanted.raw, transcript.language, transcript.model, run.id
            )
            return transcript.seconds

        recordings = (
            transcribe.Recording(call, partial(run.load_audio, call.id))
            for call in run.claim("transcribe")
        )
        found = transcribe.transcribe(recordings, run.config.transcribe)
        _commit_each(run, report, track(found, "Transcribe", total), commit, _call_id)
    return report


def redact_calls(run: Run) -> StageReport:
    """Remove personal data from text and audio; delete the raw transcript of every call done."""
    with run.stage("redact") as report:
        if not (total := run.pending("redact")):
            return report
        calls: dict[str, Call] = {}
        found = redact.redact(_raw_transcripts(run, calls), run.config.redact)
        if run.config.redact.verify_audio:
            names = partial(_names, run)
            found = listen_again(found, calls, names, partial(_copy, run, calls), run.config)
        report.redaction = summary = redact.RedactionReport(limits=redact.limits(run.config.redact))

        def commit(redacted: RedactedCall) -> float:
            seconds = _commit_redacted(run, calls, redacted)
            summary.add(redacted)
            return seconds

        _commit_each(
            run, report, track(found, "Redact", total), commit, lambda it: it.transcript.call_id
        )
        summary.withheld.update(report.failures)
    return report


def analyze_calls(run: Run) -> StageReport:
    """Answer the questionnaire, judge the sentiment and measure the dynamics of pending calls."""
    with run.stage("analyze") as report:
        if not (total := run.pending("analyze")):
            return report
        questionnaire = analyze.load_questionnaire(run.config.analyze.questionnaire)
        version = questionnaire.version
        run.store.save_questionnaire(version, questionnaire.name, questionnaire.text)
        seconds: dict[str, float] = {}

        def calls() -> Iterator[tuple[Call, Transcript]]:
            for call in run.claim("analyze"):
                seconds[call.id] = call.seconds
                yield call, run.store.load_transcript(call.id)

        def commit(analysis: Analysis) -> float:
            run.store.save_analysis(
                analysis.call_id, analysis, run.wanted.analyzed, version, run.id
            )
            report.count(analysis)
            return seconds.pop(analysis.call_id)

        found = analyze.analyze(calls(), run.config.analyze, known=run.store.known_answers)
        _commit_each(run, report, track(found, "Analyze", total), commit, _call_id)
    return report


STAGE_FUNCTIONS: dict[Stage, Callable[[Run], StageReport]] = dict(
    zip(STAGES, (ingest_recordings, transcribe_calls, redact_calls, analyze_calls), strict=True)
)


def _commit_each(
    run: Run,
    report: StageReport,
    items: Iterable[Result | Failure],
    commit: Callable[[Result], float],
    call_id: Callable[[Result], str],
) -> None:
    """Commit every result (`commit` returns its seconds of audio); failures become rows."""
    for item in items:
        if isinstance(item, Failure):
            run.fail(report, item)
            continue
        try:
            report.audio_seconds += commit(item)
            report.done += 1
        except CallError as error:
            problem = Failure(report.stage, error.kind, str(error), error.transient, call_id(item))
            run.fail(report, problem)


def _call_id(result: Transcript | Analysis) -> str:
    return result.call_id


def _names(run: Run, call_id: str) -> tuple[str, ...]:
    return run.metadata.names(run.entries[call_id])


def _raw_transcripts(
    run: Run, calls: dict[str, Call]
) -> Iterator[tuple[Transcript, tuple[str, ...]]]:
    """Transcripts with known names; each call stays in `calls` until it is committed."""
    for call in run.claim("redact"):
        transcript = run.scratch.get(call.id, run.wanted.raw)
        if transcript is None:  # a lost scratch folder: the next run transcribes the call again
            run.store.reset_raw(call.id)
            logger.warning("The raw transcript of call %s is gone; run again to redo it.", call.id)
            continue
        calls[call.id] = call
        yield transcript, _names(run, call.id)


def _copy(run: Run, calls: dict[str, Call], redacted: RedactedCall, target: Path) -> Path:
    """Write the recording of a call at `target`, silenced."""
    call = calls[redacted.transcript.call_id]
    mode = redact.load_policy(run.config.redact.policy).audio.mode
    with run.source.fetch(run.entries[call.id]) as recording:
        return audio.copy_silenced(recording, target, to_silence(call, redacted), mode).path


def _commit_redacted(run: Run, calls: dict[str, Call], redacted: RedactedCall) -> float:
    """Write the redacted audio, then the rows, then delete the raw transcript; in that order."""
    call_id = redacted.transcript.call_id
    name = run.outputs.save(f"audio/{call_id}", partial(_copy, run, calls, redacted))
    del calls[call_id]
    run.store.save_redacted(call_id, redacted, run.wanted, name, run.id)
    run.scratch.delete(call_id)
    return redacted.transcript.seconds
