"""What reviewers say: an answer or the role of a speaker, put right or confirmed.

Each correction is a row that stays. The tables that people read hold what is right now: an answer
has the reviewer's value, `corrected_by`, and the engine's own answer in `original`; a turn has the
corrected speaker. Corrections outlive analysis and redaction: they are applied to what these write,
an answer by its question, a speaker by channel and time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from callsight.calls import Speaker
from callsight.errors import InputError
from callsight.store.columns import now
from callsight.store.database import Database
from callsight.store.facts import renew_facts
from callsight.store.progress import get_call, set_status
from callsight.store.rows import answer_values
from callsight.store.runs import ASK_RUN
from callsight.store.schema import (
    AnswerRow,
    CallRow,
    CorrectionRow,
    MetricRow,
    RunRow,
    TurnRow,
)

Roles: TypeAlias = list[tuple[int, float, float | None, Speaker]]
"""Channel, start and end in seconds (None: the end of the recording), and who speaks there."""
_OF_ENGINE = ("status", "reason", "evidence", "quote", "confidence")


class Corrections(Database):
    """Writing and reading of corrections; `callsight.explore` checks them before."""

    def correct_answer(
        self,
        call_id: str,
        question: str,
        value: Any,
        *,
        author: str,
        reason: str,
        evidence: Iterable[int] = (),
    ) -> bool:
        """The right value of an answer (None: not stated); returns whether it is another one.

        Raises InputError where the question was not asked about this call.
        """
        with self.writing() as session:
            call = get_call(session, call_id)
            answer = _answer(session, call, question)
            if answer is None:
                raise InputError(f"`{question}` was not asked about this call.")
            before = answer.value_json
            session.add(
                CorrectionRow(
                    call_id=call_id, kind="answer", question=question,
                    questionnaire_version=call.questionnaire_version, value=value,
                    evidence=list(evidence), original={"value": before} | _of_engine(answer),
                    author=author, reason=reason, created_at=now(),
                )
            )  # fmt: skip
            session.flush()
            correct_answers(session, call_id)
            renew_facts(session, call_id)
        return bool(before != value)

    def correct_speakers(self, call_id: str, roles: Roles, *, author: str, reason: str) -> int:
        """Who speaks where; returns how many turns got another speaker.

        Answers and metrics of the call go, as they are about the old roles: the next run over its
        recording analyzes it again.
        """
        with self.writing() as session:
            call = get_call(session, call_id)
            turns = session.scalars(sa.select(TurnRow).where(TurnRow.call_id == call_id)).all()
            before = {turn.turn: turn.speaker for turn in turns}
            session.add(
                CorrectionRow(
                    call_id=call_id, kind="speaker", value=[list(role) for role in roles],
                    evidence=[], original=[[turn, speaker] for turn, speaker in before.items()],
                    author=author, reason=reason, created_at=now(),
                )
            )  # fmt: skip
            session.flush()
            correct_turns(session, call_id)
            changed = sum(turn.speaker != before[turn.turn] for turn in turns)
            if changed:
                for table in (AnswerRow, MetricRow):
                    session.execute(sa.delete(table).where(table.call_id == call_id))
                call.analyzed_fingerprint = None
                set_status(session, call)
            renew_facts(session, call_id)
        return changed

    def corrected_since_run(self, run_id: str) -> bool:
        """Whether reviewers said something that no completed run before this one has shown."""
        shown = sa.select(sa.func.max(RunRow.finished_at)).where(
            RunRow.id != run_id, RunRow.id.not_like(f"{ASK_RUN}%"), RunRow.state == "completed"
        )
        last = sa.select(sa.func.max(CorrectionRow.created_at))
        with self.reading() as session:
            said, seen = session.scalar(last), session.scalar(shown)
        return said is not None and (seen is None or said >= seen)

    def corrections(self, call_id: str | None = None) -> list[dict[str, Any]]:
        """What reviewers said, the first line first."""
        query = sa.select(CorrectionRow.__table__).order_by(CorrectionRow.id)
        if call_id is not None:
            query = query.where(CorrectionRow.call_id == call_id)
        with self.reading() as session:
            return [dict(row._mapping) for row in session.execute(query)]


def correct_answers(session: Session, call_id: str) -> None:
    """Apply the last correction of each question to the answers that are there."""
    latest = {row.question: row for row in _corrections(session, call_id, "answer")}
    if not latest:
        return
    query = sa.select(AnswerRow).where(AnswerRow.call_id == call_id, AnswerRow.question.in_(latest))
    for answer in session.scalars(query):
        correction = latest[answer.question]
        if answer.original is None:
            answer.original = {"value": answer.value_json} | _of_engine(answer)
        values = answer_values(correction.value)
        if answer.original["value"] == correction.value:  # confirmed: the engine's reasons stand
            values |= {name: answer.original[name] for name in _OF_ENGINE}
        else:
            stated = "not_stated" if correction.value is None else "answered"
            values |= {"status": stated, "reason": None, "quote": None, "confidence": None}
            values["evidence"] = correction.evidence
        for name, value in values.items():
            setattr(answer, name, value)
        answer.corrected_by = correction.author


def correct_turns(session: Session, call_id: str) -> None:
    """Apply all corrections of speakers, in their order, to the turns that are there."""
    roles = [role for row in _corrections(session, call_id, "speaker") for role in row.value or ()]
    if not roles:
        return
    for turn in session.scalars(sa.select(TurnRow).where(TurnRow.call_id == call_id)):
        middle = (turn.start_seconds + turn.end_seconds) / 2
        for channel, start, end, speaker in roles:
            if turn.channel == channel and start <= middle and (end is None or middle <= end):
                turn.speaker = speaker
    session.flush()


def _corrections(session: Session, call_id: str, kind: str) -> Iterable[CorrectionRow]:
    query = sa.select(CorrectionRow).where(
        CorrectionRow.call_id == call_id, CorrectionRow.kind == kind
    )
    return session.scalars(query.order_by(CorrectionRow.id)).all()


def _answer(session: Session, call: CallRow, question: str) -> AnswerRow | None:
    if call.questionnaire_version is None:
        return None
    return session.get(AnswerRow, (call.id, call.questionnaire_version, question))


def _of_engine(answer: AnswerRow) -> dict[str, Any]:
    return {name: getattr(answer, name) for name in _OF_ENGINE}
