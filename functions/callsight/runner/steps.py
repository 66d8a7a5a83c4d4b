"""The bodies of the MLRun handlers: parameters in, results and artifacts out.

Everything that Callsight does is in `callsight.pipeline`; here it is only translated.
Nothing personal may be logged: tables hold ids, counts and times, and redacted text at most.
"""

from __future__ import annotations

import logging
from typing import Any

import mlrun
import pandas as pd

from callsight.calls import Stage
from callsight.errors import CallsightError
from callsight.pipeline import STAGE_FUNCTIONS
from callsight.report import drift
from callsight.run import Run, StageReport, Totals
from callsight.runner.notify import notify
from callsight.runner.opening import open_run
from callsight.runner.shards import run_in_shards
from callsight.runner.usage import measured

logger = logging.getLogger(__name__)


def run_stage(
    context: mlrun.MLClientCtx,
    stage: Stage,
    settings: dict[str, Any] | None,
    shard: int = 0,
    shards: int = 1,
    workers: int = 1,
) -> None:
    """Run one stage over the calls that need it, and log its numbers and tables.

    `shard` of `shards`: only this part of the calls, where other steps take the others.
    `workers`: processes of this step that divide the calls among them.
    """
    run = open_run(settings, _run_id(context), (shard, shards) if shards > 1 else None)
    run.begin()
    with measured() as usage:
        if workers > 1:
            report = run_in_shards(run, stage, settings, workers)
        else:
            report = STAGE_FUNCTIONS[stage](run)
    context.log_results(report.results() | usage)
    _log_tables(context, run, report)


def close_run(
    context: mlrun.MLClientCtx,
    settings: dict[str, Any] | None,
    notifications: list[dict[str, Any]] | None = None,
) -> None:
    """Close the run: numbers of all stages, the table of its calls, drift, the report page.

    Raises CallsightError when more calls failed than `max_failure_rate` allows.
    """
    from callsight.report import write_report

    run = open_run(settings, _run_id(context))
    totals = run.close()
    context.log_results({"calls": totals.done, "failed": totals.failed, "seconds": totals.seconds})
    if calls := run.store.calls({"analyzed_run_id": run.id}):
        context.log_dataset("call_overview", df=_table(calls), format="parquet")
        _log_drift(context, run)
    name, audio_folder = "report.html", run.outputs.local
    changed = totals.done or totals.failed or run.store.corrected_since_run(run.id)
    if changed or not run.outputs.exists(name):  # most nights have none
        run.outputs.save(
            name, lambda target: write_report(run.store, target, audio_folder=audio_folder)
        )
    context.log_result("report", f"{run.outputs.url}/{name}")
    if run.outputs.local is not None:
        context.log_artifact("report_page", local_path=str(run.outputs.local / name))
    good = totals.failure_rate <= run.config.max_failure_rate
    if notifications:
        news = _news(totals, good, str(context.results.get("drift", "none")))
        notify(notifications, news, good=good, results=context.results)
    if not good:
        raise CallsightError(
            f"{totals.failed} calls failed, which is more than `max_failure_rate` "
            f"({run.config.max_failure_rate}) allows: see `callsight failures`."
        )


def _log_drift(context: mlrun.MLClientCtx, run: Run) -> None:
    """Hold this night against the ones before it: warnings and distances, and their table."""
    drift.keep_numbers(run.store, run.id)
    nights = drift.nights(run.store, run.config.drift_threshold)
    tonight = next(night for night in nights if night.run_id == run.id)  # another may be newer
    distances = {f"drift_{name}": round(value, 3) for name, value in tonight.deviations.items()}
    if tonight.shift is not None:
        distances["drift_topics"] = round(tonight.shift, 4)
    context.log_results({"drift": ", ".join(tonight.warnings) or "none"} | distances)
    context.log_dataset("drift", df=_table([night.row() for night in nights]), format="parquet")


def _news(totals: Totals, good: bool, warnings: str) -> str:
    state = "completed" if good else "FAILED (too many calls failed)"
    unlike = "" if warnings == "none" else f"; unlike the nights before: {warnings}"
    return (
        f"Callsight run {state}: {totals.done:,} calls processed, {totals.failed:,} failed, "
        f"in {totals.seconds:.0f} s{unlike}"
    )


def _run_id(context: mlrun.MLClientCtx) -> str:
    """All steps of one workflow are one run; a step that is run alone is a run of its own."""
    return context.labels.get("workflow") or context.uid


def _log_tables(context: mlrun.MLClientCtx, run: Run, report: StageReport) -> None:
    failures = run.store.failures(run_id=run.id, stage=report.stage)
    if failures:
        context.log_dataset("failures", df=_table(failures), format="parquet")
    if report.redaction is not None and (counts := report.redaction.rows()):
        context.log_dataset("redaction_report", df=_table(counts), format="parquet")
    # Empty where a known recording was only found again, in another place.
    if rows := run.store.stage_table(report.stage, run.id):
        context.log_dataset(f"{report.stage}_calls", df=_table(rows), format="parquet")


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a DataFrame that Parquet takes: nested values become JSON text."""
    frame = pd.DataFrame(rows)
    for column in frame.columns:
        if frame[column].map(lambda value: isinstance(value, (list, dict, tuple))).any():
            frame[column] = frame[column].map(str)
    return frame
