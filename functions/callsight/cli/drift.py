"""`callsight drift`: whether a night is like the nights before it."""

from __future__ import annotations

from typing import Annotated

import typer

from callsight.cli import options
from callsight.cli.app import app
from callsight.cli.output import note, show, show_json


@app.command()
def drift(
    nights: Annotated[int, typer.Option(min=1, help="Most nights shown, the newest first.")] = 14,
    as_json: options.Json = False,
    database: options.Database = None,
    config: options.ConfigFile = None,
) -> None:
    """Each night's numbers held against the nights before: speech, confidence, PII, topics."""
    from callsight.report import drift as report

    threshold = options.configuration(config).drift_threshold
    with options.stored(config, database) as store:
        found = report.nights(store, threshold, nights)
    if as_json:
        show_json([vars(night) for night in found])
        return
    if not found:
        note("No run has analyzed a call yet: `callsight run RECORDINGS`.")
        return
    from callsight.report.tables import drift_table

    show(drift_table(found))
    note(
        "In brackets: standard deviations from the mean of up to "
        f"{report.NIGHTS} nights before, of topics the population stability index; none with fewer "
        f"than {report.FEWEST_NIGHTS} nights of {report.FEWEST_CALLS} calls. A warning (!) begins "
        f"at {threshold:g} (`drift_threshold`), of topics at {report.SHIFT}."
    )
