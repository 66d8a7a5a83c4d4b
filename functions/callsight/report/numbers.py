"""The numbers over all calls, or those of one run, aggregated by the database.

So that a report over 100,000 calls costs a few queries, not 100,000 loads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from callsight.store import Store
from callsight.store.schema import CallRow, FailureRow, FindingRow, QuestionnaireRow, TurnRow
from callsight.store.view import OVERVIEW

PARTS = 10
"""Parts of a call's time in the sentiment arc."""
GROUPS = 12
"""Most bars of one chart; the rest are summed up as `other`."""

Counts = list[tuple[str, int]]


@dataclass(frozen=True)
class Shares:
    """How the time of some calls is shared; the shares add up to 1."""

    label: str
    calls: int
    agent: float
    customer: float
    silence: float


@dataclass(frozen=True)
class Numbers:
    """What the overview of a report shows."""

    calls: int
    seconds: float
    """Length of all recordings."""
    statuses: Mapping[str, int]
    languages: Counts
    topics: Counts
    outcomes: Counts
    sentiment_customer: float | None
    """Mean over calls, -1 to 1."""
    arc: Mapping[str, list[tuple[float, float]]]
    """By speaker: position in the call (0 to 1) and mean sentiment there (-1 to 1)."""
    time: list[Shares]
    """By agent, the one with most calls first."""
    entities: Counts
    """Removed personal values by type."""
    detectors: Counts
    removed_seconds: float
    """Speech in which personal data was said."""
    failures: Counts
    """Unresolved, by `stage: kind`."""
    withheld: int
    """Calls without a result because redaction failed."""
    run: Mapping[str, Any] | None
    """Row of `runs`: the run that was asked for, or the last one."""

    @property
    def failed(self) -> int:
        """Calls and files that failed."""
        return sum(count for _, count in self.failures)

    @property
    def best_effort_names(self) -> bool:
        """Whether the run had no model that finds names and addresses."""
        return not (self.run or {}).get("config", {}).get("redact.name_model")


def numbers(store: Store, run_id: str | None = None) -> Numbers:
    """Aggregate all calls, or those that a run worked on."""
    scope = calls_of(run_id)
    with store.reading() as session:
        count, seconds, mood = session.execute(
            sa.select(
                sa.func.count(),
                sa.func.sum(OVERVIEW.c.seconds),
                sa.func.avg(OVERVIEW.c.sentiment_customer),
            ).where(OVERVIEW.c.call_id.in_(scope))
        ).one()
        failed = _failures(session, run_id)
        return Numbers(
            calls=count,
            seconds=seconds or 0.0,
            statuses=dict(_counts(session, CallRow.status, CallRow.id.in_(scope))),
            languages=_counts(session, CallRow.language, CallRow.id.in_(scope)),
            topics=_shortened(_counts(session, OVERVIEW.c.topic, OVERVIEW.c.call_id.in_(scope))),
            outcomes=_counts(session, OVERVIEW.c.outcome, OVERVIEW.c.call_id.in_(scope)),
            sentiment_customer=mood,
            arc=_arc(session, scope),
            time=_time(session, scope),
            entities=_counts(session, FindingRow.entity, FindingRow.call_id.in_(scope)),
            detectors=_counts(session, FindingRow.detector, FindingRow.call_id.in_(scope)),
            removed_seconds=_removed(session, scope),
            failures=_shortened([(f"{stage}: {kind}", number) for stage, kind, number in failed]),
            withheld=sum(number for stage, _, number in failed if stage == "redact"),
            run=_run(store, run_id),
        )


def calls_of(run_id: str | None) -> sa.Select[str]:
    """Ids of all calls, or of those on which a run did something."""
    query = sa.select(CallRow.id)
    if run_id is None:
        return query
    stages = ("ingested", "transcribed", "redacted", "analyzed")
    return query.where(sa.or_(*(getattr(CallRow, f"{s}_run_id") == run_id for s in stages)))


