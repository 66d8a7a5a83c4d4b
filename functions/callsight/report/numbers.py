"""The numbers over some calls, aggregated by the database from `call_facts`.

So that a page about 100,000 calls costs a handful of quick queries, not 100,000 loads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from callsight.report.selection import Selection
from callsight.store import Store
from callsight.store.facts import FIFTHS, FactRow
from callsight.store.schema import FailureRow, FindingRow, QuestionnaireRow

GROUPS = 12
"""Most bars of one chart; the rest are summed up as `other`."""
FACTS = FactRow.__table__.c
Counts = list[tuple[str, int]]


@dataclass(frozen=True)
class Shares:
    """How the time of an agent's calls is shared, and how these calls went."""

    label: str
    calls: int
    agent: float
    """The shares add up to 1."""
    customer: float
    silence: float
    sentiment: float | None
    """Mean of the customers, -1 to 1."""
    scorecard: float | None
    """Mean, 0 to 1."""


@dataclass(frozen=True)
class Numbers:
    """What an overview shows."""

    calls: int
    seconds: float
    """Length of all recordings."""
    findings: int
    removed_seconds: float
    """Speech in which personal data was said."""
    failed_calls: int
    sentiment_customer: float | None
    """Mean over calls, -1 to 1."""
    sentiment_agent: float | None
    scorecard: float | None
    arc: Mapping[str, list[tuple[float, float]]]
    """By speaker: position in the call (0 to 1) and mean sentiment there (-1 to 1)."""
    languages: Counts
    topics: Counts
    outcomes: Counts
    days: list[tuple[dt.date, int, float | None]]
    """Date, calls, and mean sentiment of the customers, in order."""


def numbers(store: Store, selection: Selection | None = None) -> Numbers:
    """Aggregate the calls of a selection."""
    where = (selection or Selection()).conditions(store, FACTS)
    with store.reading() as session:
        totals = _totals(session, where)
        topics, outcomes, languages = _groups(session, where)
        arc: dict[str, list[tuple[float, float]]] = {}
        for speaker in ("agent", "customer"):
            means = ((part, totals[f"arc_{speaker}_{part}"]) for part in FIFTHS)
            points = [
                ((part - 0.5) / len(FIFTHS), mean) for part, mean in means if mean is not None
            ]
            if points:
                arc[speaker] = points
        return Numbers(
            **{name: totals[name] or 0 for name in _SUMS},
            **{name: totals[name] for name in _MEANS},
            arc=arc,
            topics=topics,
            outcomes=outcomes,
            languages=languages,
            days=_days(session, where),
        )


def agents(
    store: Store, selection: Selection | None = None, limit: int | None = GROUPS
) -> list[Shares]:
    """By agent, the one with most calls first. Talk of both is what silence leaves of a call."""
    talk = FACTS.seconds - FACTS.silence_seconds
    total = sa.func.count().label("total")
    agent = sa.func.coalesce(FACTS.agent_id, "")  # no index: reading all rows in order is quicker
    query = (
        sa.select(
            agent,
            total,
            sa.func.sum(talk * FACTS.talk_ratio_agent),
            sa.func.sum(talk * (1 - FACTS.talk_ratio_agent)),
            sa.func.sum(FACTS.silence_seconds),
            sa.func.avg(FACTS.sentiment_customer),
            sa.func.avg(FACTS.scorecard),
        )
        .where(FACTS.agent_id.is_not(None), *(selection or Selection()).conditions(store, FACTS))
        .group_by(agent)
        .order_by(total.desc(), agent)
        .limit(limit)
    )
    found = []
    with store.reading() as session:
        for label, calls, talking, customer, silence, mood, score in session.execute(query):
            parts = [part or 0.0 for part in (talking, customer, silence)]
            whole = sum(parts) or 1.0
            shares = [part / whole for part in parts]
            found.append(Shares(label, calls, shares[0], shares[1], shares[2], mood, score))
    return found


@dataclass(frozen=True)
class Removed:
    """Removed personal values."""

    entities: Counts
    detectors: Counts


def removed(store: Store, selection: Selection) -> Removed:
    """Removed values by type and by detector."""
    with store.reading() as session:
        number = sa.func.count()
        query = sa.select(FindingRow.entity, FindingRow.detector, number)
        where = selection.conditions(store, FACTS)
        if where:
            query = query.join(FactRow, FactRow.call_id == FindingRow.call_id).where(*where)
        rows = session.execute(query.group_by(FindingRow.entity, FindingRow.detector)).all()
    return Removed(_summed((e, n) for e, _, n in rows), _summed((d, n) for _, d, n in rows))


def failure_counts(store: Store, run_id: str | None = None) -> list[tuple[str, str, int]]:
    """Unresolved failures by stage and kind."""
    number = sa.func.count().label("number")
    query = (
        sa.select(FailureRow.stage, FailureRow.kind, number)
        .where(FailureRow.resolved_at.is_(None))
        .group_by(FailureRow.stage, FailureRow.kind)
        .order_by(number.desc(), FailureRow.stage, FailureRow.kind)
    )
    if run_id is not None:
        query = query.where(FailureRow.run_id == run_id)
    with store.reading() as session:
        return [(stage, kind, count) for stage, kind, count in session.execute(query)]


