"""One verb: run the stages over a dataset, ask every evaluator, and report."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from callsight.calls import STAGES, Failure
from callsight.config import Config, describe
from callsight.errors import ConfigurationError
from callsight.evaluate import answers, privacy, speech
from callsight.evaluate.dataset import Dataset, load_dataset
from callsight.evaluate.report import FailedCall, Report
from callsight.evaluate.stages import Outcome, Progress, Stopwatch, run_stages
from callsight.evaluate.statistics import Evidence, Row, Score, per_call, summarize

if TYPE_CHECKING:
    from callsight.analyze import Question

Evaluator: TypeAlias = Callable[[Outcome], Evidence]
"""A pure function: what one call says about some metrics."""

EVALUATORS: tuple[Evaluator, ...] = (
    speech.word_errors,
    speech.digit_errors,
    speech.word_times,
    speech.diarization,
    privacy.detection,
    privacy.leaks,
    privacy.silence,
    answers.sentiment,
)
"""Those that need nothing but the outcome; `answers.answers` also needs the questions."""

_STAGE_SETTINGS = ("transcribe.", "redact.", "analyze.")


def evaluate(
    folder: str | Path, config: Config, progress: Progress | None = None, *, seed: int = 0
) -> Report:
    """How good every stage is over the recordings in `folder` that have a ground truth.

    `progress` shows each stage (`callsight.progress.track` fits); `seed` is that of the intervals.

    Raises InputError for a folder without usable ground truth, ConfigurationError for a wrong
    model, policy or questionnaire, or where the extra `evaluate` is not installed.
    """
    from callsight import analyze, redact

    notes = [*_missing_libraries(), *redact.limits(config.redact)]
    dataset = load_dataset(folder)
    questions = analyze.load_questionnaire(config.analyze.questionnaire).questions
    stopwatch = Stopwatch()
    outcomes = list(run_stages(dataset, config, progress, stopwatch))
    report = evaluate_outcomes(dataset, outcomes, questions, stopwatch, seed=seed)
    settings = {k: v for k, v in describe(config).items() if k.startswith(_STAGE_SETTINGS)}
    return replace(report, settings=settings, notes=tuple(notes))


def evaluate_outcomes(
    dataset: Dataset,
    outcomes: Sequence[Outcome],
    questions: Sequence[Question],
    stopwatch: Stopwatch | None = None,
    *,
    seed: int = 0,
) -> Report:
    """The report of outcomes that are already there."""
    ask: Evaluator = functools.partial(answers.answers, questions=questions)
    evidence = [_evidence(outcome, (*EVALUATORS, ask)) for outcome in outcomes]
    unusable: list[Evidence] = [{"failed_calls": [(1, 1)]} for _ in dataset.failures]
    failures = (*dataset.failures, *(f for outcome in outcomes for f in outcome.failures))
    return Report(
        dataset=dataset.fingerprint,
        calls=len(outcomes),
        seconds=round(sum(outcome.truth.seconds for outcome in outcomes), 3),
        settings={},
        seed=seed,
        scores=summarize([*evidence, *unusable], seed=seed),
        per_call={
            outcome.call_id: per_call(rows)
            for outcome, rows in zip(outcomes, evidence, strict=True)
        },
        failures=tuple(map(_failed, failures)),
        notes=(),
        speed=_speed(stopwatch or Stopwatch()),
    )


def _failed(failure: Failure) -> FailedCall:
    return FailedCall(
        failure.call_id or "",
        failure.recording or "",
        failure.stage,
        failure.kind,
        failure.message,
    )


def _evidence(outcome: Outcome, evaluators: Sequence[Evaluator]) -> Evidence:
    rows: dict[str, Sequence[Row]] = {"failed_calls": [(bool(outcome.failures), 1)]}
    for evaluator in evaluators:
        rows |= evaluator(outcome)
    return rows


def _speed(stopwatch: Stopwatch) -> tuple[Score, ...]:
    """Real-time factors per stage; stages pool calls, so there is nothing to resample."""
    return tuple(
        Score(
            f"real_time_factor/{stage}",
            round(stopwatch.work[stage] / stopwatch.audio[stage], 6),
            None,
            None,
            round(stopwatch.audio[stage], 3),
        )
        for stage in STAGES
        if stopwatch.audio.get(stage)
    )


def _missing_libraries() -> list[str]:
    """What cannot be measured here, said before any model is loaded."""
    if find_spec("jiwer") is None:
        raise ConfigurationError(
            "Evaluation needs `jiwer`, which is not installed: pip install 'callsight[evaluate]'"
        )
    if find_spec("pyannote") is None or find_spec("pyannote.metrics") is None:
        return [
            "The diarization error was not measured, because `pyannote.metrics` is not installed: "
            "pip install 'callsight[evaluate]'"
        ]
    return []
