"""What the stages leave behind: one transaction per call and stage.

The same write twice leaves the same rows, and each ends the claim of the call, resolves its
failures up to that stage and sets its status, all or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from callsight.calls import Analysis, Answer, RedactedCall, Source
from callsight.store.columns import now
from callsight.store.corrections import correct_answers, correct_turns
from callsight.store.database import Database, add_if_missing
from callsight.store.facts import renew_facts
from callsight.store.fingerprints import Fingerprints
from callsight.store.progress import finish, get_call, set_status
from callsight.store.rows import from_answer, from_finding, from_turn
from callsight.store.schema import (
    AnswerRow,
    CallRow,
    FindingRow,
    MetricRow,
    QuestionnaireRow,
    TurnRow,
)


class Results(Database):
    """Results of the stages."""

    def save_transcribed(
        self,
        call_id: str,
        raw_fingerprint: str,
        language: str | None,
        model: str,
        run_id: str | None = None,
    ) -> None:
        """A raw transcript of this call now waits in the scratch store."""
        with self.writing() as session:
            call = get_call(session, call_id)
            call.raw_transcript_fingerprint = raw_fingerprint
            call.language, call.speech_model = language, model
            call.transcribed_run_id = run_id
            finish(session, call, "transcribe")

    def reset_raw(self, call_id: str) -> None:
        """The raw transcript of this call is gone: it is to be transcribed again."""
        with self.writing() as session:
            call = get_call(session, call_id)
            call.raw_transcript_fingerprint = None
            set_status(session, call)
            renew_facts(session, call_id)

    def save_redacted(
        self,
        call_id: str,
        redacted: RedactedCall,
        wanted: Fingerprints,
        audio: str | None,
        run_id: str | None = None,
    ) -> None:
        """Replace turns and findings; answers and numbers about the old ones go.

        `audio`: the redacted audio, relative to the output folder.
        """
        transcript = redacted.transcript
        with self.writing() as session:
            call = get_call(session, call_id)
            _forget(session, call)
            _insert(session, TurnRow, (from_turn(call_id, turn) for turn in transcript.turns))
            correct_turns(session, call_id)
            findings = enumerate(redacted.findings)
            _insert(session, FindingRow, (from_finding(call_id, *item) for item in findings))
            call.language, call.speech_model = transcript.language, transcript.model
            call.role_confidence = transcript.role_confidence
            call.audio, call.redacted_run_id = audio, run_id
            call.redacted_fingerprint = wanted.redacted
            call.raw_transcript_fingerprint = None
            finish(session, call, "redact")

    def save_questionnaire(self, version: str, name: str, text: str) -> None:
        """Keep what is asked; to be called before the answers are saved."""
        row = QuestionnaireRow(version=version, name=name, text=text, created_at=now())
        with self.writing() as session:
            add_if_missing(session, row, QuestionnaireRow.version == version)

    def save_analysis(
        self,
        call_id: str,
        analysis: Analysis,
        fingerprint: str,
        questionnaire_version: str,
        run_id: str | None = None,
    ) -> None:
        """Replace metrics, sentiment, and the answers to any version of this questionnaire."""
        source = Source(analysis.engine, analysis.model, analysis.prompt_fingerprint)
        metrics = analysis.metrics.items()
        with self.writing() as session:
            call = get_call(session, call_id)
            _replace_answers(
                session, call_id, questionnaire_version, analysis.answers, source, run_id
            )
            correct_answers(session, call_id)
            session.execute(sa.delete(MetricRow).where(MetricRow.call_id == call_id))
            rows = ({"call_id": call_id, "metric": key, "value": value} for key, value in metrics)
            _insert(session, MetricRow, rows)
            _save_sentiment(session, call_id, analysis.sentiment)
            call.analyzed_fingerprint, call.analyzed_run_id = fingerprint, run_id
            call.questionnaire_version = questionnaire_version
            call.prompt_tokens, call.answer_tokens = analysis.prompt_tokens, analysis.answer_tokens
            call.analysis_seconds, call.analysis_cost = analysis.elapsed, analysis.cost
            finish(session, call, "analyze")

    def save_answers(
        self,
        call_id: str,
        answers: Sequence[Answer],
        questionnaire_version: str,
        run_id: str | None = None,
    ) -> None:
        """Replace the answers to any version of one questionnaire, and nothing else: a question
        that is asked beside the analysis. Each answer has its `source`.
        """
        with self.writing() as session:
            get_call(session, call_id)
            _replace_answers(
                session, call_id, questionnaire_version, answers, Source("", "", ""), run_id
            )


def _insert(session: Session, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    if values := list(rows):
        session.execute(sa.insert(table), values)


def _forget(session: Session, call: CallRow) -> None:
    """Remove what was made from the last transcript of a call."""
    for table in (TurnRow, FindingRow, AnswerRow, MetricRow):
        session.execute(sa.delete(table).where(table.call_id == call.id))
    call.analyzed_fingerprint = call.analyzed_run_id = call.questionnaire_version = None
    call.prompt_tokens = call.answer_tokens = call.analysis_seconds = call.analysis_cost = None


def _replace_answers(
    session: Session,
    call_id: str,
    version: str,
    answers: Sequence[Answer],
    source: Source,
    run_id: str | None,
) -> None:
    """Answers that were kept stay those of the run that asked them."""
    _delete_answers(session, call_id, version)
    common = {"call_id": call_id, "questionnaire_version": version}
    rows = [common | from_answer(*item, source) for item in enumerate(answers)]
    _insert(session, AnswerRow, (row | {"run_id": row["run_id"] or run_id} for row in rows))


def _delete_answers(session: Session, call_id: str, version: str) -> None:
    asked = session.get(QuestionnaireRow, version)
    if asked is None:
        raise KeyError(f"no questionnaire `{version}`: call `save_questionnaire` first")
    same = sa.select(QuestionnaireRow.version).where(QuestionnaireRow.name == asked.name)
    versions = session.scalars(same).all()
    session.execute(
        sa.delete(AnswerRow).where(
            AnswerRow.call_id == call_id, AnswerRow.questionnaire_version.in_(versions)
        )
    )


def _save_sentiment(session: Session, call_id: str, sentiment: Iterable[float | None]) -> None:
    values = [
        {"of_call": call_id, "of_turn": turn, "judged": value}
        for turn, value in enumerate(sentiment)
    ]
    query = (
        sa.update(TurnRow)
        .where(TurnRow.call_id == sa.bindparam("of_call"), TurnRow.turn == sa.bindparam("of_turn"))
        .values(sentiment=sa.bindparam("judged"))
    )
    if values:
        session.connection().execute(query, values)
