"""`call_facts`: the numbers of every call in one narrow row, so that sums over all calls are quick.

The view `call_overview` looks answers and metrics up one by one: right for one call and for a page
of calls, far too slow to group 100,000 of them. This table is derived: the store renews the row of
a call in the transaction that changes anything it is made of; `renew_facts` without a call renews
all rows.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from callsight.store import fields as f
from callsight.store.columns import Name
from callsight.store.schema import AnswerRow, Base, CallRow, FindingRow, MetricRow, TurnRow

FIFTHS = (1, 2, 3, 4, 5)
"""Parts of a call's time in the sentiment arc."""
ANSWERS = ("topic", "outcome", "concern_addressed", "escalation_requested", "churn_risk")
METRICS = (
    "sentiment_customer", "sentiment_agent", "sentiment_shift", "talk_ratio_agent",
    "silence_seconds", "overtalk_seconds", "scorecard",
)  # fmt: skip
VALUE = 64
"""Longest answer kept, in characters; what calls are grouped by is shorter."""
_OF_CALL = ("external_id", "agent_id", "queue", "direction", "language", "status", "started_at",
            "seconds")  # fmt: skip


class FactRow(Base):
    """What pages and charts count and average."""

    __tablename__ = "call_facts"
    __table_args__ = f.table(
        "The numbers of every call in one narrow row, derived from the other tables for quick sums."
    )

    call_id: Mapped[str] = f.of_call()
    external_id: Mapped[str | None] = f.name("`calls.external_id`.")
    agent_id: Mapped[str | None] = mapped_column(Name(255), index=True, comment="`calls.agent_id`.")
    queue: Mapped[str | None] = f.name("`calls.queue`.")
    direction: Mapped[str | None] = f.name("`calls.direction`.", 16)
    language: Mapped[str | None] = f.name("`calls.language`.", 16)
    status: Mapped[str] = f.name("`calls.status`.", 16)
    started_at: Mapped[dt.datetime | None] = f.time("Start of the call, UTC.")
    seconds: Mapped[float] = f.number("Length of the recording in seconds.")
    turns: Mapped[int] = f.integer("Number of turns.")
    findings: Mapped[int] = f.integer("Number of personal values removed.")
    removed_seconds: Mapped[float] = f.number("Speech in which personal data was said, in seconds.")
    topic: Mapped[str | None] = f.name("Answer `topic`, its first 64 characters.", VALUE)
    outcome: Mapped[str | None] = f.name("Answer `outcome`.", VALUE)
    concern_addressed: Mapped[str | None] = f.name("Answer `concern_addressed`.", VALUE)
    escalation_requested: Mapped[str | None] = f.name("Answer `escalation_requested`.", VALUE)
    churn_risk: Mapped[str | None] = f.name("Answer `churn_risk`.", VALUE)
    sentiment_customer: Mapped[float | None] = f.number("Metric `sentiment_customer`, -1 to 1.")
    sentiment_agent: Mapped[float | None] = f.number("Metric `sentiment_agent`, -1 to 1.")
    sentiment_shift: Mapped[float | None] = f.number("Metric `sentiment_shift`, -2 to 2.")
    talk_ratio_agent: Mapped[float | None] = f.number("Metric `talk_ratio_agent`, 0 to 1.")
    silence_seconds: Mapped[float | None] = f.number("Time in which nobody talks, in seconds.")
    overtalk_seconds: Mapped[float | None] = f.number("Time in which two talk at once, in seconds.")
    scorecard: Mapped[float | None] = f.number("Metric `scorecard`, 0 to 1.")
    arc_agent_1: Mapped[float | None] = f.number("Agent's sentiment, first fifth of the call.")
    arc_agent_2: Mapped[float | None] = f.number("Agent's sentiment, second fifth.")
    arc_agent_3: Mapped[float | None] = f.number("Agent's sentiment, third fifth.")
    arc_agent_4: Mapped[float | None] = f.number("Agent's sentiment, fourth fifth.")
    arc_agent_5: Mapped[float | None] = f.number("Agent's sentiment, last fifth.")
    arc_customer_1: Mapped[float | None] = f.number("Customer's sentiment, first fifth.")
    arc_customer_2: Mapped[float | None] = f.number("Customer's sentiment, second fifth.")
    arc_customer_3: Mapped[float | None] = f.number("Customer's sentiment, third fifth.")
    arc_customer_4: Mapped[float | None] = f.number("Customer's sentiment, fourth fifth.")
    arc_customer_5: Mapped[float | None] = f.number("Customer's sentiment, last fifth.")


