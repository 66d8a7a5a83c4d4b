"""Reading: the overview of all calls, one call with all that is known of it, and streams."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from callsight.calls import ASKED, Analysis, Answer, Call, Finding, Stage, Transcript
from callsight.errors import ConfigurationError, InputError
from callsight.store.database import pages
from callsight.store.facts import FactRow
from callsight.store.failures import Failures
from callsight.store.filters import Filters
from callsight.store.rows import engine_answer, to_answer, to_call, to_finding, to_turn
from callsight.store.schema import (
    SCHEMA,
    AnswerRow,
    CallRow,
    FailureRow,
    FindingRow,
    MetricRow,
    QuestionnaireRow,
    TurnRow,
)
from callsight.store.search import Search
from callsight.store.view import OVERVIEW
from callsight.store.where import parse_where

_LOADED_TOGETHER = 50
"""Calls whose turns are read with one query."""
_STAGE_COLUMNS: dict[Stage, tuple[str, tuple[str, ...]]] = {
    "ingest": ("ingested_run_id", ("codec", "sample_rate", "channels", "bytes", "health")),
    "transcribe": ("transcribed_run_id", ("language", "speech_model")),
    "redact": ("redacted_run_id", ("language", "audio")),
    "analyze": ("analyzed_run_id", ("questionnaire_version", "answer_tokens", "analysis_seconds")),
}


@dataclass(frozen=True)
class CallRecord:
    """Everything the database knows of one call."""

    call: Call
    status: str
    """`new`, `transcribed`, `redacted`, `analyzed` or `failed`."""
    audio: str | None
    """Redacted audio, relative to the output folder."""
    transcript: Transcript | None
    """Redacted; None until the call is redacted."""
    findings: tuple[Finding, ...]
    analysis: Analysis | None
    """Of the last questionnaire; None until then. Without answers its engine is unknown: empty."""
    questionnaire_version: str | None
    failures: tuple[dict[str, Any], ...]
    """Not yet resolved; see `Store.failures`."""
    asked: tuple[Answer, ...] = ()
    """Answers to questions of `callsight ask`, in the order in which these were first asked."""


class Reading(Search, Failures):
    """Questions to the database."""

    def calls(
        self,
        where: Mapping[str, Any] | str | None = None,
        *,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        filters: Filters | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[dict[str, Any]]:
        """Rows of `call_overview`, the latest calls first.

        `where`: column to value or list of values, for example `{"topic": "billing"}`, or a
        condition as text (see `callsight.store.where`). `since` and `until` (excluded) are about
        the start of the call; `filters` can do more.

        Raises ConfigurationError for an unknown column, or a condition that cannot be read.
        """
        query = sa.select(OVERVIEW).where(*_conditions(where or {}))
        if since is not None:
            query = query.where(OVERVIEW.c.started_at >= since)
        if until is not None:
            query = query.where(OVERVIEW.c.started_at < until)
        query = query.where(*self.among(OVERVIEW.c.call_id, filters or Filters()))
        undated = sa.case((OVERVIEW.c.started_at.is_(None), 1), else_=0)
        query = query.order_by(undated, OVERVIEW.c.started_at.desc(), OVERVIEW.c.call_id)
        with self.reading() as session:
            return [
                dict(row._mapping) for row in session.execute(query.limit(limit).offset(offset))
            ]

    def count_calls(self, filters: Filters) -> int:
        """How many calls meet all conditions."""
        facts = FactRow.__table__.c
        query = sa.select(sa.func.count(facts.call_id)).where(*self.where(facts, filters))
        with self.reading() as session:
            return session.scalar(query) or 0

    def load_call(self, reference: str) -> CallRecord:
        """All about one call, by external id or by the beginning of its id.

        Raises InputError where no call or several have this reference.
        """
        with self.reading() as session:
            row = _find(session, reference)
            redacted = row.redacted_fingerprint is not None
            findings = sa.select(FindingRow).where(FindingRow.call_id == row.id)
            return CallRecord(
                call=to_call(row),
                status=row.status,
                audio=row.audio,
                transcript=_transcripts(session, [row])[row.id] if redacted else None,
                findings=tuple(map(to_finding, session.scalars(findings.order_by("finding")))),
                analysis=_analysis(session, row),
                questionnaire_version=row.questionnaire_version,
                failures=tuple(self.failures(call_id=row.id)),
                asked=_asked(session, row),
            )

    def load_transcript(self, call_id: str) -> Transcript:
        """The redacted transcript of a call; KeyError where there is none yet."""
        for _, transcript in self.load_redacted([call_id]):
            return transcript
        raise KeyError(f"call `{call_id}` has no redacted transcript")

    def load_redacted(self, call_ids: Iterable[str]) -> Iterator[tuple[Call, Transcript]]:
        """Calls with their redacted transcripts, in the order asked for; others are left out."""
        for page in pages(call_ids, _LOADED_TOGETHER):
            query = sa.select(CallRow).where(
                CallRow.id.in_(page), CallRow.redacted_fingerprint.is_not(None)
            )
            with self.reading() as session:
                rows = {row.id: row for row in session.scalars(query)}
                transcripts = _transcripts(session, rows.values())
                loaded = [
                    (to_call(rows[call_id]), transcripts[call_id])
                    for call_id in page
                    if call_id in rows
                ]
            yield from loaded

    def known_answers(self, call_id: str) -> list[Answer]:
        """Every answer of an engine about a call, to whichever questionnaire, with its source."""
        query = sa.select(AnswerRow).where(AnswerRow.call_id == call_id)
        with self.reading() as session:
            return [engine_answer(row) for row in session.scalars(query)]

    def questionnaire_text(self, version: str | None) -> str | None:
        """The YAML of a questionnaire, None where there is no such version."""
        query = sa.select(QuestionnaireRow.text).where(QuestionnaireRow.version == version)
        with self.reading() as session:
            return session.scalar(query)

    def stage_table(self, stage: Stage, run_id: str) -> list[dict[str, Any]]:
        """The calls that a stage got through in a run, with what it said of them."""
        run_column, columns = _STAGE_COLUMNS[stage]
        names = ("id", "recording", "seconds", "status", *columns)
        query = sa.select(*(getattr(CallRow, name).label(name) for name in names))
        query = query.where(getattr(CallRow, run_column) == run_id).order_by(CallRow.id)
        with self.reading() as session:
            return [dict(row._mapping) for row in session.execute(query)]

    def counts(self) -> dict[str, float]:
        """Calls by status (`calls_analyzed`), rows per table, and `seconds` of recordings."""
        statuses = sa.select(CallRow.status, sa.func.count()).group_by(CallRow.status)
        seconds = sa.select(sa.func.coalesce(sa.func.sum(CallRow.seconds), 0.0))
        failures = sa.select(sa.func.count()).where(FailureRow.resolved_at.is_(None))
        tables = [table for table in SCHEMA.sorted_tables if table.name != "failures"]
        with self.reading() as session:
            by_status = {f"calls_{status}": count for status, count in session.execute(statuses)}
            rows = {
                table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in tables
            }
            open_failures = {"failures": session.scalar(failures) or 0}
            return by_status | rows | open_failures | {"seconds": session.scalar(seconds) or 0.0}


def _conditions(where: Mapping[str, Any] | str) -> list[sa.ColumnElement[bool]]:
    if isinstance(where, str):
        return [parse_where(where)]
    conditions: list[sa.ColumnElement[bool]] = []
    for name, value in where.items():
        if name not in OVERVIEW.c:
            columns = ", ".join(OVERVIEW.c.keys())
            raise ConfigurationError(f"Unknown column `{name}`: choose one of {columns}.")
        several = isinstance(value, (list, tuple, set, frozenset))
        column = OVERVIEW.c[name]
        conditions.append(column.in_(value) if several else column == value)
    return conditions


def _find(session: Session, reference: str) -> CallRow:
    query = sa.select(CallRow).where(CallRow.external_id == reference)
    rows = session.scalars(query.order_by(CallRow.id).limit(6)).all()
    if not rows and reference:
        starts = CallRow.id.startswith(reference.lower(), autoescape=True)
        rows = session.scalars(sa.select(CallRow).where(starts).order_by(CallRow.id).limit(6)).all()
    if len(rows) == 1:
        return rows[0]
    if rows:
        ids = ", ".join(row.id for row in rows[:5]) + (", …" if len(rows) > 5 else "")
        raise InputError(f"`{reference}` could be one of {ids}: give more of the call id.")
    raise InputError(f"There is no call `{reference}`: see `callsight calls` for the ids.")


def _transcripts(session: Session, rows: Iterable[CallRow]) -> dict[str, Transcript]:
    calls = {row.id: row for row in rows}
    turns: dict[str, list[Any]] = {call_id: [] for call_id in calls}
    query = sa.select(TurnRow).where(TurnRow.call_id.in_(calls))
    for row in session.scalars(query.order_by(TurnRow.call_id, TurnRow.turn)):
        turns[row.call_id].append(to_turn(row))
    return {
        call_id: Transcript(
            call_id=call_id,
            language=row.language,
            turns=tuple(turns[call_id]),
            seconds=row.seconds,
            model=row.speech_model or "",
            role_confidence=row.role_confidence,
        )
        for call_id, row in calls.items()
    }


def _analysis(session: Session, call: CallRow) -> Analysis | None:
    if call.analyzed_fingerprint is None:
        return None
    of_call = sa.select(AnswerRow).where(
        AnswerRow.call_id == call.id, AnswerRow.questionnaire_version == call.questionnaire_version
    )
    answers = session.scalars(of_call.order_by(AnswerRow.position)).all()
    sentiment = sa.select(TurnRow.sentiment).where(TurnRow.call_id == call.id)
    metrics = sa.select(MetricRow.metric, MetricRow.value).where(MetricRow.call_id == call.id)
    return Analysis(
        call_id=call.id,
        answers=tuple(map(to_answer, answers)),
        sentiment=tuple(session.scalars(sentiment.order_by(TurnRow.turn))),
        metrics=dict(session.execute(metrics.order_by("metric")).tuples().all()),
        engine=answers[0].engine if answers else "",
        model=answers[0].model if answers else "",
        prompt_fingerprint=answers[0].prompt_fingerprint if answers else "",
        prompt_tokens=call.prompt_tokens,
        answer_tokens=call.answer_tokens,
        elapsed=call.analysis_seconds,
        cost=call.analysis_cost,
    )


def _asked(session: Session, call: CallRow) -> tuple[Answer, ...]:
    query = sa.select(AnswerRow).join(
        QuestionnaireRow, QuestionnaireRow.version == AnswerRow.questionnaire_version
    )
    query = query.where(
        AnswerRow.call_id == call.id, QuestionnaireRow.name.startswith(ASKED, autoescape=True)
    )
    return tuple(map(to_answer, session.scalars(query.order_by(QuestionnaireRow.created_at))))
