"""One self-contained HTML file: overview, personal data, failures, and every call with its player.

What a run leaves behind: a single artifact that opens at once, prints, and works offline.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callsight.report.charts import arc_chart, trend_chart
from callsight.report.numbers import (
    GROUPS,
    agents,
    failure_counts,
    numbers,
    questions,
    removed,
    rows,
)
from callsight.report.render import Site, environment
from callsight.report.selection import Selection
from callsight.report.views import call_view
from callsight.report.waveform import waveform
from callsight.store import CallRecord, Store

if TYPE_CHECKING:
    from markupsafe import Markup

CALLS = 150
"""Most calls that one page shows one by one; its overview is about all of them."""
FAILURES = 200
"""Most failures listed."""
NOTHING_CHOSEN = dict.fromkeys(("topic", "outcome", "agent", "mood", "since", "until", "text"), "")
NONE_YET = "No calls yet. Fill the database with `callsight run RECORDINGS`."


def write_report(
    store: Store,
    path: str | Path,
    run_id: str | None = None,
    *,
    audio_base: str = "",
    audio_folder: Path | None = None,
    limit: int = CALLS,
    selection: Selection | None = None,
) -> Path:
    """Write the page and return its path, `.html` added where `path` has no such suffix.

    `run_id`: about the calls that this run worked on; None: all calls. `audio_base`: what leads
    from the page to the output folder (for example `../callsight-data/`), empty where the page lies
    in it. `audio_folder`: the output folder, where it can be read, for the waveforms. Calls beyond
    the `limit` latest ones are in the numbers only.

    Raises OSError where the file cannot be written; nothing half-written is left.
    """
    path = Path(path)
    if path.suffix not in (".html", ".htm"):
        path = path.with_name(path.name + ".html")
    chosen = selection or Selection(run_id=run_id)
    write_file(path, _parts(store, chosen, audio_base, audio_folder, limit))
    return path


def write_file(path: Path, parts: Iterator[str]) -> None:
    """Write a whole file or nothing."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("w", encoding="utf-8") as file:
            file.writelines(parts)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def overview(store: Store, selection: Selection) -> dict[str, Any]:
    """Numbers and charts of some calls, for the templates."""
    found = numbers(store, selection)
    return {
        "numbers": found,
        "arc": arc_chart(found.arc),
        "trend": trend_chart(found.days),
        "agents": [share for share in agents(store, selection, GROUPS) if share.silence < 1],
        "made_at": f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC",
        "choices": None,
        "pages": None,
        "privacy": None,
        "failures": None,
        "hits": None,
        "more_agents": None,
        "empty": NONE_YET.replace("`", ""),
    }


def privacy(store: Store, selection: Selection) -> dict[str, Any]:
    """What was removed, for the template."""
    found = removed(store, selection)
    run = last_run(store, selection.run_id)
    failed = failure_counts(store, selection.run_id)
    return {
        "entities": found.entities,
        "detectors": found.detectors,
        "withheld": sum(count for stage, _, count in failed if stage == "redact"),
        "best_effort": not (run or {}).get("config", {}).get("redact.name_model"),
    }


def last_run(store: Store, run_id: str | None) -> dict[str, Any] | None:
    """Row of `runs`: the one asked for, or the last one."""
    runs = store.runs(limit=1 if run_id is None else 1000)
    return next((run for run in runs if run_id in (None, run["id"])), None)


def waves_of(record: CallRecord, folder: Path | None) -> list[str]:
    """The waveforms of a call's channels, where its redacted audio can be read."""
    if folder is None or not record.audio:
        return []
    return waveform(folder / record.audio, record.call.seconds)


def _parts(
    store: Store, selection: Selection, audio_base: str, folder: Path | None, limit: int
) -> Iterator[str]:
    """The page piece by piece: one call in memory at a time."""
    site = Site(call=lambda call_id: f"#call-{call_id}")
    listed = rows(store, selection, limit)
    values = overview(store, selection)
    total = values["numbers"].calls
    values |= {
        "heading": "Call report",
        "run": last_run(store, selection.run_id),
        "rows": listed,
        "failures": store.failures(run_id=selection.run_id)[:FAILURES],
        "privacy": privacy(store, selection) if total else None,
        "shown": shown(len(listed), total),
        "choices": choices(listed) if listed else None,
        "chosen": NOTHING_CHOSEN,
        "problem": None,
        "exports": None,
    }
    contents = _calls(store, site, listed, audio_base, folder)
    template = environment().get_template("single.html")
    yield from template.generate(site=site, **values, contents=contents)


def choices(listed: list[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    """What the calls of a page can be filtered by: name, label, values."""

    def values(column: str) -> list[str]:
        return sorted({row[column] for row in listed if row[column]})

    return [
        ("topic", "Topic", values("topic")),
        ("outcome", "Outcome", values("outcome")),
        ("agent", "Agent", values("agent_id")),
        ("mood", "Customer", ["positive", "neutral", "negative"]),
    ]


def shown(listed: int, total: int) -> str:
    """What the table of calls says of itself."""
    noun = "call" if total == 1 else "calls"
    return f"{total:,} {noun}" if listed >= total else f"The latest {listed:,} of {total:,} {noun}"


def _calls(
    store: Store, site: Site, listed: list[dict[str, Any]], audio_base: str, folder: Path | None
) -> Iterator[Markup]:
    from markupsafe import Markup

    asked = questions(store)
    template = environment().get_template("folded_call.html")
    opened = False  # the first call that has something to look at
    for row in listed:
        record = store.load_call(row["call_id"])
        audio = audio_base + record.audio if record.audio else None
        view = call_view(record, asked.get(record.questionnaire_version or "", {}), audio)
        first = not opened and bool(view["turns"])
        opened = opened or first
        prefix, waves = f"call-{record.call.id}-", waves_of(record, folder)
        yield Markup(template.render(view, site=site, open=first, prefix=prefix, waves=waves))
