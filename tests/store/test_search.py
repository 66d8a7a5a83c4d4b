"""The same query finds the same turns on every database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from callsight.calls import RedactedCall, Transcript, Turn, Word
from callsight.errors import ConfigurationError
from callsight.store import Filters, Store, open_store, read_filters, upgrade
from callsight.store.facts import renew_facts
from callsight.store.fulltext import Term, highlight, parse
from callsight.store.schema import CallRow
from tests.store.examples import WANTED, a_call, analyze, redact

SAID = [
    ("agent", "Thank you for calling, how may I help?"),
    ("customer", "I want to CANCEL my contract. I don't need it; [PERSON_1] said e-mail is fine."),
    ("agent", "My contract says: you may cancel in thirty days."),
    ("customer", "Das ist schön, très cher, the café is 1st at 5.50 now"),
    ("unknown", "to be or not to be"),
]


def say(store: Store, number: int = 1, lines: list[tuple[str, str]] = SAID) -> str:
    call = a_call(number)
    store.add_call(call, str(number))
    turns = []
    for index, (speaker, text) in enumerate(lines):
        words = tuple(
            Word(w, 10 * index + i, 10 * index + i + 0.5) for i, w in enumerate(text.split())
        )
        turns.append(Turn(index, speaker, 0, 10.0 * index, 10.0 * index + 9, text, words))  # type: ignore[arg-type]
    transcript = Transcript(call.id, "en", tuple(turns), 61.5, "demo")
    store.save_redacted(call.id, RedactedCall(transcript, (), ()), WANTED, None)
    return call.id


@pytest.mark.parametrize(
    ("query", "turns"),
    [
        ("cancel my contract", [2, 1]),
        ('"cancel my contract"', [1]),
        ("“cancel my contract”", [1]),
        ('"cancel my contract', [1]),
        ("my CONTRACT", [2, 1]),
        ("canc", []),
        ("canc*", [2, 1]),
        ("don't", [1]),
        ("person_1", [1]),
        ("[PERSON_1]", [1]),
        ("e-mail", [1]),
        ("mail", [1]),
        ("schön", [3]),
        ("café", [3]),
        ("1st", [3]),
        ("5.50", [3]),
        ("to be or not to be", [4]),
        ('"be or not"', [4]),
        ('"or be"', []),
        ("may i", [0]),
        ("I", [1, 0]),
        ("i*", [3, 2, 1, 0]),
        ("cancel AND NOT contract", []),
        ("NEAR(cancel contract)", []),
        ("cancel) OR (1=1 --", []),
        ("help?", [0]),
        ("", []),
        ("?!", []),
        ("*", []),
        ('"', []),
    ],
)
def test_words_phrases_and_beginnings(store: Store, query: str, turns: list[int]) -> None:
    say(store)
    assert [hit.turn for hit in store.search(query)] == turns
    assert store.count_hits(query) == len(turns)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=40))
@example('a" OR "b')
@example("\x00")
@example("' & | ! :* <->")
@example("+-><()~*@")
@example("\ud800 ")
@example('""""')
@example("a" * 300)
@example("²½ ٣ हिन्दी 漢字")
def test_no_query_is_an_error(shared_store: Store, query: str) -> None:
    assert shared_store.search(query) == []
    assert shared_store.calls(filters=Filters(text=query)) == [] or not query.strip()


def test_a_hit_says_where_and_when(store: Store) -> None:
    call_id = say(store)
    (hit,) = store.search('"CANCEL my"', Filters(speaker="customer"))
    assert (hit.call_id, hit.external_id, hit.agent_id) == (call_id, "C-1", "A7")
    assert (hit.turn, hit.speaker, hit.start, hit.end) == (1, "customer", 10.0, 19.0)
    assert hit.seconds == 13.0
    assert hit.snippet == SAID[1][1]
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["CANCEL my"]


def test_a_long_turn_is_cut_around_the_words(store: Store) -> None:
    say(store, lines=[("agent", "before " * 90 + "the needle here " + "after " * 90)])
    (hit,) = store.search("needle")
    assert len(hit.snippet) < 180
    assert hit.snippet.startswith("… before ") and hit.snippet.endswith("after …")
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["needle"]
    assert hit.seconds == 91.0


def test_pages_and_filters(store: Store) -> None:
    ids = [say(store, number) for number in range(5)]
    with store.writing() as session:
        session.get_one(CallRow, ids[3]).agent_id = "B1"
        renew_facts(session, ids[3])
    assert [hit.call_id for hit in store.search('"cancel my"', limit=2)] == [ids[4], ids[3]]
    assert [hit.call_id for hit in store.search('"cancel my"', limit=2, offset=4)] == [ids[0]]
    assert store.count_hits("contract") == 10
    assert store.count_hits("contract", most=7) == 7
    assert store.count_hits("contract", read_filters(agent="B1", speaker="agent")) == 1
    (found,) = store.calls(filters=read_filters(agent="B1", text="cancel", speaker="customer"))
    assert found["call_id"] == ids[3]
    assert store.calls(filters=read_filters(text="thank", speaker="customer")) == []
    assert store.count_calls(Filters(text="thank")) == 5


