"""A folder of pages: complete, offline, and in a real browser."""

# ruff: noqa: E501

from __future__ import annotations

import re
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from callsight.report import Selection, write_call, write_site
from callsight.report.waveform import STEPS, waveform
from callsight.store import Filters, Store
from tests.report.browser import CHROMIUM, Page, browser
from tests.report.example import MARKUP, make_call, make_store
from tests.report.test_page import Parsed

in_browser = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
CALL = make_call(2).id


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("data")
    with make_store(folder) as opened:
        (folder / "audio").mkdir()
        sound = np.zeros((8000 * 60, 2), "<i2")
        sound[8000 * 10 : 8000 * 20, 1] = 8000  # the second channel is loud from 10 to 20 s
        with wave.open(str(folder / "audio" / f"{CALL}.wav"), "wb") as file:
            file.setparams((2, 2, 8000, 0, "NONE", ""))
            file.writeframes(sound.tobytes())
        yield opened


@pytest.fixture(scope="module")
def output(store: Store) -> Path:
    return Path(str(store.engine.url.database)).parent


@pytest.fixture(scope="module")
def site(store: Store, output: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(store, tmp_path_factory.mktemp("site"), output=output).parent


def test_every_call_and_agent_has_a_page_and_every_link_a_target(site: Path) -> None:
    calls = {path.stem for path in (site / "calls").iterdir()}
    assert calls == {make_call(number).id for number in range(5)}
    assert len(list((site / "agents").iterdir())) == 3
    for path in site.rglob("*.html"):
        page = Parsed(path.read_text(encoding="utf-8"))
        ids = {attributes.get("id") for _, attributes in page.tags}
        for attributes in page.named("a"):
            target, _, part = (attributes.get("href") or "").partition("#")
            assert (path.parent / target).exists() if target else part in ids


def test_pages_load_nothing_from_elsewhere_and_hold_no_foreign_markup(site: Path) -> None:
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        page = Parsed(html)
        assert re.findall(r"https?://|//cdn|@import|url\((?!#)", html) == []
        assert len(page.named("script")) == 1 and not page.named("link") and not page.named("img")
        names = [name for _, attributes in page.tags for name in attributes]
        assert not [name for name in names if name.startswith("on") or name == "style"]
        assert len(html.encode()) < 80_000
    hostile = (site / "calls" / f"{make_call(3).id}.html").read_text(encoding="utf-8")
    assert Parsed(hostile).text.count(MARKUP) == 2
    assert "<b>agent</b>" not in hostile


def test_one_call_is_one_file_with_its_recording(
    store: Store, output: Path, tmp_path: Path
) -> None:
    path = write_call(store, "C-2", tmp_path, output=output)
    assert path == tmp_path / f"{CALL}.html"
    html = path.read_text(encoding="utf-8")
    assert 'src="data:audio/wav;base64,UklGR' in html
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("audio", ["copy", "link", "none"])
def test_where_the_recordings_are(store: Store, output: Path, tmp_path: Path, audio: str) -> None:
    write_site(store, tmp_path, output=output, audio=audio)  # type: ignore[arg-type]
    html = (tmp_path / "calls" / f"{CALL}.html").read_text(encoding="utf-8")
    found = [item["src"] for item in Parsed(html).named("audio")]
    linked = (output / "audio" / f"{CALL}.wav").absolute().as_uri()
    wanted = {"copy": [f"../audio/{CALL}.wav"], "link": [linked], "none": []}
    assert found == wanted[audio]
    assert (tmp_path / "audio").exists() == (audio == "copy")


def test_a_site_about_some_calls(store: Store, tmp_path: Path) -> None:
    write_site(store, tmp_path, Selection(Filters(topics=("technical_issue",))))
    assert [path.stem for path in (tmp_path / "calls").iterdir()] == [CALL]


def test_the_waveform_is_loud_where_the_recording_is(output: Path) -> None:
    left, right = waveform(output / "audio" / f"{CALL}.wav", 60.0)
    heights = [int(text) for text in re.findall(r"v(\d+)", right)]
    assert len(heights) == STEPS
    loud = [index for index, height in enumerate(heights) if height > 20]
    assert loud[0] == pytest.approx(STEPS / 6, abs=1) and loud[-1] == pytest.approx(
        STEPS / 3, abs=1
    )
    assert set(re.findall(r"v(\d+)", left)) == {"1"}
    assert waveform(output / "no.wav", 60.0) == []
    assert waveform(output / "callsight.db", 60.0) == []


@pytest.fixture(scope="module")
def page(site: Path) -> Iterator[Page]:
    with browser() as opened:
        opened.open(site / "calls" / f"{CALL}.html")
        yield opened


AUDIO = "document.querySelector('audio')"


@in_browser
def test_keys_play_pause_jump_and_step(page: Page) -> None:
    assert page.complaints == []
    page.wait(f"{AUDIO}.readyState > 0")
    page.press(" ")
    page.wait(f"!{AUDIO}.paused")
    page.press(" ")
    page.wait(f"{AUDIO}.paused")
    page.run(f"{AUDIO}.currentTime = 12")
    page.press("ArrowRight")
    page.wait(f"{AUDIO}.currentTime === 17")
    page.press("ArrowLeft")
    page.wait(f"{AUDIO}.currentTime === 12")
    page.press("j")
    page.wait(f"{AUDIO}.currentTime === 20")
    page.wait("document.querySelector('.turn.now')?.id === 'turn-2'")
    assert page.run("document.querySelector('.turn.now').getAttribute('aria-current')") == "true"
    page.press("k")
    page.wait(f"{AUDIO}.currentTime === 10")


@in_browser
def test_help_opens_and_closes(page: Page) -> None:
    page.press("?")
    page.wait("document.querySelector('#help').open")
    page.press("Escape")
    page.wait("!document.querySelector('#help').open")


@in_browser
def test_a_click_on_a_lane_seeks(page: Page) -> None:
    page.run(
        "(() => { const lane = document.querySelector('.lane.speech'), box = lane.getBoundingClientRect();"
        "lane.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: box.left + box.width / 2})); })()"
    )
    page.wait(f"Math.abs({AUDIO}.currentTime - 30) < 1.5")
    page.run(f"{AUDIO}.pause()")


@in_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(page: Page, scheme: str) -> None:
    """WCAG 2.2 AA (1.4.3): 4.5:1 for text of this size."""
    page.command(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    worst = page.run(CONTRAST)
    assert worst["ratio"] >= 4.5, worst


@in_browser
def test_controls_have_names_and_there_is_one_heading_of_the_page(page: Page) -> None:
    nodes = page.command("Accessibility.getFullAXTree")["nodes"]
    roles = [node.get("role", {}).get("value") for node in nodes]
    for node in nodes:
        if node.get("role", {}).get("value") in ("button", "link", "combobox", "Audio"):
            assert node.get("name", {}).get("value"), node
    assert {"main", "navigation", "banner", "contentinfo"} <= set(roles)
    assert page.run("document.querySelectorAll('h1').length") == 1
    assert page.run("document.documentElement.lang") == "en"


@in_browser
def test_the_overview_counts_what_is_filtered(page: Page, site: Path) -> None:
    page.open(site / "index.html")
    total = "document.querySelector('[data-total=calls]').textContent"
    figures = "[...document.querySelectorAll('[data-facet=topic] .figure')].map(e => e.textContent)"
    assert (page.run(total), page.run(figures)) == ("5", ["3", "1"])
    page.run(
        "document.querySelector('[name=topic]').value = 'technical_issue';"
        "document.querySelector('form.filter').dispatchEvent(new Event('input'))"
    )
    assert (page.run(total), page.run(figures)) == ("1", ["0", "1"])
    assert page.run("document.querySelector('#shown').textContent") == "1 of 5 calls"
    page.press("/")
    page.wait("document.activeElement.id === 'search'")
    page.run("document.querySelector('form.filter').reset()")
    page.wait(f"{total} === '5'")


@in_browser
def test_nothing_is_wider_than_a_phone(page: Page, site: Path) -> None:
    page.command(
        "Emulation.setDeviceMetricsOverride",
        width=360,
        height=740,
        deviceScaleFactor=1,
        mobile=True,
    )
    for path in (site / "index.html", site / "calls" / f"{make_call(3).id}.html"):
        page.open(path)
        assert page.run("document.documentElement.scrollWidth") <= 360
    page.command("Emulation.clearDeviceMetricsOverride")
    missing = [c for c in page.complaints if "ERR_FILE_NOT_FOUND" not in c]
    assert missing == []


CONTRAST = """
(() => {
  const parse = (text) => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
  const light = ([r, g, b]) => [r, g, b].map((c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; })
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => { for (let e = element; e; e = e.parentElement) {
    const color = parse(getComputedStyle(e).backgroundColor); if (color[3] > 0) return color; } return [255, 255, 255, 1]; };
  let worst = { ratio: 99 };
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest("button[disabled], .skip, script, style, svg title")) continue;
    const style = getComputedStyle(element);
    const ink = parse(element.closest("svg") ? style.fill : style.color);
    const [a, b] = [light(ink), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst.ratio) worst = { ratio, text: element.textContent.trim().slice(0, 40), class: element.className?.baseVal ?? element.className };
  }
  return worst;
})()
"""
