"""A night held against the nights before it: what is kept, and what becomes a warning."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import Result

from callsight.report.drift import FEWEST_NIGHTS, KEY, keep_numbers, nights
from callsight.store import Store, open_store
from tests.cli.conftest import call
from tests.store.examples import a_call, analyze, redact

USUAL = {
    "calls": 100,
    "no_speech": 0.02,
    "confidence": 0.9,
    "pii_per_call": 3.0,
    "topics": {"billing": 60, "repair": 40},
}


__all__ = ["call"]  # a fixture


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "callsight.db")) as opened:
        yield opened


def a_night(store: Store, number: int, **changes: Any) -> None:
    store.start_run(f"night-{number}")
    store.record_stage(f"night-{number}", KEY, USUAL | changes)


def usual_nights(store: Store, count: int = 10) -> None:
    for number in range(count):  # confidence 0.88, 0.90, 0.92 in turn: mean 0.898, deviation 0.0175
        a_night(store, number, confidence=0.88 + 0.02 * (number % 3))


def test_the_numbers_of_a_run_are_those_of_its_calls(store: Store) -> None:
    store.start_run("run")
    for number in range(3):
        one = a_call(number)
        store.add_call(one, f"key-{number}")
        redact(store, one)
        analyze(store, one)
    with store.writing() as session:
        session.execute(sa.text("UPDATE calls SET analyzed_run_id = 'run'"))
        session.execute(sa.text("UPDATE call_facts SET turns = 0 WHERE external_id = 'C-0'"))
        session.execute(sa.text("UPDATE turns SET confidence = 0.5 WHERE turn = 0"))
        session.execute(sa.text("UPDATE turns SET confidence = 0.7 WHERE turn = 1"))
        session.execute(
            sa.text("UPDATE call_facts SET topic = 'billing' WHERE external_id = 'C-1'")
        )
        session.execute(sa.text("UPDATE call_facts SET findings = 4 WHERE external_id = 'C-1'"))
        session.execute(sa.text("UPDATE call_facts SET findings = 1 WHERE external_id != 'C-1'"))
        session.execute(sa.text("UPDATE call_facts SET topic = NULL WHERE external_id != 'C-1'"))
    keep_numbers(store, "run")
    [night] = nights(store)
    assert night.calls == 3 and night.topics == {"billing": 1, "unknown": 2}
    assert night.numbers == pytest.approx(
        {"no_speech": 1 / 3, "confidence": 0.6, "pii_per_call": 2.0}
    )
    assert not night.deviations and night.shift is None and not night.warnings


def test_a_run_without_calls_is_no_night(store: Store) -> None:
    store.start_run("quiet")
    keep_numbers(store, "quiet")
    assert nights(store) == []


def test_a_usual_night_is_no_warning(store: Store) -> None:
    usual_nights(store)
    a_night(store, 10, confidence=0.93, topics={"billing": 52, "repair": 48})
    night = nights(store)[0]
    assert night.run_id == "night-10" and not night.warnings
    assert night.deviations["confidence"] == pytest.approx(1.827, abs=0.001)  # 0.032 / 0.01751
    assert night.deviations["no_speech"] == 0.0


@pytest.mark.parametrize(
    ("changes", "warnings"),
    [
        ({"confidence": 0.7}, ("confidence",)),
        ({"no_speech": 0.4}, ("no_speech",)),
        ({"pii_per_call": 0.2}, ("pii_per_call",)),
        ({"topics": {"billing": 10, "repair": 90}}, ("topics",)),
        ({"topics": {"outage": 100}}, ("topics",)),
        ({"confidence": None}, ()),
        ({"no_speech": 0.4, "calls": 10}, ()),
    ],
    ids=str,
)
def test_what_is_unlike_the_nights_before(
    store: Store, changes: dict[str, Any], warnings: tuple[str, ...]
) -> None:
    usual_nights(store)
    a_night(store, 10, **changes)
    assert nights(store)[0].warnings == warnings


def test_the_index_of_a_mix(store: Store) -> None:
    for number in range(FEWEST_NIGHTS):
        a_night(store, number, topics={"billing": 50, "repair": 50})
    a_night(store, 9, topics={"billing": 80, "repair": 20})
    # (0.797 - 0.5) ln(0.797 / 0.5) + (0.203 - 0.5) ln(0.203 / 0.5), half a call added to each
    assert nights(store)[0].shift == pytest.approx(0.4063, abs=0.0005)


def test_too_few_nights_say_nothing(store: Store) -> None:
    usual_nights(store, FEWEST_NIGHTS - 1)
    a_night(store, 10, confidence=0.1)
    night = nights(store)[0]
    assert not night.deviations and night.shift is None and not night.warnings


def test_the_threshold_can_be_set(store: Store) -> None:
    usual_nights(store)
    a_night(store, 10, confidence=0.93)
    assert nights(store, threshold=1.5)[0].warnings == ("confidence",)


def test_the_command(store: Store, tmp_path: Path, call: Callable[..., Result]) -> None:
    where = ("--database", tmp_path / "callsight.db")
    empty = call("drift", *where)
    assert empty.exit_code == 0 and "callsight run" in empty.stderr
    usual_nights(store)
    a_night(store, 10, confidence=0.7)
    shown = call("drift", *where, "--nights", 2).stdout
    assert len(shown.strip().splitlines()) == 4
    assert "0.70 (-11.3) !" in shown and "billing" in shown
    found = json.loads(call("drift", *where, "--json").stdout)
    assert len(found) == 11 and found[0]["warnings"] == ["confidence"]
    assert dt.datetime.fromisoformat(found[0]["started_at"]).tzinfo
