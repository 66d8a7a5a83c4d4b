"""Options that several commands share, and how they become one configuration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callsight.errors import ConfigurationError

if TYPE_CHECKING:
    from callsight.config import Config
    from callsight.store import Store

Profile = Annotated[str | None, typer.Option(help="Set of defaults: demo, cpu or gpu.")]
Database = Annotated[
    str | None, typer.Option(help="SQLite file, or URL of PostgreSQL or MySQL/MariaDB.")
]
Output = Annotated[str | None, typer.Option(help="Folder or URL for redacted audio and reports.")]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="Configuration file (YAML).", show_default=False)
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Any key of the configuration; repeatable."),
]
Topic = Annotated[str | None, typer.Option(help="Only calls with this topic.")]
Agent = Annotated[str | None, typer.Option(help="Only calls of this agent id.")]
Queue = Annotated[str | None, typer.Option(help="Only calls of this queue.")]
Sentiment = Annotated[
    str | None, typer.Option(help="Of the customer: negative, neutral or positive.")
]
Since = Annotated[str | None, typer.Option(help="Date or time (UTC), or how long ago: 7d, 36h.")]
Until = Annotated[str | None, typer.Option(help="Date or time (UTC) before which.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on stdout instead of tables.")]


def configuration(
    file: Path | None = None, settings: list[str] | None = None, **given: Any
) -> Config:
    """The effective configuration; `given` are options that are None where they were not named.

    Raises ConfigurationError for an unknown profile, key or value.
    """
    from callsight.config import load_config

    return load_config(overrides(settings, **given), file=file)


def overrides(settings: list[str] | None, **given: Any) -> dict[str, Any]:
    """Dotted keys from `--set`, then the named options, which win; `__` stands for a dot."""
    keys: dict[str, Any] = {}
    for item in settings or []:
        key, equals, value = item.partition("=")
        if not equals or not key.strip():
            raise ConfigurationError(
                f"`--set {item}` must be KEY=VALUE, for example `--set transcribe.model=base`."
            )
        keys[key.strip()] = value
    named = {key.replace("__", "."): str(v) for key, v in given.items() if v is not None}
    return keys | named


def stored(file: Path | None, database: str | None) -> Store:
    """The database to read; one that does not exist is a ConfigurationError."""
    from callsight.store import open_store

    return open_store(configuration(file, database=database).database_url, create=False)
