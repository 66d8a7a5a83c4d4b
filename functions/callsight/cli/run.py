"""`callsight run`: the whole chain over some recordings."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callsight.cli import options
from callsight.cli.app import SOME_FAILED, WRONG_USE, app
from callsight.cli.output import error, show
from callsight.config import hide_secrets

if TYPE_CHECKING:
    from callsight.config import Config
    from callsight.runner import RunSummary
    from callsight.store import Store

SHOWN = 50
"""Most rows of the tables at the end."""


@app.command()
def run(
    recordings: Annotated[
        str | None,
        typer.Argument(
            help="Folder, glob, archive or URL of recordings; `samples`: the bundled calls.",
            show_default=False,
        ),
    ] = None,
    metadata: Annotated[
        str | None, typer.Option(help="Table of the calls: CSV, Parquet or JSON.")
    ] = None,
    profile: options.Profile = None,
    database: options.Database = None,
    output: options.Output = None,
    config: options.ConfigFile = None,
    settings: options.Settings = None,
    workers: Annotated[
        str,
        typer.Option(
            help="Processes that share the work: a number, or `auto` for one per GPU, or per two "
            "cores where there is none."
        ),
    ] = "1",
    no_overlap: Annotated[
        bool, typer.Option("--no-overlap", help="Do nothing while such a run is still going on.")
    ] = False,
) -> None:
    """Transcribe, redact and analyze new recordings; what is known and unchanged is skipped."""
    effective = options.configuration(
        config,
        settings,
        recordings=recordings,
        ingest__metadata=metadata,
        profile=profile,
        database=database,
        output=output,
    )
    _check(effective)
    from callsight.runner import run_workflow
    from callsight.runner.lock import lock_of
    from callsight.runner.shards import workers_of

    with lock_of(effective) if no_overlap else contextlib.nullcontext():
        summary = run_workflow(effective, workers=workers_of(workers, effective))
    code = exit_code(summary)
    if code == WRONG_USE:
        error(summary.message or "The run failed; see its log above.")
        raise typer.Exit(code)
    from callsight.store import open_store

    with open_store(effective.database_url) as store:
        _show(store, summary, effective)
    if code and summary.state.lower() not in _GOOD:
        error(summary.message)
    if code:
        raise typer.Exit(code)


_GOOD = ("succeeded", "completed")


def _check(config: Config) -> None:
    """What can be said at once is said at once: MLRun takes seconds, and wraps errors in its own.

    Raises ConfigurationError or InputError, as the steps of the workflow would.
    """
    from callsight.redact.policy import check
    from callsight.run import Run

    preview = Run(config, "preview")
    _ = preview.wanted, preview.metadata
    check(config.redact)
    if "://" not in config.recordings:  # others are read through MLRun, which knows the secrets
        next(iter(preview.source.entries()))
    preview.outputs.check()
    preview.store.close()


def exit_code(summary: RunSummary) -> int:
    """0, or 1 where calls failed and the rest is stored, or 2 where the run could not be done."""
    failed = _failed(summary)
    if summary.state.lower() in _GOOD:
        return SOME_FAILED if failed else 0
    # A run that closed itself (too many failures) stored the rest; any other broke before that.
    return SOME_FAILED if summary.results.get("report") else WRONG_USE


def _failed(summary: RunSummary) -> int:
    return int(summary.results.get("report", {}).get("failed", 0))


def _show(store: Store, summary: RunSummary, config: Config) -> None:
    from callsight.report.tables import calls_table, failures_table

    numbers = summary.results
    done, failed = int(numbers.get("report", {}).get("calls", 0)), _failed(summary)
    failures = store.failures(run_id=summary.run_id)
    rows = store.calls({"analyzed_run_id": summary.run_id}, limit=SHOWN)
    if lost := {failure["call_id"] for failure in failures[:SHOWN]} - {None}:
        rows += store.calls({"call_id": lost})
    if rows:
        show(calls_table(rows))
    if failures:
        show(failures_table(failures[:SHOWN]))
    show(_sentence(done, failed, numbers))
    _show_removed(numbers.get("redact", {}))
    if (unlike := numbers.get("report", {}).get("drift", "none")) != "none":
        show(f"{'Drift:':<16}{unlike} unlike the nights before (callsight drift)")
    for name, place in (
        ("Database", summary.database),
        ("Redacted audio", _place(summary.output, "audio")),
        ("Report", summary.report and _place(summary.output, Path(summary.report).name)),
    ):
        if place:
            show(f"{name + ':':<16}{place}")
    if earlier := len(store.failures()) - len(failures):
        hint = "callsight failures, callsight retry"
        show(f"{'Still open:':<16}{earlier:,} from earlier runs ({hint})")
    where = _database_option(config)
    if failed:
        show(f"{'Next:':<16}callsight failures{where}")
    elif rows:
        name = rows[0]["external_id"] or rows[0]["call_id"]
        show(f"{'Next:':<16}callsight show {shlex.quote(name)}{where}")


def _show_removed(numbers: Mapping[str, Any]) -> None:
    """What redaction did, and what it could only do as best effort."""
    if "findings" not in numbers:
        return
    silenced = f"{numbers['findings']:,} values, {numbers['seconds_silenced']:,} s silenced"
    show(f"{'Removed:':<16}{silenced}")
    if (limits := numbers["redaction_limits"]) != "none":
        show(f"{'Note:':<16}{limits}")


def _database_option(config: Config) -> str:
    """What the next command needs to read the same database; passwords are not shown."""
    if options.configuration().database_url == config.database_url:
        return ""
    return f" --database {shlex.quote(hide_secrets(config.database_place))}"


def _sentence(done: int, failed: int, numbers: Any) -> str:
    known = int(numbers.get("ingest", {}).get("known", 0))
    if not done and not failed:
        shared = int(numbers.get("ingest", {}).get("calls", 0))
        others = f"; another run works on {shared:,} more" if shared else ""
        return f"Nothing to do: {known:,} recordings are known and unchanged{others}."
    seconds = float(numbers.get("report", {}).get("seconds", 0.0))
    parts = [f"{done:,} calls processed", f"{failed:,} failed"]
    if known:
        parts.append(f"{known:,} known")
    return f"{', '.join(parts)}, in {seconds:.1f} s."


def _place(output: str, name: str) -> str:
    return f"{output}/{name}" if "://" in output else str(Path(output) / name)
