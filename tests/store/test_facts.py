"""`call_facts` always says what the tables it is derived from say."""

from __future__ import annotations

import dataclasses

import sqlalchemy as sa

from callsight.calls import Failure
from callsight.store import Store
from callsight.store.facts import ANSWERS, METRICS, FactRow, renew_facts
from callsight.store.view import OVERVIEW
from tests.store.examples import WANTED, a_call, a_redacted, analyze, redact

SAME = ("external_id", "agent_id", "status", "started_at", "seconds", "turns", "findings",
        "language", *ANSWERS, *METRICS)  # fmt: skip


def facts(store: Store) -> dict[str, dict[str, object]]:
    with store.reading() as session:
        rows = session.execute(sa.select(FactRow.__table__)).mappings()
        return {row["call_id"]: dict(row) for row in rows}


def assert_same_as_the_view(store: Store) -> None:
    found = facts(store)
    with store.reading() as session:
        view = {row["call_id"]: row for row in session.execute(sa.select(OVERVIEW)).mappings()}
    assert found.keys() == view.keys()
    for call_id, row in found.items():
        assert {name: row[name] for name in SAME} == {name: view[call_id][name] for name in SAME}


def test_every_step_keeps_the_facts_up_to_date(store: Store) -> None:
    first, second = a_call(1), a_call(2)
    for call in (first, second):
        store.add_call(call, call.id)
        assert_same_as_the_view(store)
    redact(store, first)
    assert_same_as_the_view(store)
    analyze(store, first)
    assert_same_as_the_view(store)
    assert facts(store)[first.id]["topic"] == "billing"
    assert facts(store)[first.id]["removed_seconds"] == 0.5  # the second finding has no time
    store.add_failure(Failure("redact", "x", "…", True, second.id))
    assert facts(store)[second.id]["status"] == "failed"
    redact(store, first)  # anew: its answers go
    assert_same_as_the_view(store)
    assert facts(store)[first.id]["topic"] is None


def test_metadata_that_comes_later(store: Store) -> None:
    call = a_call(1)
    store.add_call(dataclasses.replace(call, agent_id=None))
    store.add_call(call)
    assert facts(store)[call.id]["agent_id"] == "A7"


def test_the_arc_is_the_mean_of_each_fifth(store: Store) -> None:
    call = a_call(1)
    store.add_call(call)
    redact(store, call)
    analyze(store, call)  # the turns' sentiment: None at 0 to 0.9 s, -0.25 at 1 to 5.5 s of 61.5 s
    row = facts(store)[call.id]
    assert row["arc_customer_1"] == -0.25
    assert {row[f"arc_customer_{part}"] for part in (2, 3, 4, 5)} == {None}
    assert row["arc_agent_1"] is None


def test_all_rows_are_made_anew(store: Store) -> None:
    for number in range(3):
        call = a_call(number)
        store.add_call(call)
        store.save_redacted(call.id, a_redacted(call), WANTED, None)
        analyze(store, call)
    before = facts(store)
    with store.writing() as session:
        session.execute(sa.delete(FactRow))
        renew_facts(session)
    assert facts(store) == before
