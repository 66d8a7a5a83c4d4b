"""Conditions as text: what they select, and what they refuse."""

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from callsight.calls import Answer
from callsight.errors import ConfigurationError
from callsight.store import Store
from callsight.store.view import OVERVIEW
from callsight.store.where import LONGEST, parse_where
from tests.store.examples import WANTED, a_call, an_analysis, redact


@pytest.fixture
def filled(store: Store) -> Store:
    """Four calls: two about billing, of 10, 20, 30 and 40 seconds, the last without a start."""
    store.save_questionnaire("v1", "default", "")
    for number, topic in enumerate(("billing", "claim", "it's billing", "billing"), start=1):
        start = dt.datetime(2026, 1, number, 12, tzinfo=dt.UTC) if number < 4 else None
        call = a_call(number, seconds=10.0 * number, started_at=start, queue=f"q{number}")
        store.add_call(call, f"key-{number}")
        redact(store, call)
        answers = (
            Answer("topic", topic, "answered"),
            Answer("upsell_attempted", number % 2 == 0, "answered"),
        )
        analysis = an_analysis(call).__class__(
            call.id, answers, (None, None), {"scorecard": number / 4}, "lexicon", "", "f"
        )
        store.save_analysis(call.id, analysis, WANTED.analyzed, "v1")
    return store


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("topic = 'billing'", {1, 4}),
        ('topic = "billing" AND seconds > 15', {4}),
        ("topic = 'it''s billing'", {3}),
        ("topic != 'billing'", {2, 3}),
        ("topic <> 'billing' or queue = 'q4'", {2, 3, 4}),
        ("queue in ('q1', 'q3')", {1, 3}),
        ("queue not in ('q1', 'q3')", {2, 4}),
        ("not (topic = 'billing' or seconds <= 20)", {3}),
        ("topic like '%billing'", {1, 3, 4}),
        ("seconds between 15 and 30", {2, 3}),
        ("seconds not between 15 and 30.5", {1, 4}),
        ("scorecard >= 0.75", {3, 4}),
        ("started_at is null", {4}),
        ("started_at is not null and upsell_attempted = 'yes'", {2}),
        ("started_at >= '2026-01-02' and started_at < '2026-01-03T00:00'", {2}),
        ("seconds > -1", {1, 2, 3, 4}),
    ],
)
def test_what_a_condition_selects(filled: Store, where: str, found: set[int]) -> None:
    assert {int(row["queue"][1]) for row in filled.calls(where)} == found


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("", "at its end: expected a column"),
        ("topic", "expected an operator such as"),
        ("topic = ", "expected a value"),
        ("topic = billing", "text stands in quotes: `'billing'`"),
        ("topics = 'billing'", "Unknown column `topics`: choose one of call_id"),
        ("topic = 'billing' seconds", "at `seconds`: expected `and`, `or`, or the end"),
        ("(topic = 'billing'", "at its end: expected `)`"),
        ("topic = 'billing", "at `'billing`"),
        ("seconds > 'long'", "Column `seconds` is a number: `long` is not"),
        ("started_at > 'yesterday'", "is a time: `yesterday`"),
        ("started_at > 5", "is a time: `5`"),
        ("topic = 'x'; drop table calls", "at `; drop table calls`"),
        ("topic = 'x' -- ", "at `--`"),
        ("1 = 1", "at `1`: expected a column"),
        ("topic = (select value from answers)", "expected a value"),
        ("topic in (select 1)", "expected a value"),
        ("length(topic) > 3", "Unknown column `length`"),
        ("sqlite_master.name = 'x'", "at `.name"),
        ("topic = 'x' union select 1", "at `union`"),
        ("(" * 50 + "topic = 'x'" + ")" * 50, "nested too deeply"),
        ("not " * 50 + "topic = 'x'", "nested too deeply"),
        ("topic = 'x' or " * 400 + "topic = 'x'", f"at most {LONGEST} characters"),
    ],
)
def test_what_cannot_be_read_is_said(where: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_where(where)
    assert message in str(caught.value)


@given(text=st.text(max_size=30) | st.text("topic='()\"%; -,<>1o ranidl", max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_condition_or_a_clear_error(text: str) -> None:
    try:
        condition = parse_where(text)
    except ConfigurationError:
        return
    str(sa.select(OVERVIEW).where(condition).compile())


@given(value=st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_a_value_is_bound_and_never_part_of_the_statement(value: str) -> None:
    quoted = value.replace("'", "''")
    query = sa.select(OVERVIEW.c.call_id).where(parse_where(f"topic = '{quoted}'"))
    compiled = query.compile()
    assert list(compiled.params.values()) == [value]
    assert str(compiled).endswith("call_overview.topic = :topic_1")
