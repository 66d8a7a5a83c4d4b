"""`callsight doctor`: is everything there that a run needs?"""

from __future__ import annotations

import dataclasses

import typer

from callsight.cli import options
from callsight.cli.app import WRONG_USE, app
from callsight.cli.output import show, show_json

_STYLES = {"ok": "green", "warning": "yellow", "error": "bold red"}


@app.command()
def doctor(
    profile: options.Profile = None,
    database: options.Database = None,
    output: options.Output = None,
    config: options.ConfigFile = None,
    settings: options.Settings = None,
    as_json: options.Json = False,
) -> None:
    """Check what is installed, devices, models, database and voices, and say what to do."""
    effective = options.configuration(
        config, settings, profile=profile, database=database, output=output
    )
    from callsight.cli.checks import checks

    found = list(checks(effective))
    if as_json:
        show_json([dataclasses.asdict(check) for check in found])
    else:
        from rich.table import Table
        from rich.text import Text

        table = Table(header_style="bold", box=None)
        for name in ("", "state", "found", "what to do"):
            table.add_column(name, overflow="fold")
        for check in found:
            state = Text(check.state, style=_STYLES[check.state])
            table.add_row(Text(check.name), state, Text(check.found), Text(check.todo))
        show(table)
    if any(check.state == "error" for check in found):
        raise typer.Exit(WRONG_USE)
