"""Reading the database: `calls`, `show`, `failures`, and `retry`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from callsight.cli import options
from callsight.cli.app import app
from callsight.cli.output import note, show, show_json
from callsight.errors import ConfigurationError

if TYPE_CHECKING:
    from callsight.store import CallRecord

CallReference = Annotated[
    str, typer.Argument(metavar="CALL", help="Call id (or its beginning), or external id.")
]


@app.command()
def calls(
    topic: options.Topic = None,
    agent: options.Agent = None,
    queue: options.Queue = None,
    status: Annotated[
        str | None, typer.Option(help="new, transcribed, redacted, analyzed or failed.")
    ] = None,
    sentiment: options.Sentiment = None,
    since: options.Since = None,
    until: options.Until = None,
    text: Annotated[str | None, typer.Option(help="Only calls in which this was said.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most calls to list.")] = 50,
    as_json: options.Json = False,
    database: options.Database = None,
    config: options.ConfigFile = None,
) -> None:
    """List calls, the latest first."""
    from callsight.store import read_filters

    filters = read_filters(
        topic=topic, agent=agent, queue=queue, status=status, sentiment=sentiment,
        since=since, until=until, text=text,
    )  # fmt: skip
    with options.stored(config, database) as store:
        rows = store.calls(filters=filters, limit=limit)
    if as_json:
        show_json(rows)
        return
    from callsight.report.tables import calls_table

    show(calls_table(rows))
    if not rows:
        note("No calls. Fill the database with `callsight run RECORDINGS`.")
    elif len(rows) == limit:
        note(f"The latest {limit} calls; `--limit` shows more.")


@app.command()
def search(
    text: Annotated[
        str, typer.Argument(help='Words in any order, "phrases", beginnings*.', metavar="TEXT")
    ],
    speaker: Annotated[str | None, typer.Option(help="agent, customer or unknown.")] = None,
    topic: options.Topic = None,
    agent: options.Agent = None,
    queue: options.Queue = None,
    sentiment: options.Sentiment = None,
    since: options.Since = None,
    until: options.Until = None,
    limit: Annotated[int, typer.Option(min=1, help="Most places to list.")] = 20,
    as_json: options.Json = False,
    database: options.Database = None,
    config: options.ConfigFile = None,
) -> None:
    """Find what was said: the turns with these words, and the second to listen from."""
    from callsight.store import read_filters

    filters = read_filters(
        topic=topic, agent=agent, queue=queue, sentiment=sentiment, since=since, until=until,
        speaker=speaker,
    )  # fmt: skip
    with options.stored(config, database) as store:
        hits = store.search(text, filters, limit=limit)
        most = store.count_hits(text, filters) if len(hits) == limit else len(hits)
    if as_json:
        show_json([vars(hit) for hit in hits])
        return
    from callsight.report.tables import hits_table

    if not hits:
        note("Nobody said that. Fewer words find more, and so does a beginning such as `cancel*`.")
        return
    show(hits_table(hits))
    if most > len(hits):
        total = f"{most:,}" if most < 1000 else "1,000 or more"
        note(f"The latest {len(hits)} of {total}; `--limit` shows more.")


@app.command("show")
def show_call(
    call: CallReference,
    as_json: options.Json = False,
    database: options.Database = None,
    config: options.ConfigFile = None,
) -> None:
    """Show all about one call: metadata, answers with evidence, and what was said, redacted."""
    with options.stored(config, database) as store:
        record = store.load_call(call)
    if as_json:
        show_json(_record(record))
        return
    from callsight.cli.card import card

    show(card(record))


@app.command()
def failures(
    stage: Annotated[
        str | None, typer.Option(help="ingest, transcribe, redact or analyze.")
    ] = None,
    resolved: Annotated[bool, typer.Option(help="Also those overcome since.")] = False,
    as_json: options.Json = False,
    database: options.Database = None,
    config: options.ConfigFile = None,
) -> None:
    """List what failed, why, and what to do."""
    from callsight.calls import STAGES

    if stage is not None and stage not in STAGES:
        raise ConfigurationError(f"Unknown stage `{stage}`: choose one of {', '.join(STAGES)}.")
    with options.stored(config, database) as store:
        rows = store.failures(stage=stage, resolved=resolved)
    if as_json:
        show_json(rows)
        return
    from callsight.report.tables import failures_table

    if rows:
        show(failures_table(rows))
        note("`callsight retry --all`, then `callsight run`, tries them again.")
    else:
        show("Nothing failed.")


@app.command()
def retry(
    call: Annotated[
        str | None,
        typer.Argument(
            metavar="[CALL]",
            help="Call id, external id, or recording that `failures` lists.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything that failed.")] = False,
    database: options.Database = None,
    config: options.ConfigFile = None,
) -> None:
    """Let the next run try again what failed."""
    if bool(call) == everything:
        raise ConfigurationError("Name one call or `--all`: `callsight failures` lists them.")
    with options.stored(config, database) as store:
        count = store.retry(call)
    show(f"{count} to be tried again by the next `callsight run`.")


def _record(record: CallRecord) -> dict[str, Any]:
    from callsight.calls import to_dict

    return to_dict(record)