def renew_facts(session: Session, call_id: str | None = None) -> None:
    """Make the row of a call anew, or those of all calls."""
    session.flush()
    connection, values = session.connection(), {"wanted": call_id}
    if call_id is not None:  # one at a time, or two that replace the row would both insert it
        session.execute(sa.select(CallRow.id).where(CallRow.id == call_id).with_for_update())
    for statement in _renewal(call_id is not None):
        connection.execute(statement, values)


@cache
def _renewal(one: bool) -> tuple[sa.Delete, sa.Insert]:
    """What renews the row of the call `:wanted`, or all rows.

    Made once: to build it takes longer than to run it, and every stage runs it for every call.
    """
    turns, findings = _turns(one), _findings(one)
    columns = _columns(turns, findings)
    joined = sa.join(CallRow, turns, turns.c.call_id == CallRow.id, isouter=True)
    joined = joined.join(findings, findings.c.call_id == CallRow.id, isouter=True)
    query = _only(one, sa.select(*columns.values()).select_from(joined), CallRow.id)
    old = sa.delete(_TABLE).where(_TABLE.c.call_id == _WANTED) if one else sa.delete(_TABLE)
    return old, sa.insert(_TABLE).from_select(list(columns), query)


_TABLE = Base.metadata.tables[FactRow.__tablename__]
_WANTED: sa.BindParameter[str] = sa.bindparam("wanted", type_=Name(f.CALL_ID))


def _only(one: bool, query: Any, column: Any) -> Any:
    return query.where(column == _WANTED) if one else query


def _turns(one: bool) -> sa.Subquery:
    """Number of turns and the sentiment of each fifth, by call; the middle of a turn decides."""
    fifth = (TurnRow.start_seconds + TurnRow.end_seconds) / 2 / CallRow.seconds * len(FIFTHS)
    means = []
    for speaker in ("agent", "customer"):
        for part in FIFTHS:
            here = [TurnRow.speaker == speaker, CallRow.seconds > 0]
            if part > 1:
                here.append(fifth >= part - 1)
            if part < len(FIFTHS):
                here.append(fifth < part)
            mean = sa.func.avg(sa.case((sa.and_(*here), TurnRow.sentiment)))
            means.append(mean.label(f"arc_{speaker}_{part}"))
    query = sa.select(TurnRow.call_id, sa.func.count().label("turns"), *means)
    query = query.join(CallRow, CallRow.id == TurnRow.call_id).group_by(TurnRow.call_id)
    return _only(one, query, TurnRow.call_id).subquery("t")


def _findings(one: bool) -> sa.Subquery:
    """Number and length of the findings, by call."""
    length = sa.func.sum(FindingRow.end_seconds - FindingRow.start_seconds)
    query = sa.select(
        FindingRow.call_id, sa.func.count().label("findings"), length.label("removed_seconds")
    ).group_by(FindingRow.call_id)
    return _only(one, query, FindingRow.call_id).subquery("f")


def _columns(turns: sa.Subquery, findings: sa.Subquery) -> dict[str, Any]:
    columns: dict[str, Any] = {"call_id": CallRow.id}
    columns |= {name: getattr(CallRow, name) for name in _OF_CALL}
    columns["turns"] = sa.func.coalesce(turns.c.turns, 0)
    columns["findings"] = sa.func.coalesce(findings.c.findings, 0)
    columns["removed_seconds"] = sa.func.coalesce(findings.c.removed_seconds, 0.0)
    for name in ANSWERS:
        value = sa.select(sa.func.substr(AnswerRow.value, 1, VALUE)).where(
            AnswerRow.call_id == CallRow.id,
            AnswerRow.questionnaire_version == CallRow.questionnaire_version,
            AnswerRow.question == name,
        )
        columns[name] = value.correlate(CallRow).scalar_subquery()
    for name in METRICS:
        value = sa.select(MetricRow.value).where(
            MetricRow.call_id == CallRow.id, MetricRow.metric == name
        )
        columns[name] = value.correlate(CallRow).scalar_subquery()
    arcs = (f"arc_{speaker}_{part}" for speaker in ("agent", "customer") for part in FIFTHS)
    return columns | {name: turns.c[name] for name in arcs}
