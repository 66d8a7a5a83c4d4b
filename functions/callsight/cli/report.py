"""`callsight report`: pages that need no server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from callsight.cli import options
from callsight.cli.app import app
from callsight.cli.output import show
from callsight.errors import ConfigurationError

if TYPE_CHECKING:
    from callsight.config import Config
    from callsight.report import Selection
    from callsight.store import Store


@app.command()
def report(
    target: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Folder for all pages, or a `.html` file for everything on one page; default: "
            "`report.html` in the output folder.",
        ),
    ] = None,
    call: Annotated[
        str | None, typer.Option(help="Only this call, as one file with its recording in it.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Date, time (UTC), or time ago such as `7d` or `36h`.")
    ] = None,
    run: Annotated[str | None, typer.Option(help="Only calls that this run worked on.")] = None,
    audio: Annotated[
        str | None,
        typer.Option(
            help="Recordings: `copy` beside the pages, `embed` in them, `link` to where they are, "
            "or `none`; default: copy, for one call embed.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Most calls shown one by one; default: 500, on one page 150."),
    ] = None,
    database: options.Database = None,
    config: options.ConfigFile = None,
) -> None:
    """Write pages to look at, offline: overview, agents, and every call with its player."""
    effective = options.configuration(config, database=database)
    _check(audio, effective, target)
    with options.stored(config, database) as store:
        show(str(_write(store, effective, target, call, since, run, audio, limit)))


def _write(
    store: Store,
    effective: Config,
    target: Path | None,
    call: str | None,
    since: str | None,
    run: str | None,
    audio: str | None,
    limit: int | None,
) -> Path:
    from callsight import report as pages
    from callsight.store import read_filters

    output = None if "://" in effective.output else Path(effective.output)
    path = Path(target or effective.output)
    if call is not None:
        return pages.write_call(store, call, path, output=output, audio=audio or "embed")  # type: ignore[arg-type]
    chosen = pages.Selection(read_filters(since=since), run_id=run)
    if target is None or path.suffix in (".html", ".htm"):
        return _one_page(store, effective, path, chosen, limit)
    return pages.write_site(
        store, path, chosen, output=output, audio=audio or "copy",  # type: ignore[arg-type]
        limit=limit or pages.static.CALLS,
    )  # fmt: skip


def _one_page(
    store: Store, effective: Config, path: Path, chosen: Selection, limit: int | None
) -> Path:
    from callsight import report as pages

    if path.suffix not in (".html", ".htm"):
        path = path / "report.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    remote = "://" in effective.output
    base = effective.output if remote else os.path.relpath(effective.output, path.parent)
    return pages.write_report(
        store,
        path,
        audio_base="" if base == "." else f"{base.rstrip('/')}/",
        audio_folder=None if remote else Path(effective.output),
        limit=limit or pages.page.CALLS,
        selection=chosen,
    )


def _check(audio: str | None, effective: Config, target: Path | None) -> None:
    from callsight.report.static import Audio

    if audio is not None and audio not in get_args(Audio):
        valid = ", ".join(get_args(Audio))
        raise ConfigurationError(f"`--audio {audio}` is unknown: choose one of {valid}.")
    if target is None and "://" in effective.output:
        raise ConfigurationError(
            "Name a folder with `-o`: the output of this configuration is a URL."
        )
