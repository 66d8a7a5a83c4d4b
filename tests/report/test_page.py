"""The report page: self-contained, escaped, complete, atomic."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from callsight.calls import Failure
from callsight.report import write_report
from callsight.report.charts import arc_chart, trend_chart
from callsight.report.numbers import agents, failure_counts, numbers, removed, rows
from callsight.report.selection import Selection
from callsight.store import Filters, Store, open_store
from tests.report.example import LINES, MARKUP, RUN, make_call, make_store
from tests.services import fresh_database, unavailable


class Parsed(HTMLParser):
    """All tags with their attributes, and the text of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with make_store(tmp_path_factory.mktemp("store")) as opened:
        yield opened


@pytest.fixture(scope="module")
def html(store: Store, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = write_report(store, tmp_path_factory.mktemp("page") / "report")
    assert path.name == "report.html"
    return path.read_text(encoding="utf-8")


def test_nothing_is_loaded_from_elsewhere(html: str) -> None:
    assert re.findall(r"https?://|//cdn|@import|url\((?!#)", html) == []
    page = Parsed(html)
    assert not page.named("link") and not page.named("iframe") and not page.named("img")
    assert all("src" not in script for script in page.named("script"))
    assert len(html.encode()) < 100_000


def test_markup_shows_as_text(html: str) -> None:
    page = Parsed(html)
    assert len(page.named("script")) == 1
    assert html.count("</style>") == 1
    assert page.text.count(MARKUP) == 2  # the turn and the summary of call 3
    assert "<b>agent</b>" in page.text and "<b>agent</b>" not in html
    assert not [name for _, attributes in page.tags for name in attributes if name[:2] == "on"]


def test_only_our_script_may_run(html: str) -> None:
    policy = next(
        meta["content"]
        for meta in Parsed(html).named("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy.split("style-src")[0]


def test_every_call_has_its_player_turns_and_answers(html: str) -> None:
    page = Parsed(html)
    audio = [attributes["src"] for attributes in page.named("audio")]
    assert audio == [f"audio/{make_call(number).id}.wav" for number in (3, 2, 1, 0)]
    starts = [
        attributes["data-start"] for attributes in page.named("li") if "data-start" in attributes
    ]
    assert starts == ["0.0", "10.0", "20.0", "30.0", "40.0", "50.0"] * 4
    assert html.count('<mark title="credit card removed">[CREDIT_CARD_1]</mark>') == 4
    assert LINES[5][1] in page.text and "follow up" in page.text
    assert "Not answered (1)" in page.text and "the lexicon engine cannot judge this" in page.text
    assert "bill is wrong" in page.text


def test_links_lead_somewhere(html: str) -> None:
    page = Parsed(html)
    ids = {attributes.get("id") for _, attributes in page.tags}
    links = {(item.get("href") or "")[1:] for item in page.named("a") if "download" not in item}
    assert links and links <= ids


def test_privacy_section(html: str) -> None:
    text = " ".join(Parsed(html).text.split())
    assert (
        "12 values removed from text and audio, 22 s of speech silenced, 1 call withheld." in text
    )
    assert "Names and addresses are best effort" in text


def test_audio_base_and_limit(store: Store, tmp_path: Path) -> None:
    html = write_report(store, tmp_path / "x.html", audio_base="../out/", limit=2).read_text()
    page = Parsed(html)
    assert [item["src"] for item in page.named("audio")] == [f"../out/audio/{make_call(3).id}.wav"]
    assert "The latest 2 of 5 calls" in page.text


def test_one_run(store: Store, tmp_path: Path) -> None:
    assert numbers(store, Selection(run_id=RUN)).calls == 5
    assert numbers(store, Selection(run_id="another")).calls == 0
    html = write_report(store, tmp_path / "x", "another").read_text()
    assert "No calls yet." in html and "<audio" not in html


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    kind = request.param
    if kind == "sqlite":
        with make_store(tmp_path) as opened:
            yield opened
        return
    if reason := unavailable(kind):
        pytest.skip(reason)
    with fresh_database(kind) as url, make_store(url) as opened:
        yield opened


def test_numbers_on_every_database(any_store: Store) -> None:
    chosen = Selection(run_id=RUN)
    found = numbers(any_store, chosen)
    assert (found.calls, found.failed_calls, found.seconds) == (5, 1, 300.0)
    assert found.topics == [("billing", 3), ("technical_issue", 1)]
    assert found.outcomes == [("follow_up", 4)] and found.languages == [("en", 4)]
    assert found.findings == 12
    assert found.removed_seconds == pytest.approx(4 * (0.6 + 3.5 + 1.4))
    assert found.sentiment_customer == pytest.approx(0.07)
    assert found.days == [(dt.date(2026, 3, 1), 5, pytest.approx(0.07))]
    values = removed(any_store, chosen)
    assert values.entities == [("ACCOUNT_NUMBER", 4), ("CREDIT_CARD", 4), ("PERSON", 4)]
    assert values.detectors == [("cue", 4), ("lattice", 4), ("luhn", 4)]
    kinds = [("ingest", "not_audio", 1), ("redact", "verification", 1)]
    assert failure_counts(any_store) == kinds
    first = agents(any_store, chosen)[0]
    assert (first.label, first.calls) == ("agent-0", 3)
    assert [first.agent, first.customer, first.silence] == pytest.approx([0.36, 0.44, 0.2])
    # Turns begin every 10 s of 60 and last 8 s: their middles are at 4, 14, 24, 34, 44 and 54 s.
    assert dict(found.arc["agent"]) == pytest.approx({0.1: 0.3, 0.5: 0.1, 0.7: 0.5})
    assert dict(found.arc["customer"]) == pytest.approx({0.3: -0.7, 0.5: 0.0, 0.9: 0.9})


@pytest.mark.parametrize(
    ("chosen", "calls"),
    [
        (Selection(Filters(topics=("billing",))), {0, 1, 3}),
        (Selection(Filters(agents=("agent-0",))), {0, 2, 4}),
        (Selection(Filters(text="double charge", topics=("billing",))), {0, 1, 3}),
        (Selection(agents=frozenset({"agent-1"})), {1}),
        (Selection(agents=frozenset(), queues=frozenset({"support"})), {0, 1, 2, 3, 4}),
        (Selection(Filters(topics=("billing",)), agents=frozenset({"agent-0"})), {0}),
        (Selection(agents=frozenset()), set()),
    ],
)
def test_a_selection(any_store: Store, chosen: Selection, calls: set[int]) -> None:
    found = rows(any_store, chosen.resolved(any_store))
    assert {row["external_id"] for row in found} == {f"C-{number}" for number in calls}


def test_many_days_are_counted_by_week_and_month() -> None:
    day = dt.date(2026, 1, 1)

    def chart(count: int) -> dict[str, Any]:
        found = trend_chart([(day + dt.timedelta(n), 2, None) for n in range(count)])
        assert found is not None
        return found

    assert (chart(10)["unit"], len(chart(10)["bars"])) == ("day", 10)
    assert (chart(100)["unit"], len(chart(100)["bars"])) == ("week", 15)
    assert (chart(700)["unit"], len(chart(700)["bars"])) == ("month", 24)
    assert trend_chart([(day, 2, None)]) is None


def test_page_on_every_database(any_store: Store, tmp_path: Path) -> None:
    page = Parsed(write_report(any_store, tmp_path / "page").read_text(encoding="utf-8"))
    assert len(page.named("audio")) == 4
    assert [item["id"] for item in page.named("details") if "id" in item] == [
        f"call-{make_call(number).id}" for number in (4, 3, 2, 1, 0)
    ]


def test_labels_of_the_chart_do_not_overlap() -> None:
    chart = arc_chart({"agent": [(0.5, 0.3)], "customer": [(0.5, 0.3)]})
    assert chart is not None
    first, second = (line["label_y"] for line in chart["lines"])
    assert abs(first - second) >= 15
    assert arc_chart({"unknown": [(0.5, 0.1)]}) is None


def test_an_empty_database(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "empty.db")) as store:
        html = write_report(store, tmp_path / "report").read_text()
    assert "No calls yet." in html


def test_messages_are_escaped(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "f.db")) as store:
        message = "`<script>` is no <b>recording</b>: run `callsight retry`."
        store.add_failure(Failure("ingest", "not_audio", message, False, None, "<i>.wav", "k"))
        html = write_report(store, tmp_path / "report").read_text()
    assert "<code>&lt;script&gt;</code> is no &lt;b&gt;" in html
    assert "<code>callsight retry</code>" in html
    assert "&lt;i&gt;.wav" in html


def test_a_failed_write_leaves_the_old_page(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")

    class Broken(Store):
        def load_call(self, reference: str) -> None:  # type: ignore[override]
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_report(Broken(store.engine), path)
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["report.html"]
