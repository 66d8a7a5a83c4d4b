"""The page in a real browser: it opens offline, seeks, filters and sorts."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from callsight.report import write_report
from tests.report.browser import CHROMIUM, Page, browser
from tests.report.example import make_call, make_store

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
CALL = f"document.getElementById('call-{make_call(2).id}')"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("page")
    with make_store(folder) as store:
        path = write_report(store, folder / "report")
    (folder / "audio").mkdir()
    with wave.open(str(folder / "audio" / f"{make_call(2).id}.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000 * 60))
    with browser() as opened:
        opened.open(path)
        yield opened


def test_opens_without_complaints(page: Page) -> None:
    assert page.run("document.title") == "Call report · Callsight"
    assert page.run("document.querySelectorAll('details.call').length") == 5
    assert page.complaints == []


def test_markup_in_a_transcript_is_text(page: Page) -> None:
    said = page.run(
        f"document.getElementById('call-{make_call(3).id}-turn-1').querySelector('.said').textContent"
    )
    assert said.startswith("<script>alert('x')</script> & \"quoted\" <img src=x")
    assert page.run("document.querySelectorAll('script').length") == 1
    assert page.run("document.images.length") == 0


def test_a_click_on_a_turn_seeks_and_marks_it(page: Page) -> None:
    page.run(f"{CALL}.open = true; {CALL}.querySelectorAll('.turn button')[4].click()")
    page.wait(f"{CALL}.querySelector('audio').currentTime >= 40")
    page.wait(f"{CALL}.querySelectorAll('.turn')[4].classList.contains('now')")
    assert page.run(f"{CALL}.querySelectorAll('.turn.now').length") == 1
    page.run(f"{CALL}.querySelector('audio').pause()")


def test_an_evidence_link_seeks_too(page: Page) -> None:
    page.run(f"{CALL}.open = true; {CALL}.querySelector('.answers a').click()")
    page.wait(f"Math.floor({CALL}.querySelector('audio').currentTime) === 10")
    page.run(f"{CALL}.querySelector('audio').pause()")


def test_filter_and_sort(page: Page) -> None:
    choose = "document.querySelector('form.filter [name={}]').value = '{}';"
    put = "document.querySelector('form.filter').dispatchEvent(new Event('input'));"
    shown = "document.querySelector('#shown').textContent"
    assert page.run(shown) == "5 calls"
    assert page.run(choose.format("text", "technical") + put + shown) == "1 of 5 calls"
    page.run("document.querySelector('form.filter').reset()")
    page.wait(f"{shown} === '5 calls'")
    page.run("document.querySelector('#calls').tHead.querySelector('button').click()")
    assert (
        page.run("document.querySelector('#calls').tBodies[0].rows[0].cells[0].textContent.trim()")
        == "C-0"
    )
    page.run("document.querySelector('#calls').tHead.querySelector('button').click()")
    assert (
        page.run("document.querySelector('#calls').tBodies[0].rows[0].cells[0].textContent.trim()")
        == "C-4"
    )


def test_a_missing_recording_is_said(page: Page) -> None:
    lost = f"document.getElementById('call-{make_call(0).id}')"
    page.run(f"{lost}.open = true; {lost}.querySelector('.turn button').click()")
    page.wait(f"!{lost}.querySelector('.lost').hidden")


def test_a_link_opens_the_call(page: Page) -> None:
    call = f"document.getElementById('call-{make_call(1).id}')"
    page.run(f"location.hash = 'call-{make_call(1).id}-turn-3'")
    page.wait(f"{call}.open")


def test_on_paper_every_call_is_open(page: Page) -> None:
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.run("document.querySelectorAll('details.call:not([open])').length") == 0
    page.run("dispatchEvent(new Event('afterprint'))")
    assert page.run("document.querySelectorAll('details.call:not([open])').length") > 0


def test_print_has_no_player(page: Page, tmp_path: Path) -> None:
    page.command("Emulation.setEmulatedMedia", media="print")
    assert page.run(f"getComputedStyle({CALL}.querySelector('.sound')).display") == "none"
    page.command("Emulation.setEmulatedMedia", media="")


def test_no_other_script_can_run(page: Page) -> None:
    before = len(page.complaints)
    page.run(
        "document.body.append(Object.assign(document.createElement('script'), "
        "{textContent: 'window.ran = true'}))"
    )
    page.wait("true")
    assert page.run("window.ran") is None
    assert len(page.complaints) > before