def rows(
    store: Store, selection: Selection, limit: int | None = 50, offset: int = 0
) -> list[dict[str, Any]]:
    """Rows of `call_facts`, the latest calls first."""
    undated = sa.case((FACTS.started_at.is_(None), 1), else_=0)
    order = (undated, FACTS.started_at.desc(), FACTS.call_id)
    ids = sa.select(FACTS.call_id).where(*selection.conditions(store, FACTS)).order_by(*order)
    page = ids.limit(limit).offset(offset).subquery()  # sorts keys and not whole rows
    query = sa.select(FactRow.__table__).join(page, page.c.call_id == FACTS.call_id)
    with store.reading() as session:
        return [dict(row._mapping) for row in session.execute(query.order_by(*order))]


def count_calls(store: Store, selection: Selection) -> int:
    """How many calls a selection has."""
    query = sa.select(sa.func.count()).select_from(FactRow)
    with store.reading() as session:
        return session.scalar(query.where(*selection.conditions(store, FACTS))) or 0


def choices_of(store: Store, selection: Selection) -> list[tuple[str, str, list[str]]]:
    """What calls can be filtered by: name, label, values."""
    columns = (("topic", "Topic"), ("outcome", "Outcome"), ("agent_id", "Agent"))
    where, found = selection.conditions(store, FACTS), []
    with store.reading() as session:
        for column, label in columns:
            query = sa.select(FACTS[column]).distinct().where(FACTS[column].is_not(None), *where)
            values = sorted(session.scalars(query.limit(1000)))
            found.append((column.removesuffix("_id"), label, values))
    return [*found, ("mood", "Customer", ["positive", "neutral", "negative"])]


def questions(store: Store) -> dict[str, dict[str, dict[str, Any]]]:
    """By questionnaire version: the questions as written, by id."""
    with store.reading() as session:
        found = session.execute(sa.select(QuestionnaireRow.version, QuestionnaireRow.text)).all()
    return {
        version: {question["id"]: question for question in yaml.safe_load(text)["questions"]}
        for version, text in found
    }


def shortened(found: Counts) -> Counts:
    """The largest groups, the others summed up."""
    rest = sum(count for _, count in found[GROUPS:])
    return found[:GROUPS] + ([("other", rest)] if rest else [])


_SUMS = ("calls", "seconds", "findings", "removed_seconds", "failed_calls")
_MEANS = ("sentiment_customer", "sentiment_agent", "scorecard")


def _totals(session: Session, where: list[sa.ColumnElement[bool]]) -> sa.RowMapping:
    """One pass over the rows for everything that is one number."""
    failed = sa.case((FACTS.status == "failed", 1), else_=0)
    columns = [sa.func.count().label("calls"), sa.func.sum(failed).label("failed_calls")]
    columns += [
        sa.func.sum(FACTS[name]).label(name) for name in ("seconds", "findings", "removed_seconds")
    ]
    arcs = [f"arc_{speaker}_{part}" for speaker in ("agent", "customer") for part in FIFTHS]
    columns += [sa.func.avg(FACTS[name]).label(name) for name in (*_MEANS, *arcs)]
    return session.execute(sa.select(*columns).where(*where)).mappings().one()


def _groups(session: Session, where: list[sa.ColumnElement[bool]]) -> tuple[Counts, Counts, Counts]:
    """Topics, outcomes and languages in one pass: few of their combinations exist."""
    columns = (FACTS.topic, FACTS.outcome, FACTS.language)
    query = sa.select(*columns, sa.func.count()).where(*where).group_by(*columns)
    found = session.execute(query).all()
    topics, outcomes, languages = (
        _summed((row[index], row[-1]) for row in found if row[index] is not None)
        for index in range(len(columns))
    )
    return shortened(topics), shortened(outcomes), languages


def _days(
    session: Session, where: list[sa.ColumnElement[bool]]
) -> list[tuple[dt.date, int, float | None]]:
    day = sa.func.date(FACTS.started_at)
    if session.get_bind().dialect.name == "postgresql":
        day = sa.func.date(sa.func.timezone("UTC", FACTS.started_at))
    query = sa.select(day, sa.func.count(), sa.func.avg(FACTS.sentiment_customer))
    query = query.where(FACTS.started_at.is_not(None), *where).group_by(day).order_by(day)
    return [
        (dt.date.fromisoformat(found) if isinstance(found, str) else found, count, mood)
        for found, count, mood in session.execute(query)
    ]


def _summed(pairs: Iterable[tuple[str, int]]) -> Counts:
    total: dict[str, int] = {}
    for name, count in pairs:
        total[name] = total.get(name, 0) + count
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))
