"""`call_overview`: one wide row per call, for BI tools, notebooks and people.

Answers and metrics are looked up one by one by primary key, so a query pays only for the columns it
names and a single call is found at once; grouping all answers first is slower on every database.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from callsight.store.schema import AnswerRow, CallRow, FailureRow, FindingRow, MetricRow, TurnRow

ANSWERS = {
    "topic": "What the call is mainly about",
    "summary": "Summary of the call",
    "reason": "Why the customer called",
    "concern_addressed": "Whether the concern was addressed",
    "outcome": "How the call ended",
    "next_steps": "What happens next",
    "client_tone": "Overall tone of the customer",
    "agent_tone": "Overall tone of the agent",
    "upsell_attempted": "Whether the agent offered something further",
    "upsell_succeeded": "Whether the customer accepted it",
    "escalation_requested": "Whether the customer asked for a supervisor or complained",
    "churn_risk": "How likely the customer leaves",
}
METRICS = {
    "sentiment_customer": "Mean sentiment of the customer, -1 to 1",
    "sentiment_agent": "Mean sentiment of the agent, -1 to 1",
    "sentiment_shift": "Customer's sentiment at the end minus at the start, -2 to 2",
    "talk_ratio_agent": "Agent's share of the talk time, 0 to 1",
    "talk_ratio_customer": "Customer's share of the talk time, 0 to 1",
    "silence_seconds": "Time in which nobody talks, in seconds",
    "overtalk_seconds": "Time in which two talk at once, in seconds",
    "scorecard": "Share of the scorecard points reached, 0 to 1",
}
_OF_CALL = (
    "external_id recording started_at agent_id customer_id queue direction "
    "seconds channels health language status speech_model"
)


def _column(name: str) -> sa.Label[Any]:
    return sa.label(name, getattr(CallRow, name))


def _count(row: Any, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    query = sa.select(sa.func.count()).where(row.call_id == CallRow.id, *conditions)
    return query.correlate(CallRow).scalar_subquery()


def _answer(question: str) -> sa.ScalarSelect[str | None]:
    query = sa.select(AnswerRow.value).where(
        AnswerRow.call_id == CallRow.id,
        AnswerRow.questionnaire_version == CallRow.questionnaire_version,
        AnswerRow.question == question,
    )
    return query.correlate(CallRow).scalar_subquery()


def _metric(name: str) -> sa.ScalarSelect[float | None]:
    query = sa.select(MetricRow.value).where(
        MetricRow.call_id == CallRow.id, MetricRow.metric == name
    )
    return query.correlate(CallRow).scalar_subquery()


def _columns() -> dict[str, tuple[sa.Label[Any], str]]:
    """Name to expression and meaning, in the order of the view."""
    own = {
        name: (_column(name), str(CallRow.__table__.c[name].comment)) for name in _OF_CALL.split()
    }
    unresolved = FailureRow.resolved_at.is_(None)
    counted = {
        "turns": (_count(TurnRow), "Number of turns."),
        "findings": (_count(FindingRow), "Number of personal values removed."),
        "failures": (_count(FailureRow, unresolved), "Number of failures not yet resolved."),
    }
    answers = {name: (_answer(name), f"{text}; NULL: not known.") for name, text in ANSWERS.items()}
    metrics = {name: (_metric(name), f"{text}.") for name, text in METRICS.items()}
    rest = {
        name: (_column(name), str(CallRow.__table__.c[name].comment))
        for name in ("audio", "analyzed_run_id")
    }
    columns: dict[str, tuple[Any, str]] = {
        "call_id": (sa.label("call_id", CallRow.id), "Call (`calls.id`).")
    }
    columns |= own | counted | answers | metrics | rest
    return {name: (sa.label(name, column), comment) for name, (column, comment) in columns.items()}


_COLUMNS = _columns()
OVERVIEW = sa.Table(
    "call_overview",
    sa.MetaData(),
    *(sa.Column(name, column.type, comment=text) for name, (column, text) in _COLUMNS.items()),
    comment="One row per call with its main answers and numbers (view).",
)


def create_view(connection: sa.Connection) -> None:
    """Create the view; `drop_view` first where it may exist."""
    query = sa.select(*(column for column, _ in _COLUMNS.values())).select_from(CallRow)
    sql = query.compile(connection.engine, compile_kwargs={"literal_binds": True})
    connection.exec_driver_sql(f"CREATE VIEW {OVERVIEW.name} AS {sql}")


def drop_view(connection: sa.Connection) -> None:
    """Drop the view: no database lets a migration change what a view stands on."""
    connection.exec_driver_sql(f"DROP VIEW IF EXISTS {OVERVIEW.name}")
