"""The command line: `callsight run`, then look with `calls`, `show` and `report`.

Commands parse, call the library and print; each imports what it needs when it runs.
"""

from __future__ import annotations

from callsight.cli import (
    ask,
    calls,
    cluster,
    database,
    doctor,
    drift,
    redact,
    report,
    review,
    run,
    serve,
    settings,
    tools,
)
from callsight.cli.app import app
from callsight.cli.reference import help_markdown as _help_markdown

COMMANDS = (
    run, cluster, calls, ask, report, drift, serve, review, settings, doctor, database, tools,
    redact,
)  # fmt: skip
"""The modules that define commands."""


def main() -> None:
    """Entry point of the `callsight` command."""
    app()


def help_markdown() -> str:
    """The command reference that the README includes."""
    return _help_markdown(app)


__all__ = ["app", "help_markdown", "main"]