@pytest.mark.parametrize("few", [0, 2_000])
def test_few_and_many_calls_are_searched_alike(
    store: Store, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("callsight.store.search.FEW", few)
    ids = [say(store, number) for number in range(4)]
    own = read_filters(seconds=(0, None), speaker="customer")
    assert [hit.call_id for hit in store.search("my", own, limit=3)] == ids[:0:-1]
    assert store.count_hits("my", own) == 4
    assert store.search("my", read_filters(agent="nobody")) == []
    with store.writing() as session:
        session.get_one(CallRow, ids[1]).agent_id = "B1"
        renew_facts(session, ids[1])
    assert {hit.call_id for hit in store.search("contract", read_filters(agent="B1"))} == {ids[1]}


def test_the_index_follows_every_change(store: Store) -> None:
    call_id = say(store)
    redact(store, a_call())  # another transcript of the same call
    assert store.search("contract") == []
    assert [hit.turn for hit in store.search("my name")] == [1]
    analyze(store, a_call())
    assert [hit.turn for hit in store.search("my name")] == [1]
    with store.writing() as session:
        session.delete(session.get_one(CallRow, call_id))
    assert store.search("my name") == []
    say(store)
    assert [hit.turn for hit in store.search("contract")] == [2, 1]
    assert upgrade(store.engine.url.render_as_string(hide_password=False))
    assert [hit.turn for hit in store.search("contract")] == [2, 1]


def test_sqlite_may_be_vacuumed(tmp_path: Path) -> None:
    """Without a rowid of their own, rows get new ones: the index would point elsewhere."""
    with open_store(str(tmp_path / "calls.db")) as store:
        gone = say(store, 1)
        say(store, 2, SAID[1:3])
        with store.writing() as session:
            session.delete(session.get_one(CallRow, gone))
        with store.engine.connect() as connection:
            connection.connection.execute("VACUUM")  # type: ignore[attr-defined]
            connection.exec_driver_sql(
                "INSERT INTO turn_search (turn_search) VALUES ('integrity-check')"
            )
        assert [hit.turn for hit in store.search("contract")] == [1, 0]


def test_the_parts_of_a_query() -> None:
    assert parse("a_b \"c d\"e* f") == (
        Term(("a", "b")), Term(("c", "d")), Term(("e",), True), Term(("f",)),
    )  # fmt: skip
    assert len(parse("a " * 99)) == 30
    assert highlight("Can a cancan can can't", parse("can* can")) == [
        (0, 3),
        (6, 12),
        (13, 16),
        (17, 20),
    ]


def test_filters_are_read_from_what_people_write() -> None:
    day = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    assert read_filters() == read_filters(since="", agent="", text=" ") == Filters()
    assert read_filters(since="2026-03-01", until=dt.date(2026, 3, 1)) == Filters(day, day)
    zone = dt.timezone(dt.timedelta(hours=1))
    assert read_filters(since=dt.datetime(2026, 3, 1, 1, tzinfo=zone)).since == day
    ago = read_filters(since="7d").since
    assert ago and abs((dt.datetime.now(dt.UTC) - ago).total_seconds() - 7 * 86400) < 60
    assert read_filters(agent="A", topic=["x", "y"]) == Filters(agents=("A",), topics=("x", "y"))
    assert read_filters(sentiment="negative").sentiment == (None, -0.15)
    assert read_filters(sentiment=(-1, None), seconds=(60, 90)).seconds == (60.0, 90.0)
    for wrong, message in [
        ({"colour": "red"}, "Unknown filter `colour`: choose one of since, "),
        ({"since": "yesterday"}, "`since` cannot be `yesterday`: give a date"),
        ({"since": "99999d"}, None),
        ({"sentiment": "grumpy"}, "Unknown sentiment `grumpy`: choose one of negative, "),
        ({"sentiment": (1,)}, "`sentiment` cannot be"),
        ({"seconds": ("long", None)}, "`seconds` cannot be"),
        ({"seconds": (float("nan"), None)}, "`seconds` cannot be"),
        ({"speaker": "boss"}, "Unknown speaker `boss`: choose one of agent, customer, unknown"),
    ]:
        if message is None:
            assert read_filters(**wrong).since  # type: ignore[arg-type]
            continue
        with pytest.raises(ConfigurationError, match=message):
            read_filters(**wrong)  # type: ignore[arg-type]


def test_filters_choose_calls(store: Store) -> None:
    for number in range(3):
        call = a_call(number, seconds=60.0 * number, agent_id=f"A{number}")
        store.add_call(call, str(number))
    redact(store, a_call(1))
    analyze(store, a_call(1))

    def chosen(**given: object) -> list[str]:
        filters = read_filters(**given)  # type: ignore[arg-type]
        rows = store.calls(filters=filters)
        assert store.count_calls(filters) == len(rows)
        return sorted(row["external_id"] for row in rows)

    assert chosen() == ["C-0", "C-1", "C-2"]
    assert chosen(agent=["A0", "A2"]) == ["C-0", "C-2"]
    assert chosen(topic="billing", sentiment="negative", status="analyzed") == ["C-1"]
    assert chosen(sentiment="positive") == []
    assert chosen(seconds=(60, None)) == ["C-1", "C-2"]
    assert chosen(since="2025-03-30", until="2025-03-31") == ["C-0", "C-1", "C-2"]
    assert chosen(until="2025-03-30") == []
