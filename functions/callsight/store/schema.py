"""The tables: one row per call and what hangs on it. No column holds personal data or a path.

A call knows with what it was processed: one fingerprint per stage. So the work that is left is a
query, and a run that was killed goes on where it stopped (see `claims`).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from callsight.store import fields as f
from callsight.store.columns import Json, Name


class Base(DeclarativeBase):
    """All tables of the database."""

    metadata = sa.MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        }
    )


class CallRow(Base):
    """See `callsight.calls.Call`."""

    __tablename__ = "calls"
    __table_args__ = f.table(
        "One call: its recording, what its metadata says, and how far it has come.",
        # Each selection of `claims` is a search in one of these.
        sa.Index("ix_calls_redacted", "redacted_fingerprint", "analyzed_fingerprint", "id"),
        sa.Index("ix_calls_raw", "raw_transcript_fingerprint", "id"),
    )

    id: Mapped[str] = f.key("First 16 hexadecimal digits of `sha256`.", f.CALL_ID)
    sha256: Mapped[str] = f.name("SHA-256 of the recording's bytes, hexadecimal.", 64)
    recording: Mapped[str] = f.text("File name, with digits and addresses masked.")
    seconds: Mapped[float] = f.number("Length of the recording in seconds.")
    sample_rate: Mapped[int] = f.integer("Sample rate of the recording in Hz.")
    channels: Mapped[int] = f.integer("Channels of the recording.")
    codec: Mapped[str] = f.name("Codec of the recording, as PyAV names it.", 64)
    bytes: Mapped[int] = mapped_column(sa.BigInteger, comment="Size of the recording in bytes.")
    health: Mapped[list[str]] = f.json("Names of audio problems (JSON list), such as `clipped`.")
    external_id: Mapped[str | None] = mapped_column(
        Name(255), index=True, comment="Call id of the metadata table."
    )
    agent_id: Mapped[str | None] = f.name("Agent id of the metadata table.")
    customer_id: Mapped[str | None] = f.name("Customer id of the metadata table.")
    queue: Mapped[str | None] = f.name("Queue of the metadata table.")
    direction: Mapped[str | None] = f.name("`inbound` or `outbound`.", 16)
    started_at: Mapped[dt.datetime | None] = f.time("Start of the call, UTC.")
    metadata_: Mapped[dict[str, str]] = mapped_column(
        "metadata", Json, comment="Further metadata columns allowed by the configuration (JSON)."
    )
    status: Mapped[str] = mapped_column(
        Name(16),
        index=True,
        comment="`new`, `transcribed`, `redacted`, `analyzed`, or `failed` (see `failures`).",
    )
    language: Mapped[str | None] = f.name("Language spoken, ISO 639-1; NULL without speech.", 16)
    speech_model: Mapped[str | None] = f.name("Speech model that wrote it down.")
    audio: Mapped[str | None] = f.text("Redacted audio, relative to the output folder.")
    raw_transcript_fingerprint: Mapped[str | None] = f.name(
        "Configuration of the raw transcript that waits for redaction; NULL: there is none.", 64
    )
    redacted_fingerprint: Mapped[str | None] = f.name(
        "Configuration up to redaction with which `turns` and `findings` were made.", 64
    )
    analyzed_fingerprint: Mapped[str | None] = f.name(
        "Configuration up to analysis with which `answers` and `call_metrics` were made.", 64
    )
    questionnaire_version: Mapped[str | None] = mapped_column(
        Name(64),
        sa.ForeignKey("questionnaires.version"),
        comment="Questionnaire of the last analysis (`questionnaires.version`).",
    )
    prompt_tokens: Mapped[int | None] = f.integer("Tokens read in the last analysis, checks too.")
    answer_tokens: Mapped[int | None] = f.integer(
        "Tokens written in the last analysis, checks too."
    )
    analysis_seconds: Mapped[float | None] = f.number("Time of the analysis engine in seconds.")
    ingested_run_id: Mapped[str | None] = f.run("Run that found the recording")
    transcribed_run_id: Mapped[str | None] = f.run("Run that last transcribed the call")
    redacted_run_id: Mapped[str | None] = f.run("Run that last redacted the call")
    analyzed_run_id: Mapped[str | None] = f.run("Run that last analyzed the call")
    shard_hash: Mapped[int] = f.integer("First 28 bits of the id: divides the calls among shards.")
    claimed_by: Mapped[str | None] = mapped_column(
        Name(255), index=True, comment="Process that works on the call now; NULL: none."
    )
    claimed_until: Mapped[dt.datetime | None] = f.time("When that claim runs out, UTC.")
    analysis_cost: Mapped[float | None] = f.number(
        "Cost of the tokens of the last analysis, in the currency of `analyze.prompt_price`."
    )
    role_confidence: Mapped[float | None] = f.number(
        "Probability that agent and customer are not swapped, 0.5 to 1; NULL without the two."
    )


class LocationRow(Base):
    """Which file was which call: a file that has not changed is not read again."""

    __tablename__ = "locations"
    __table_args__ = f.table("A recording as it was found in one place; no path is kept.")

    location_key: Mapped[str] = f.key("Hash over path, size, time and metadata of the file.")
    call_id: Mapped[str] = mapped_column(
        Name(f.CALL_ID),
        sa.ForeignKey("calls.id", ondelete="CASCADE"),
        index=True,
        comment="Call (`calls.id`).",
    )


class TurnRow(Base):
    """See `callsight.calls.Turn`."""

    __tablename__ = "turns"
    __table_args__ = f.table(
        "What one speaker said in one go, redacted.", sa.UniqueConstraint("call_id", "turn")
    )

    call_id: Mapped[str] = f.call()
    turn: Mapped[int] = f.integer("Position in the call, from 0, in order of start.")
    speaker: Mapped[str] = f.name("`agent`, `customer` or `unknown`.", 16)
    channel: Mapped[int] = f.integer("Channel of the recording, from 0.")
    start_seconds: Mapped[float] = f.number("Start in seconds from the start of the recording.")
    end_seconds: Mapped[float] = f.number("End in seconds from the start of the recording.")
    text: Mapped[str] = f.spoken("Redacted text.")
    confidence: Mapped[float | None] = f.number("Mean probability of the words, 0 to 1.")
    sentiment: Mapped[float | None] = f.number("-1 (negative) to 1; NULL: nothing to judge.")
    flags: Mapped[list[str]] = f.json("Doubts of the transcriber (JSON list).")
    words: Mapped[list[list[Any]]] = f.json(
        "Redacted words (JSON): [text, start and end in seconds, probability, time estimated 0/1]."
    )
    id: Mapped[int] = f.counter("Number of the turn, in order of storing (see `search`).")
    voice: Mapped[int] = f.integer("Voice of its channel, from 0: a mono call has several.")
    translation: Mapped[str | None] = f.text("Redacted text in English; NULL: not translated.")


class FindingRow(Base):
    """See `callsight.calls.Finding`."""

    __tablename__ = "findings"
    __table_args__ = f.table("Where personal data was found and removed; never the value.")

    call_id: Mapped[str] = f.of_call()
    finding: Mapped[int] = f.position("Position among the findings of the call, from 0.")
    entity: Mapped[str] = f.name("Type of the value, for example `CREDIT_CARD`.", 64)
    turn: Mapped[int] = f.integer("Turn (`turns.turn`).")
    start_character: Mapped[int] = f.integer("First character in the text before redaction.")
    end_character: Mapped[int] = f.integer("Character after the last one before redaction.")
    detector: Mapped[str] = f.name("Recognizer that found it.")
    score: Mapped[float] = f.number("Confidence, 0 to 1.")
    start_seconds: Mapped[float | None] = f.number("Start in seconds of the recording.")
    end_seconds: Mapped[float | None] = f.number("End in seconds of the recording.")
    placeholder: Mapped[str] = f.name("What stands in the redacted text, such as `[PERSON_1]`.")
    redacted_start: Mapped[int] = f.integer("First character of it in `turns.text`; -1: unknown.")
    redacted_end: Mapped[int] = f.integer("Character after it in `turns.text`; -1: unknown.")


class QuestionnaireRow(Base):
    """What was asked."""

    __tablename__ = "questionnaires"
    __table_args__ = f.table("Every version of a questionnaire that was answered.")

    version: Mapped[str] = f.key("Hash of the questions.")
    name: Mapped[str] = f.name("Name of the questionnaire.")
    text: Mapped[str] = f.text("The questionnaire as YAML.")
    created_at: Mapped[dt.datetime] = f.time("When it was first used, UTC.")


class AnswerRow(Base):
    """See `callsight.calls.Answer`."""

    __tablename__ = "answers"
    __table_args__ = f.table(
        "The answer to one question about one call.", sa.Index(None, "question", "call_id")
    )

    call_id: Mapped[str] = f.of_call()
    questionnaire_version: Mapped[str] = mapped_column(
        Name(64),
        sa.ForeignKey("questionnaires.version"),
        primary_key=True,
        comment="Questionnaire that asked (`questionnaires.version`).",
    )
    question: Mapped[str] = f.key("Id of the question.")
    position: Mapped[int] = f.integer("Position among the answers of the call, from 0.")
    value: Mapped[str | None] = f.text("Answer as text (`yes`, `no`; lists with `; `); NULL: none.")
    value_number: Mapped[float | None] = f.number("Answer as number; 1 for yes, 0 for no.")
    value_json: Mapped[Any | None] = f.json("Answer with its own type (JSON).")
    status: Mapped[str] = f.name("`answered`, `not_stated`, `unsupported` or `unavailable`.", 16)
    reason: Mapped[str | None] = f.text("Why there is no value.")
    evidence: Mapped[list[int]] = f.json("Turns that support it (JSON list of `turns.turn`).")
    quote: Mapped[str | None] = f.text("Words of an evidence turn, redacted.")
    confidence: Mapped[float | None] = f.number("0 to 1.")
    engine: Mapped[str] = f.name("Engine that answered.", 64)
    model: Mapped[str] = f.name("Language model that answered; empty: none.")
    prompt_fingerprint: Mapped[str] = f.name(
        "Hash of what the answer depends on: question, prompt, engine, model, lexicon.", 64
    )
    run_id: Mapped[str | None] = f.run("Run that answered")
    votes: Mapped[list[Any]] = f.json("Values of all votes of a polled question (JSON list).")
    checks: Mapped[list[dict[str, str]]] = f.json(
        "Sentences or items and whether the evidence supports them (JSON list); empty: unchecked."
    )
    faithful: Mapped[str | None] = f.name(
        "Worst verdict of `checks`: `yes`, `unclear` or `no`; NULL: unchecked.", 16
    )
    checked_by: Mapped[str | None] = f.name("Language model of `checks`.")
    prompt_tokens: Mapped[int | None] = f.integer("Share in the tokens read for all answers.")
    answer_tokens: Mapped[int | None] = f.integer("Share in the tokens written for all answers.")
    seconds_spent: Mapped[float | None] = f.number("Share in the seconds of the engine.")
    cost: Mapped[float | None] = f.number(
        "Cost of these tokens, in the currency of `analyze.prompt_price`; NULL: no price."
    )
    corrected_by: Mapped[str | None] = f.name("Reviewer whose value this is; NULL: the engine's.")
    original: Mapped[dict[str, Any] | None] = f.json(
        "What the engine answered where a reviewer did too (JSON): value, status, reason, "
        "evidence, quote, confidence."
    )


class MetricRow(Base):
    """See `Analysis.metrics` in `callsight.calls`."""

    __tablename__ = "call_metrics"
    __table_args__ = f.table("Call dynamics: one number per row.")

    call_id: Mapped[str] = f.of_call()
    metric: Mapped[str] = f.key("Name of the metric; it ends in its unit where it has one.")
    value: Mapped[float | None] = f.number("Value; NULL: the call has no such moment.")


class FailureRow(Base):
    """See `callsight.calls.Failure`."""

    __tablename__ = "failures"
    __table_args__ = f.table(
        "Why a call, or a file that never became one, did not get through a stage.",
        sa.UniqueConstraint("subject", "stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Number of the failure.")
    subject: Mapped[str] = f.name("Call id, or hash of the path of a file that is no call.", 255)
    call_id: Mapped[str | None] = mapped_column(
        Name(f.CALL_ID),
        sa.ForeignKey("calls.id", ondelete="CASCADE"),
        index=True,
        comment="Call (`calls.id`); NULL: the file never became one.",
    )
    location_key: Mapped[str | None] = mapped_column(
        Name(64), index=True, comment="Hash over path, size, time and metadata of the file."
    )
    recording: Mapped[str | None] = f.text("File name, with digits and addresses masked.")
    stage: Mapped[str] = f.name("`ingest`, `transcribe`, `redact` or `analyze`.", 16)
    kind: Mapped[str] = f.name("Short stable name, for example `not_audio`.", 64)
    message: Mapped[str] = f.text("What was wrong and what to do.")
    transient: Mapped[bool] = mapped_column(
        sa.Boolean, comment="Whether the same work may succeed later without any change."
    )
    attempts: Mapped[int] = f.integer("Failed attempts with this configuration; 0: to be retried.")
    fingerprint: Mapped[str | None] = f.name("Configuration of the stage when it failed.", 64)
    run_id: Mapped[str | None] = f.run("Run that failed last")
    first_at: Mapped[dt.datetime] = f.time("First failure, UTC.")
    last_at: Mapped[dt.datetime] = f.time("Last failure, UTC.")
    resolved_at: Mapped[dt.datetime | None] = f.time("When the stage succeeded after all, UTC.")


class RunRow(Base):
    """One run of the workflow."""

    __tablename__ = "runs"
    __table_args__ = f.table("One run of the workflow: with what, how many, how long.")

    id: Mapped[str] = f.key("Id of the run; the id of its workflow in MLRun.")
    mlrun_uid: Mapped[str | None] = f.name("MLRun uid of the run, where it differs from the id.")
    profile: Mapped[str | None] = f.name("Profile of the configuration.", 64)
    config: Mapped[dict[str, Any]] = f.json("Effective configuration (JSON), secrets hidden.")
    config_fingerprint: Mapped[str | None] = f.name("Hash of the configuration.", 64)
    versions: Mapped[dict[str, str]] = f.json("Versions of Callsight and its libraries (JSON).")
    state: Mapped[str] = f.name("`running`, `completed`, `failed` or `interrupted`.", 16)
    counts: Mapped[dict[str, Any]] = f.json("Numbers per stage (JSON).")
    started_at: Mapped[dt.datetime] = f.time("Start, UTC.")
    finished_at: Mapped[dt.datetime | None] = f.time("End, UTC.")
    seconds: Mapped[float | None] = f.number("Wall time in seconds.")
    owner: Mapped[str | None] = f.name("Process that started it.")


class CorrectionRow(Base):
    """What reviewers said; see `callsight.store.corrections`."""

    __tablename__ = "corrections"
    __table_args__ = f.table(
        "What reviewers corrected or confirmed; every line stays, the last one counts.",
        sa.Index(None, "call_id", "kind"),
    )

    id: Mapped[int] = f.counter("Number of the correction, in order of time.")
    call_id: Mapped[str] = f.call()
    kind: Mapped[str] = f.name("`answer` or `speaker`.", 16)
    question: Mapped[str | None] = f.name("Id of the question; NULL for speakers.", 64)
    questionnaire_version: Mapped[str | None] = f.name(
        "Questionnaire that asked then (`questionnaires.version`).", 64
    )
    value: Mapped[Any | None] = f.json(
        "What is right (JSON); of speakers: [channel, start and end in seconds, role]."
    )
    evidence: Mapped[list[int]] = f.json("Turns that show it (JSON list of `turns.turn`).")
    original: Mapped[Any | None] = f.json("What was there before (JSON).")
    author: Mapped[str] = f.name("Reviewer.", 64)
    reason: Mapped[str] = f.text("Why; without personal data.")
    created_at: Mapped[dt.datetime] = f.time("When, UTC.")


SCHEMA = Base.metadata
