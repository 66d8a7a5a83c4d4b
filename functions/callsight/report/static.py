"""A folder of pages that need no server: overview, one page per agent, one page per call.

Every page carries its style and script, so that one of them can be mailed or logged as an artifact.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
from pathlib import Path
from typing import Any, Literal

from callsight.report import style
from callsight.report.charts import arc_chart, trend_chart
from callsight.report.numbers import Numbers, Shares, agents, numbers, questions, rows
from callsight.report.page import (
    FAILURES,
    NOTHING_CHOSEN,
    choices,
    last_run,
    overview,
    privacy,
    shown,
    waves_of,
    write_file,
)
from callsight.report.render import Site, render
from callsight.report.selection import Selection
from callsight.report.views import call_view
from callsight.store import CallRecord, Filters, Store

Audio = Literal["copy", "embed", "link", "none"]
CALLS = 500
"""Most calls with a page of their own."""
_MEDIA_TYPES = {
    "wav": "audio/wav", "flac": "audio/flac", "mp3": "audio/mpeg", "ogg": "audio/ogg",
    "opus": "audio/ogg", "m4a": "audio/mp4", "webm": "audio/webm",
}  # fmt: skip


def write_site(
    store: Store,
    folder: Path,
    selection: Selection | None = None,
    *,
    output: Path | None = None,
    audio: Audio = "copy",
    limit: int = CALLS,
) -> Path:
    """Write the pages into `folder` and return the path of the overview.

    `output`: the folder with the redacted audio, where it can be read. `audio`: whether recordings
    are copied into the folder, embedded in the pages, linked where they are, or left out. The
    `limit` latest calls get a page; the others are in the numbers only.

    Raises OSError where a file cannot be written.
    """
    chosen = selection or Selection()
    for name in ("", "calls", "agents"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    listed = rows(store, chosen, limit)
    asked = questions(store)
    for row in listed:
        record = store.load_call(row["call_id"])
        address = _sound(record, output, folder, audio)
        page = call_page(store, record, _site("../"), address, output, asked)
        _write(folder / "calls" / f"{record.call.id}.html", page)
    known = {row["agent_id"] for row in listed if row["agent_id"]}
    compared = [share for share in agents(store, chosen, None) if share.label in known]
    everyone = numbers(store, chosen)
    for share in compared:
        own = numbers(store, _of_agent(chosen, share.label))
        page = _agent(share, own, everyone, [r for r in listed if r["agent_id"] == share.label])
        _write(folder / "agents" / f"{agent_slug(share.label)}.html", page)
    path = folder / "index.html"
    _write(path, _index(store, chosen, listed, known))
    return path


def write_call(
    store: Store,
    reference: str,
    path: Path,
    *,
    output: Path | None = None,
    audio: Audio = "embed",
) -> Path:
    """Write the page of one call as a single file and return its path.

    Raises InputError where no call or several have this reference, OSError as `write_site`.
    """
    record = store.load_call(reference)
    if path.suffix not in (".html", ".htm"):
        path = path / f"{record.call.id}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    site = Site(call=lambda call_id: f"#call-{call_id}")
    address = _sound(record, output, path.parent, audio, depth="")
    _write(path, call_page(store, record, site, address, output, questions(store)))
    return path


def call_page(
    store: Store,
    record: CallRecord,
    site: Site,
    audio: str | None,
    output: Path | None,
    asked: dict[str, Any],
) -> str:
    """The page of one call."""
    view = call_view(record, asked.get(record.questionnaire_version or "", {}), audio)
    waves = waves_of(record, output)
    return render("call_page.html", site, **view, prefix="", waves=waves, waves_address=None)


def agent_slug(agent_id: str) -> str:
    """A file name for an agent, whatever the id is."""
    return hashlib.sha256(agent_id.encode()).hexdigest()[:16]


def comparison(own: Any, everyone: Any) -> list[tuple[str, str, str]]:
    """Lines of an agent's table: measure, the agent's mean, everybody's mean."""

    def length(found: Any) -> str:
        return style.clock(found.seconds / found.calls) if found.calls else ""

    def percent(share: float | None) -> str:
        return "" if share is None else f"{share:.0%}"

    pair = (own, everyone)
    lines = [
        ("length of a call", *map(length, pair)),
        ("sentiment of customers", *(style.signed(n.sentiment_customer) for n in pair)),
        ("sentiment of the agent", *(style.signed(n.sentiment_agent) for n in pair)),
        ("scorecard", *(percent(n.scorecard) for n in pair)),
    ]
    return [(label, a, b) for label, a, b in lines if a or b]


def _index(
    store: Store, selection: Selection, listed: list[dict[str, Any]], known: set[str]
) -> str:
    values = overview(store, selection)
    total = values["numbers"].calls
    values["agents"] = [share for share in values["agents"] if share.label in known]
    values |= {
        "heading": "Calls",
        "run": last_run(store, selection.run_id),
        "rows": listed,
        "choices": choices(listed),
        "chosen": NOTHING_CHOSEN,
        "problem": None,
        "exports": None,
        "privacy": privacy(store, selection) if total else None,
        "failures": store.failures(run_id=selection.run_id)[:FAILURES],
        "shown": shown(len(listed), total),
    }  # fmt: skip
    return render("overview.html", _site(""), **values)


def _agent(share: Shares, own: Numbers, everyone: Numbers, listed: list[dict[str, Any]]) -> str:
    return render(
        "agent.html",
        _site("../"),
        agent=share,
        numbers=own,
        compared=comparison(own, everyone),
        arc=arc_chart(own.arc),
        trend=trend_chart(own.days),
        rows=listed,
        pages=None,
        shown=shown(len(listed), own.calls),
        made_at="",
    )


def _of_agent(selection: Selection, agent_id: str) -> Selection:
    filters = Filters(**{**vars(selection.filters), "agents": (agent_id,)})
    return Selection(filters, selection.run_id, selection.agents, selection.queues)


def _site(root: str) -> Site:
    return Site(
        call=lambda call_id: f"{root}calls/{call_id}.html",
        agent=lambda agent_id: f"{root}agents/{agent_slug(agent_id)}.html",
        home=f"{root}index.html",
        menu=(("Overview", f"{root}index.html"),),
    )


def _sound(
    record: CallRecord, output: Path | None, folder: Path, audio: Audio, depth: str = "../"
) -> str | None:
    """Address of the recording as the page of the call has it."""
    if not record.audio or audio == "none" or output is None:
        return None
    source = output / record.audio
    if audio == "link":
        return source.absolute().as_uri()
    if not source.is_file():
        return None
    if audio == "embed":
        kind = _MEDIA_TYPES.get(source.suffix[1:].lower(), "application/octet-stream")
        return f"data:{kind};base64,{base64.b64encode(source.read_bytes()).decode()}"
    name = f"audio/{record.call.id}{source.suffix}"
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists() or not target.samefile(source):
        shutil.copyfile(source, target)
    return depth + name


def _write(path: Path, page: str) -> None:
    write_file(path, iter([page]))