def latest(store: Store, run_id: str | None, limit: int) -> list[str]:
    """Ids of the latest calls."""
    undated = sa.case((CallRow.started_at.is_(None), 1), else_=0)
    query = calls_of(run_id).order_by(undated, CallRow.started_at.desc(), CallRow.id)
    with store.reading() as session:
        return list(session.scalars(query.limit(limit)))


def questions(store: Store) -> dict[str, dict[str, dict[str, Any]]]:
    """By questionnaire version: the questions as written, by id."""
    with store.reading() as session:
        rows = session.execute(sa.select(QuestionnaireRow.version, QuestionnaireRow.text)).all()
    return {
        version: {question["id"]: question for question in yaml.safe_load(text)["questions"]}
        for version, text in rows
    }


def _counts(session: Session, column: Any, *where: sa.ColumnElement[bool]) -> Counts:
    number = sa.func.count().label("number")
    query = sa.select(column, number).where(column.is_not(None), *where).group_by(column)
    return [(name, count) for name, count in session.execute(query.order_by(number.desc(), column))]


def _shortened(counts: Counts) -> Counts:
    rest = sum(count for _, count in counts[GROUPS:])
    return counts[:GROUPS] + ([("other", rest)] if rest else [])


def _failures(session: Session, run_id: str | None) -> list[tuple[str, str, int]]:
    number = sa.func.count().label("number")
    query = (
        sa.select(FailureRow.stage, FailureRow.kind, number)
        .where(FailureRow.resolved_at.is_(None))
        .group_by(FailureRow.stage, FailureRow.kind)
        .order_by(number.desc(), FailureRow.stage, FailureRow.kind)
    )
    if run_id is not None:
        query = query.where(FailureRow.run_id == run_id)
    return [(stage, kind, count) for stage, kind, count in session.execute(query)]


def _arc(session: Session, scope: sa.Select[str]) -> dict[str, list[tuple[float, float]]]:
    middle = (TurnRow.start_seconds + TurnRow.end_seconds) / 2
    scaled = middle / CallRow.seconds * PARTS
    part = sa.case(*((scaled < edge, edge - 1) for edge in range(1, PARTS)), else_=PARTS - 1).label(
        "part"
    )
    query = (
        sa.select(TurnRow.speaker, part, sa.func.avg(TurnRow.sentiment))
        .join(CallRow, CallRow.id == TurnRow.call_id)
        .where(TurnRow.sentiment.is_not(None), CallRow.seconds > 0, CallRow.id.in_(scope))
        .group_by(TurnRow.speaker, part)
        .order_by(TurnRow.speaker, part)
    )
    arc: dict[str, list[tuple[float, float]]] = {}
    for speaker, position, mean in session.execute(query):
        arc.setdefault(speaker, []).append(((position + 0.5) / PARTS, float(mean)))
    return arc


def _time(session: Session, scope: sa.Select[str]) -> list[Shares]:
    """Talk time of both is what is left of a call without silence (shares as in `call_metrics`)."""
    view = OVERVIEW.c
    talk = view.seconds - view.silence_seconds
    query = (
        sa.select(
            view.agent_id,
            sa.func.count().label("calls"),
            sa.func.sum(talk * view.talk_ratio_agent),
            sa.func.sum(talk * (1 - view.talk_ratio_agent)),
            sa.func.sum(view.silence_seconds),
        )
        .where(view.talk_ratio_agent.is_not(None), view.call_id.in_(scope))
        .group_by(view.agent_id)
        .order_by(sa.desc("calls"), view.agent_id)
        .limit(GROUPS)
    )
    shares = []
    for label, calls, *parts in session.execute(query):
        total = sum(parts) or 1.0
        shares.append(Shares(label or "unknown", calls, *(part / total for part in parts)))
    return shares


def _removed(session: Session, scope: sa.Select[str]) -> float:
    length = sa.func.sum(FindingRow.end_seconds - FindingRow.start_seconds)
    return session.scalar(sa.select(length).where(FindingRow.call_id.in_(scope))) or 0.0


def _run(store: Store, run_id: str | None) -> Mapping[str, Any] | None:
    runs = store.runs(limit=1 if run_id is None else 1000)
    return next((run for run in runs if run_id in (None, run["id"])), None)
