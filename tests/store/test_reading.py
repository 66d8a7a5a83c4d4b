from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from callsight.errors import ConfigurationError, InputError
from callsight.store import Store
from tests.store.examples import a_call, a_transcript, analyze, redact


def day(number: int) -> dt.datetime:
    return dt.datetime(2025, 1, number, tzinfo=dt.UTC)


def test_the_overview_has_one_wide_row_per_call(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key", "run-0")
    store.add_call(call, "key of a copy", "run-0")
    redact(store, call)
    analyze(store, call)
    (row,) = store.calls()
    assert {name: value for name, value in row.items() if value is not None} == {
        "call_id": call.id,
        "external_id": "C-1",
        "recording": "call-####.wav",
        "started_at": call.started_at,
        "agent_id": "A7",
        "queue": "billing",
        "direction": "inbound",
        "seconds": 61.5,
        "channels": 2,
        "health": ["clipped"],
        "language": "en",
        "status": "analyzed",
        "speech_model": "demo",
        "turns": 2,
        "findings": 2,
        "failures": 0,
        "topic": "billing",
        "concern_addressed": "yes",
        "next_steps": "agent: call back; customer: wait",
        "sentiment_customer": -0.25,
        "talk_ratio_agent": 0.4,
        "audio": f"audio/{call.id}.wav",
        "analyzed_run_id": "run-1",
    }


def test_the_overview_is_a_view_for_other_tools(store: Store) -> None:
    store.add_call(a_call(), "key")
    frame = pd.read_sql("SELECT call_id, seconds FROM call_overview", store.engine)
    assert frame.to_dict("records") == [{"call_id": a_call().id, "seconds": 61.5}]


def test_calls_can_be_chosen(store: Store) -> None:
    for number, started in enumerate([day(1), day(2), day(3), None], 1):
        call = a_call(number, started_at=started, queue="sales" if number == 2 else "billing")
        store.add_call(call, str(number))

    def chosen(*where: dict[str, object], **options: object) -> list[str]:
        return [row["external_id"] for row in store.calls(*where, **options)]  # type: ignore[arg-type]

    assert chosen() == ["C-3", "C-2", "C-1", "C-4"]
    assert chosen(limit=2) == ["C-3", "C-2"]
    assert chosen({"queue": "sales"}) == ["C-2"]
    assert chosen({"external_id": ["C-1", "C-3"], "status": "new"}) == ["C-3", "C-1"]
    assert chosen(since=day(2)) == ["C-3", "C-2"]
    assert chosen(since=day(1), until=day(3)) == ["C-2", "C-1"]
    assert chosen({"topic": None}) == ["C-3", "C-2", "C-1", "C-4"]
    with pytest.raises(
        ConfigurationError, match="Unknown column `colour`: choose one of call_id, "
    ):
        store.calls({"colour": "red"})


def test_a_call_is_found_by_its_names(store: Store) -> None:
    for number in range(40):
        store.add_call(a_call(number), str(number))
    call = a_call(7)
    assert store.load_call(call.id).call == call
    assert store.load_call(call.id[:10].upper()).call == call
    assert store.load_call("C-7").call == call
    starts = [a_call(n).id[0] for n in range(40)]
    common = max(set(starts), key=starts.count)
    with pytest.raises(InputError, match=rf"`{common}` could be one of {common}\w+, "):
        store.load_call(common)
    for missing in ("", "C-77", "%"):
        with pytest.raises(InputError, match=f"There is no call `{missing}`"):
            store.load_call(missing)


def test_redacted_calls_are_streamed_in_the_order_asked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callsight.store.reading._LOADED_TOGETHER", 3)
    calls = [a_call(number) for number in range(12)]
    for call in calls:
        store.add_call(call, call.id)
    for call in calls[:10]:
        redact(store, call)
    asked = [call.id for call in reversed(calls)]
    loaded = list(store.load_redacted(iter(asked)))
    assert loaded == [(call, a_transcript(call)) for call in reversed(calls[:10])]
    assert store.load_transcript(calls[3].id) == a_transcript(calls[3])
    with pytest.raises(KeyError, match=calls[11].id):
        store.load_transcript(calls[11].id)


def test_what_a_stage_did_in_a_run(store: Store) -> None:
    one, two = sorted((a_call(1), a_call(2)), key=lambda call: call.id)
    store.add_call(one, "1", "run-1")
    store.add_call(two, "2", "run-2")
    redact(store, two, "run-2")
    assert [row["id"] for row in store.stage_table("ingest", "run-1")] == [one.id]
    assert store.stage_table("redact", "run-2") == [
        {
            "id": two.id,
            "recording": "call-####.wav",
            "seconds": 61.5,
            "status": "redacted",
            "language": "en",
            "audio": f"audio/{two.id}.wav",
        }
    ]
    assert store.stage_table("analyze", "run-2") == []


def test_counts(store: Store) -> None:
    assert store.counts()["seconds"] == 0
    for number in (1, 2):
        store.add_call(a_call(number), str(number))
    redact(store, a_call(1))
    counts = store.counts()
    assert (counts["calls"], counts["calls_new"], counts["calls_redacted"]) == (2, 1, 1)
    assert (counts["turns"], counts["findings"], counts["seconds"]) == (2, 2, 123.0)
