"""One self-contained HTML file: overview, personal data, failures, and every call with its player.

Charts are plain HTML and SVG: the page opens at once, prints, works offline, and needs no library.
Jinja escapes every value, and a content security policy with the hash of our one script keeps
anything else from running, should a transcript ever hold markup.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import callsight
from callsight.report import style
from callsight.report.numbers import Numbers, latest, numbers, questions
from callsight.report.views import call_view
from callsight.store import Store

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
CALLS = 150
"""Most calls that one page shows one by one; its overview is about all of them."""
FAILURES = 200
"""Most failures listed."""


def write_report(
    store: Store,
    path: str | Path,
    run_id: str | None = None,
    *,
    audio_base: str = "",
    limit: int = CALLS,
) -> Path:
    """Write the page and return its path, `.html` added where `path` has no such suffix.

    `run_id`: about the calls that this run worked on; None: all calls. `audio_base`: what leads
    from the page to the output folder (for example `../callsight-data/`), empty where the page lies
    in it. Calls beyond the `limit` latest ones are in the numbers only.

    Raises OSError where the file cannot be written; nothing half-written is left.
    """
    path = Path(path)
    if path.suffix not in (".html", ".htm"):
        path = path.with_name(path.name + ".html")
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("w", encoding="utf-8") as file:
            file.writelines(_parts(store, run_id, audio_base, limit))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def _parts(store: Store, run_id: str | None, audio_base: str, limit: int) -> Iterator[str]:
    """The page piece by piece: one call in memory at a time."""
    environment = _environment()
    figures = numbers(store, run_id)
    ids = latest(store, run_id, limit)
    rows = {row["call_id"]: row for row in store.calls({"call_id": ids})} if ids else {}
    yield environment.get_template("head.html").render(
        _head(figures),
        rows=[rows[id] for id in ids],
        failures=store.failures(run_id=run_id)[:FAILURES],
    )
    asked = questions(store)
    template = environment.get_template("call.html")
    opened = False  # the first call that has something to look at
    for id in ids:
        record = store.load_call(id)
        view = call_view(record, asked.get(record.questionnaire_version or "", {}), audio_base)
        yield template.render(view, open=not opened and bool(view["turns"]))
        opened = opened or bool(view["turns"])
    yield environment.get_template("foot.html").render()


def _head(figures: Numbers) -> dict[str, Any]:
    named = {
        "topics": _named(figures.topics, style.words),
        "outcomes": _named(figures.outcomes, style.words),
        "entities": _named(figures.entities, style.entity_name),
        "detectors": _named(figures.detectors, style.words),
    }
    return named | {
        "numbers": figures,
        "run": figures.run,
        "removed_values": sum(count for _, count in figures.entities),
        "arc": arc_chart(figures.arc),
        "made_at": style.moment(dt.datetime.now(dt.UTC)),
    }


def _named(counts: list[tuple[str, int]], name: Any) -> list[tuple[str, int]]:
    return [(name(key), count) for key, count in counts]


def arc_chart(arc: Mapping[str, list[tuple[float, float]]]) -> dict[str, Any] | None:
    """Coordinates of the sentiment chart (user units of its SVG); None where nothing was judged."""
    lines = {speaker: arc[speaker] for speaker in ("agent", "customer") if arc.get(speaker)}
    if not lines:
        return None
    width, height, left, right, top, bottom = 520, 262, 44, 440, 12, 212
    reach = max(0.25, *(abs(y) for points in lines.values() for _, y in points))
    reach = min(1.0, -(-reach // 0.25) * 0.25)

    def place(x: float, y: float) -> tuple[float, float]:
        middle = (top + bottom) / 2
        return round(left + x * (right - left), 1), round(
            middle - y / reach * (bottom - top) / 2, 1
        )

    drawn = []
    for speaker, points in lines.items():
        spots = [place(x, y) for x, y in points]
        drawn.append(
            {
                "speaker": speaker,
                "points": " ".join(f"{x},{y}" for x, y in spots),
                "dots": [
                    (x, y, f"{style.signed(mean)} at {position:.0%}")
                    for (x, y), (position, mean) in zip(spots, points, strict=True)
                ],
                "label_y": spots[-1][1] + 4,
            }
        )
    _separate(drawn)
    return {
        "width": width,
        "height": height,
        "left": left,
        "right": right,
        "lines": drawn,
        "rows": [
            (place(0, y)[1], f"{y:+g}".replace("-", "−") if y else "0")
            for y in (reach, reach / 2, 0, -reach / 2, -reach)
        ],
        "columns": [(place(x, 0)[0], f"{x:.0%}") for x in (0, 0.25, 0.5, 0.75, 1)],
    }


def _separate(lines: list[dict[str, Any]]) -> None:
    """Move the labels of two lines that end at the same height apart."""
    if len(lines) == 2:
        upper, lower = sorted(lines, key=lambda line: line["label_y"])
        overlap = 15 - (lower["label_y"] - upper["label_y"])
        if overlap > 0:
            upper["label_y"] -= overlap / 2
            lower["label_y"] += overlap / 2


def _ticked(message: str) -> Markup:
    """A message with what stands in backticks as code."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(message))))


def _environment() -> jinja2.Environment:
    import jinja2
    from markupsafe import Markup

    script = (TEMPLATES / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    environment.globals.update(
        css=Markup((TEMPLATES / "page.css").read_text(encoding="utf-8")),  # ours, not data
        script=Markup(script),
        security=(
            f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
            "media-src 'self' file: https:; base-uri 'none'; form-action 'none'"
        ),
        version=callsight.__version__,
        largest=lambda counts: max(count for _, count in counts),
        percent=lambda share: "" if share is None else f"{share:.0%}",
        clock=style.clock,
        length=style.length,
        ticked=_ticked,
        entity_name=style.entity_name,
        moment=style.moment,
        mood=style.mood,
        signed=style.signed,
        words=style.words,
    )
    return environment
