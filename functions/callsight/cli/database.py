"""`callsight db`: the schema of the database."""

from __future__ import annotations

import dataclasses

import typer

from callsight.cli import options
from callsight.cli.app import app
from callsight.cli.output import show, show_json

db = typer.Typer(help="Create, upgrade and inspect the database.", no_args_is_help=True)
app.add_typer(db, name="db")


@db.command()
def upgrade(database: options.Database = None, config: options.ConfigFile = None) -> None:
    """Create the tables, or bring them up to date; back up first."""
    from callsight import store
    from callsight.config import describe

    effective = options.configuration(config, database=database)
    revision = store.upgrade(effective.database_url)
    show(f"Database {describe(effective)['database']} has schema {revision}.")


@db.command()
def info(
    as_json: options.Json = False,
    database: options.Database = None,
    config: options.ConfigFile = None,
) -> None:
    """Show schema, rows and size of the database."""
    from callsight import store

    found = store.info(options.configuration(config, database=database).database_url)
    if as_json:
        show_json(dataclasses.asdict(found))
        return
    from rich.table import Table
    from rich.text import Text

    current = found.revision == found.head
    state = "current" if current else f"needs {found.head}: `callsight db upgrade`"
    table = Table.grid(padding=(0, 3))
    table.add_row("database", Text(found.url))
    table.add_row("schema", Text(f"{found.revision or 'none'} ({state})"))
    table.add_row("size", f"{found.bytes / 1e6:.1f} MB")
    for name, rows in found.tables.items():
        table.add_row(name, f"{rows:,} rows")
    show(table)
