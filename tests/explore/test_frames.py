from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import callsight
from callsight.errors import ConfigurationError, InputError
from callsight.explore import Explorer, charts
from callsight.store import open_store


def test_calls_have_types_units_and_meanings(calls: Explorer) -> None:
    table = calls.calls()
    assert list(table["external_id"]) == ["C-0", "C-1", "C-2", "C-3", "C-4"]
    types = {name: str(table[name].dtype) for name in table}
    assert types["started_at"] == "datetime64[ns, UTC]"
    assert (types["seconds"], types["findings"]) == ("float64", "Int64")
    assert (types["topic"], types["upsell_attempted"]) == ("category", "boolean")
    assert table["upsell_attempted"].tolist() == [False] * 4 + [pd.NA]
    assert table.attrs["units"]["silence_seconds"] == "seconds"
    assert table.attrs["units"]["sentiment_shift"] == "-2 to 2"
    assert table.attrs["meanings"]["topic"].startswith("What the call is mainly about")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"topic": "billing"}, ["C-0", "C-1", "C-3"]),
        ({"agent": ["agent-1"]}, ["C-1"]),
        ({"text": "double charge", "speaker": "agent"}, ["C-0", "C-1", "C-2", "C-3"]),
        ({"text": "double charge", "speaker": "customer"}, []),
        ({"since": "2026-03-01T09:03"}, ["C-3", "C-4"]),
        ({"limit": 2}, ["C-3", "C-4"]),
        ({"sentiment": "negative"}, []),
    ],
)
def test_filters(calls: Explorer, filters: dict[str, object], found: list[str]) -> None:
    table = calls.calls(**filters)  # type: ignore[arg-type]
    assert list(table["external_id"]) == found
    assert list(table.columns) == list(calls.calls().columns)


def test_the_tables_of_some_calls(calls: Explorer) -> None:
    assert len(calls.turns()) == 24
    own = calls.turns(agent="agent-1")
    assert list(own["turn"]) == [0, 1, 2, 3, 4, 5]
    assert own.attrs["units"]["start"] == "seconds"
    said = calls.turns(text="thank*", speaker="customer", topic="billing")
    assert list(said["turn"]) == [5, 5, 5]
    assert set(calls.answers(agent="agent-1")["question"]) >= {"topic", "empathy"}
    assert len(calls.findings(topic="technical_issue")) == 3
    assert "value" not in calls.findings()
    metrics = calls.metrics(topic="billing")
    assert metrics.shape[0] == 3 and metrics["talk_ratio_agent"].iloc[0] == 0.45
    assert metrics.attrs["units"]["words_per_minute_agent"] == "words per minute"
    for empty in (calls.turns, calls.answers, calls.findings, calls.metrics):
        assert len(empty(agent="nobody")) == 0


def test_tables_of_nothing_have_the_same_columns_and_types(calls: Explorer, tmp_path: Path) -> None:
    open_store(str(tmp_path / "empty.db")).close()
    with callsight.open(tmp_path / "empty.db") as empty:
        for name in ("calls", "turns", "answers", "findings", "metrics", "failures", "agreement"):
            table, full = getattr(empty, name)(), getattr(calls, name)()
            assert len(table) == 0 and list(table.columns) == list(full.columns), name
            if name != "agreement":
                assert list(map(str, table.dtypes)) == list(map(str, full.dtypes)), name
        found = empty.search("charge").dtypes, calls.search("charge").dtypes
        assert found[0].equals(found[1])
        dynamics = empty.calls()[["call_id", "agent_id"]].merge(empty.metrics(), on="call_id")
        assert charts.talk_ratio(dynamics).layout.title.text


def test_search_failures_and_agreement(calls: Explorer) -> None:
    found = calls.search("really upset", limit=2)
    assert list(found["external_id"]) == ["C-2", "C-1"] and found["seconds"].iloc[0] == 10
    assert sorted(calls.failures()["stage"]) == ["ingest", "redact"]
    assert list(calls.agreement().columns)[:2] == ["question", "type"]


def test_bad_input(calls: Explorer, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="There is no database"):
        callsight.open(tmp_path / "none.db")
    with pytest.raises(ConfigurationError, match="Unknown filter `colour`"):
        calls.calls(colour="red")
    with pytest.raises(InputError, match="There is no call `C-9`"):
        calls.call("C-9")
    assert "callsight.db" in repr(calls)


def test_names_that_do_not_exist() -> None:
    with pytest.raises(AttributeError, match="no attribute 'close'"):
        callsight.close  # noqa: B018
    assert set(callsight.__all__) <= set(dir(callsight))
