"""The bodies of the MLRun handlers: parameters in, results and artifacts out.

Everything that Callsight does is in `callsight.pipeline`; here it is only translated.
Nothing personal may be logged: tables hold ids, counts and times, and redacted text at most.
"""

from __future__ import annotations

import logging
from typing import Any

import mlrun
import pandas as pd

from callsight import ingest
from callsight.calls import Stage
from callsight.config import Config, load_config
from callsight.errors import CallsightError
from callsight.pipeline import STAGE_FUNCTIONS
from callsight.run import Run, StageReport

logger = logging.getLogger(__name__)


def run_stage(context: mlrun.MLClientCtx, stage: Stage, settings: dict[str, Any] | None) -> None:
    """Run one stage over the calls that need it, and log its numbers and tables."""
    run = _open_run(context, settings)
    run.begin()
    report = STAGE_FUNCTIONS[stage](run)
    context.log_results(report.results())
    _log_tables(context, run, report)


def close_run(context: mlrun.MLClientCtx, settings: dict[str, Any] | None) -> None:
    """Close the run: numbers of all stages, the table of its calls, the report page.

    Raises CallsightError when more calls failed than `max_failure_rate` allows.
    """
    from callsight.report import write_report

    run = _open_run(context, settings)
    totals = run.close()
    context.log_results({"calls": totals.done, "failed": totals.failed, "seconds": totals.seconds})
    if calls := run.store.calls():
        context.log_dataset("call_overview", df=_table(calls), format="parquet")
    name = run.outputs.save(
        "report.html",
        lambda target: write_report(run.store, target, audio_folder=run.outputs.local),
    )
    context.log_result("report", f"{run.outputs.url}/{name}")
    if run.outputs.local is not None:
        context.log_artifact("report_page", local_path=str(run.outputs.local / name))
    if totals.failure_rate > run.config.max_failure_rate:
        raise CallsightError(
            f"{totals.failed} calls failed, which is more than `max_failure_rate` "
            f"({run.config.max_failure_rate}) allows: see `callsight failures`."
        )


def _open_run(context: mlrun.MLClientCtx, settings: dict[str, Any] | None) -> Run:
    config = load_config(settings)
    # All steps of one workflow are one run; a step that is run alone is a run of its own.
    run_id = context.labels.get("workflow") or context.uid
    return Run(config, run_id, _data_store_source(config))


def _data_store_source(config: Config) -> ingest.Source | None:
    """Recordings at a URL are read through MLRun's data stores, which know the secrets."""
    if "://" not in config.recordings:
        return None
    item = mlrun.get_dataitem(config.recordings)
    return ingest.RemoteSource(item.url, item.store.filesystem)


def _log_tables(context: mlrun.MLClientCtx, run: Run, report: StageReport) -> None:
    failures = run.store.failures(run_id=run.id, stage=report.stage)
    if failures:
        context.log_dataset("failures", df=_table(failures), format="parquet")
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
