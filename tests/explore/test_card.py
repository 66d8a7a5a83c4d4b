"""The card: what it says, and that it works in a browser without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callsight.calls import Turn
from callsight.explore import Explorer
from callsight.explore.card import lanes
from tests.report.browser import CHROMIUM, Page, browser
from tests.report.example import MARKUP


def test_lanes_show_silences_and_overlaps() -> None:
    turns = [
        Turn(0, "agent", 0, 1.0, 5.0, "a"),
        Turn(1, "customer", 1, 4.0, 4.5, "b"),
        Turn(2, "customer", 1, 6.0, 8.0, "c"),
        Turn(3, "agent", 0, 12.0, 15.0, "d"),
    ]
    found = lanes(turns, [0.5, None, -0.5, 0.0], 20.0)
    assert [(bar["start"], bar["seconds"]) for bar in found["silences"]] == [
        (8.0, 4.0),
        (15.0, 5.0),
    ]
    assert [(bar["start"], bar["seconds"]) for bar in found["overlaps"]] == [(4.0, 0.5)]
    assert [bar["mood"] for bar in found["speech"]] == ["positive", "", "negative", "neutral"]
    assert found["speech"][3] | {"left": 60.0, "width": 15.0} == found["speech"][3]
    assert lanes([], [], 1.0)["silences"] == []


def test_a_card_says_all_and_escapes_it(calls: Explorer) -> None:
    page = calls.call("C-3").html()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert "<b>agent</b>" not in page
    assert page.count("<script") == 1
    assert "Not known" in page and "the lexicon engine cannot judge this" in page
    assert 'src="data:audio/' in page
    frame = calls.call("C-3")._repr_html_()
    assert frame.startswith("<iframe ") and 'sandbox="allow-scripts"' in frame
    assert "<script" not in frame


def test_cards_of_calls_without_sound_or_words(calls: Explorer) -> None:
    lost = calls.call("C-0").html()
    assert "<audio" not in lost and "is not in" in lost
    assert "<audio" not in calls.call("C-3", player=False).html()
    unfinished = calls.call("C-4").html()
    assert "Nothing was said" in unfinished and "could not be verified" in unfinished
    assert repr(calls.call("C-4")) == "<Call C-4, 1:00>"


@pytest.fixture(scope="module")
def page(calls: Explorer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    path = Path(tmp_path_factory.mktemp("card")) / "card.html"
    path.write_text(calls.call("C-3").html(), encoding="utf-8")
    with browser() as opened:
        opened.open(path)
        yield opened


def test_it_opens_without_complaints(page: Page) -> None:
    assert page.complaints == []
    assert page.run("document.title") == "Call C-3"
    said = page.run("document.querySelector('#turn-1 .text').textContent")
    assert said == MARKUP
    assert page.run("document.images.length") == 0
    assert page.run("document.querySelectorAll('mark').length") == 3


def test_a_click_on_a_turn_seeks_and_marks_it(page: Page) -> None:
    page.wait("document.querySelector('audio').readyState > 0")
    page.run("document.querySelectorAll('.turn')[4].click()")
    page.wait("document.querySelector('audio').currentTime >= 40")
    page.wait("document.querySelector('#turn-4').classList.contains('now')")
    assert page.run("document.querySelectorAll('.turn.now').length") == 1


def test_evidence_and_timeline_seek(page: Page) -> None:
    page.run("document.querySelector('audio').pause()")
    page.run("document.querySelector('.jump').click()")
    page.wait("Math.floor(document.querySelector('audio').currentTime) === 10")
    page.run(
        "(() => { const box = document.querySelector('.lane').getBoundingClientRect();"
        "document.querySelector('.timeline').dispatchEvent(new MouseEvent('click',"
        "{clientX: box.left + box.width / 2, clientY: box.top + 1, bubbles: true})) })()"
    )
    page.wait("Math.floor(document.querySelector('audio').currentTime) === 30")
    page.run("document.querySelector('audio').pause()")


def test_the_transcript_follows_the_sound(page: Page) -> None:
    page.run("document.querySelector('audio').currentTime = 52")
    page.run("document.querySelector('audio').play()")
    page.wait("document.querySelector('#turn-5').classList.contains('now')")
    assert page.complaints == []
