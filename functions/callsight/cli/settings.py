"""`callsight config`: the effective configuration and where each value comes from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from callsight.cli import options
from callsight.cli.app import app
from callsight.cli.output import show, show_json


@app.command("config")
def show_config(
    profile: options.Profile = None,
    database: options.Database = None,
    output: options.Output = None,
    config: options.ConfigFile = None,
    settings: options.Settings = None,
    as_json: options.Json = False,
) -> None:
    """Show the effective configuration, secrets hidden, and where each value comes from."""
    given = options.overrides(settings, profile=profile, database=database, output=output)
    values = sources(given, config)
    if as_json:
        show_json(
            {key: {"value": value, "from": source} for key, (value, source) in values.items()}
        )
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(header_style="bold", box=None)
    for name in ("key", "value", "from"):
        table.add_column(name, overflow="fold")
    for key, (value, source) in values.items():
        shown = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
        dim = "dim" if source == "default" else ""
        text = "–" if shown in (None, "") else str(shown)
        table.add_row(Text(key), Text(text, style=dim), Text(source, style=dim))
    show(table)


def sources(given: dict[str, Any], file: Path | None) -> dict[str, tuple[Any, str]]:
    """Key to value and the last layer that changed it.

    Raises ConfigurationError as `load_config` does.
    """
    from callsight.config import ENVIRONMENT_PREFIX, Config, describe, load_config

    file = file or (
        Path(named) if (named := os.environ.get(f"{ENVIRONMENT_PREFIX}CONFIG")) else None
    )
    final = load_config(given, file=file)
    profile = {"profile": final.profile}
    layers = {
        "default": Config(),
        f"profile {final.profile}": load_config(profile, environment={}),
        f"file {file}": load_config(profile, file=file, environment={}),
        "environment": load_config(profile, file=file),
        "argument": final,
    }
    described = {name: describe(layer) for name, layer in layers.items()}
    found: dict[str, tuple[Any, str]] = {}
    for key, value in describe(final).items():
        source, before = "default", described["default"][key]
        for name, values in described.items():
            if values[key] != before:
                source, before = name, values[key]
        found[key] = (value, source)
    found["profile"] = (final.profile, _profile_source(given, file, final.profile))
    return found


def _profile_source(given: dict[str, Any], file: Path | None, profile: str) -> str:
    """Every layer above is loaded with the profile, so its own origin is looked up."""
    from callsight.config import ENVIRONMENT_PREFIX, Config

    if "profile" in given:
        return "argument"
    if f"{ENVIRONMENT_PREFIX}PROFILE" in os.environ:
        return "environment"
    return "default" if file is None or profile == Config().profile else f"file {file}"
