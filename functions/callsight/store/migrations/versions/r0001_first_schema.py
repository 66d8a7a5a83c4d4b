"""The first schema, whole: one column per line."""

# ruff: noqa: E501
# fmt: off

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql, postgresql

revision = "0001"
down_revision = None

# Copies, not imports: a revision stays as it was when it was released.
TEXT = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
SPOKEN = sa.Text().with_variant(mysql.LONGTEXT(collation="utf8mb4_unicode_ci"), "mysql", "mariadb")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
OPTIONS = {"engine": "InnoDB", "charset": "utf8mb4", "collate": "utf8mb4_bin"}
MYSQL: dict[str, Any] = {
    f"{dialect}_{key}": value for dialect in ("mysql", "mariadb") for key, value in OPTIONS.items()
}


def upgrade() -> None:
    op.create_table(
        "questionnaires",
        sa.Column("version", sa.String(64), nullable=False, comment="Hash of the questions."),
        sa.Column("name", sa.String(255), nullable=False, comment="Name of the questionnaire."),
        sa.Column("text", TEXT, nullable=False, comment="The questionnaire as YAML."),
        sa.Column("created_at", TIME, nullable=False, comment="When it was first used, UTC."),
        sa.PrimaryKeyConstraint("version", name="pk_questionnaires"),
        comment="Every version of a questionnaire that was answered.",
        **MYSQL,
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.String(64), nullable=False, comment="Id of the run; the id of its workflow in MLRun."),
        sa.Column("mlrun_uid", sa.String(255), nullable=True, comment="MLRun uid of the run, where it differs from the id."),
        sa.Column("profile", sa.String(64), nullable=True, comment="Profile of the configuration."),
        sa.Column("config", JSON, nullable=False, comment="Effective configuration (JSON), secrets hidden."),
        sa.Column("config_fingerprint", sa.String(64), nullable=True, comment="Hash of the configuration."),
        sa.Column("versions", JSON, nullable=False, comment="Versions of Callsight and its libraries (JSON)."),
        sa.Column("state", sa.String(16), nullable=False, comment="`running`, `completed`, `failed` or `interrupted`."),
        sa.Column("counts", JSON, nullable=False, comment="Numbers per stage (JSON)."),
        sa.Column("started_at", TIME, nullable=False, comment="Start, UTC."),
        sa.Column("finished_at", TIME, nullable=True, comment="End, UTC."),
        sa.Column("seconds", sa.Double(), nullable=True, comment="Wall time in seconds."),
        sa.Column("owner", sa.String(255), nullable=True, comment="Process that started it."),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        comment="One run of the workflow: with what, how many, how long.",
        **MYSQL,
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.String(16), nullable=False, comment="First 16 hexadecimal digits of `sha256`."),
        sa.Column("sha256", sa.String(64), nullable=False, comment="SHA-256 of the recording's bytes, hexadecimal."),
        sa.Column("recording", TEXT, nullable=False, comment="File name, with digits and addresses masked."),
        sa.Column("seconds", sa.Double(), nullable=False, comment="Length of the recording in seconds."),
        sa.Column("sample_rate", sa.Integer(), nullable=False, comment="Sample rate of the recording in Hz."),
        sa.Column("channels", sa.Integer(), nullable=False, comment="Channels of the recording."),
        sa.Column("codec", sa.String(64), nullable=False, comment="Codec of the recording, as PyAV names it."),
        sa.Column("bytes", sa.BigInteger(), nullable=False, comment="Size of the recording in bytes."),
        sa.Column("health", JSON, nullable=False, comment="Names of audio problems (JSON list), such as `clipped`."),
        sa.Column("external_id", sa.String(255), nullable=True, comment="Call id of the metadata table."),
        sa.Column("agent_id", sa.String(255), nullable=True, comment="Agent id of the metadata table."),
        sa.Column("customer_id", sa.String(255), nullable=True, comment="Customer id of the metadata table."),
        sa.Column("queue", sa.String(255), nullable=True, comment="Queue of the metadata table."),
        sa.Column("direction", sa.String(16), nullable=True, comment="`inbound` or `outbound`."),
        sa.Column("started_at", TIME, nullable=True, comment="Start of the call, UTC."),
        sa.Column("metadata", JSON, nullable=False, comment="Further metadata columns allowed by the configuration (JSON)."),
        sa.Column("status", sa.String(16), nullable=False, comment="`new`, `transcribed`, `redacted`, `analyzed`, or `failed` (see `failures`)."),
        sa.Column("language", sa.String(16), nullable=True, comment="Language spoken, ISO 639-1; NULL without speech."),
        sa.Column("speech_model", sa.String(255), nullable=True, comment="Speech model that wrote it down."),
        sa.Column("audio", TEXT, nullable=True, comment="Redacted audio, relative to the output folder."),
        sa.Column("raw_transcript_fingerprint", sa.String(64), nullable=True, comment="Configuration of the raw transcript that waits for redaction; NULL: there is none."),
        sa.Column("redacted_fingerprint", sa.String(64), nullable=True, comment="Configuration up to redaction with which `turns` and `findings` were made."),
        sa.Column("analyzed_fingerprint", sa.String(64), nullable=True, comment="Configuration up to analysis with which `answers` and `call_metrics` were made."),
        sa.Column("questionnaire_version", sa.String(64), nullable=True, comment="Questionnaire of the last analysis (`questionnaires.version`)."),
        sa.Column("prompt_tokens", sa.Integer(), nullable=True, comment="Tokens read in the last analysis, checks too."),
        sa.Column("answer_tokens", sa.Integer(), nullable=True, comment="Tokens written in the last analysis, checks too."),
        sa.Column("analysis_seconds", sa.Double(), nullable=True, comment="Time of the analysis engine in seconds."),
        sa.Column("ingested_run_id", sa.String(64), nullable=True, comment="Run that found the recording (`runs.id`)."),
        sa.Column("transcribed_run_id", sa.String(64), nullable=True, comment="Run that last transcribed the call (`runs.id`)."),
        sa.Column("redacted_run_id", sa.String(64), nullable=True, comment="Run that last redacted the call (`runs.id`)."),
        sa.Column("analyzed_run_id", sa.String(64), nullable=True, comment="Run that last analyzed the call (`runs.id`)."),
        sa.Column("shard_hash", sa.Integer(), nullable=False, comment="First 28 bits of the id: divides the calls among shards."),
        sa.Column("claimed_by", sa.String(255), nullable=True, comment="Process that works on the call now; NULL: none."),
        sa.Column("claimed_until", TIME, nullable=True, comment="When that claim runs out, UTC."),
        sa.Column("analysis_cost", sa.Double(), nullable=True, comment="Cost of the tokens of the last analysis, in the currency of `analyze.prompt_price`."),
        sa.Column("role_confidence", sa.Double(), nullable=True, comment="Probability that agent and customer are not swapped, 0.5 to 1; NULL without the two."),
        sa.ForeignKeyConstraint(["questionnaire_version"], ["questionnaires.version"], name="fk_calls_questionnaire_version"),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        comment="One call: its recording, what its metadata says, and how far it has come.",
        **MYSQL,
    )
    op.create_index("ix_calls_claimed_by", "calls", ["claimed_by"], unique=False)
    op.create_index("ix_calls_external_id", "calls", ["external_id"], unique=False)
    op.create_index("ix_calls_raw", "calls", ["raw_transcript_fingerprint", "id"], unique=False)
    op.create_index("ix_calls_redacted", "calls", ["redacted_fingerprint", "id", "analyzed_fingerprint"], unique=False)
    op.create_index("ix_calls_status", "calls", ["status"], unique=False)
    op.create_table(
        "answers",
        sa.Column("call_id", sa.String(16), nullable=False, comment="Call (`calls.id`)."),
        sa.Column("questionnaire_version", sa.String(64), nullable=False, comment="Questionnaire that asked (`questionnaires.version`)."),
        sa.Column("question", sa.String(64), nullable=False, comment="Id of the question."),
        sa.Column("position", sa.Integer(), nullable=False, comment="Position among the answers of the call, from 0."),
        sa.Column("value", TEXT, nullable=True, comment="Answer as text (`yes`, `no`; lists with `; `); NULL: none."),
        sa.Column("value_number", sa.Double(), nullable=True, comment="Answer as number; 1 for yes, 0 for no."),
        sa.Column("value_json", JSON, nullable=True, comment="Answer with its own type (JSON)."),
        sa.Column("status", sa.String(16), nullable=False, comment="`answered`, `not_stated`, `unsupported` or `unavailable`."),
        sa.Column("reason", TEXT, nullable=True, comment="Why there is no value."),
        sa.Column("evidence", JSON, nullable=False, comment="Turns that support it (JSON list of `turns.turn`)."),
        sa.Column("quote", TEXT, nullable=True, comment="Words of an evidence turn, redacted."),
        sa.Column("confidence", sa.Double(), nullable=True, comment="0 to 1."),
        sa.Column("engine", sa.String(64), nullable=False, comment="Engine that answered."),
        sa.Column("model", sa.String(255), nullable=False, comment="Language model that answered; empty: none."),
        sa.Column("prompt_fingerprint", sa.String(64), nullable=False, comment="Hash of what the answer depends on: question, prompt, engine, model, lexicon."),
        sa.Column("run_id", sa.String(64), nullable=True, comment="Run that answered (`runs.id`)."),
        sa.Column("votes", JSON, nullable=False, comment="Values of all votes of a polled question (JSON list)."),
        sa.Column("checks", JSON, nullable=False, comment="Sentences or items and whether the evidence supports them (JSON list); empty: unchecked."),
        sa.Column("faithful", sa.String(16), nullable=True, comment="Worst verdict of `checks`: `yes`, `unclear` or `no`; NULL: unchecked."),
        sa.Column("checked_by", sa.String(255), nullable=True, comment="Language model of `checks`."),
        sa.Column("prompt_tokens", sa.Integer(), nullable=True, comment="Share in the tokens read for all answers."),
        sa.Column("answer_tokens", sa.Integer(), nullable=True, comment="Share in the tokens written for all answers."),
        sa.Column("seconds_spent", sa.Double(), nullable=True, comment="Share in the seconds of the engine."),
        sa.Column("cost", sa.Double(), nullable=True, comment="Cost of these tokens, in the currency of `analyze.prompt_price`; NULL: no price."),
        sa.Column("corrected_by", sa.String(255), nullable=True, comment="Reviewer whose value this is; NULL: the engine's."),
        sa.Column("original", JSON, nullable=True, comment="What the engine answered where a reviewer did too (JSON): value, status, reason, evidence, quote, confidence."),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_answers_call_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["questionnaire_version"], ["questionnaires.version"], name="fk_answers_questionnaire_version"),
        sa.PrimaryKeyConstraint("call_id", "questionnaire_version", "question", name="pk_answers"),
        comment="The answer to one question about one call.",
        **MYSQL,
    )
    op.create_index("ix_answers_question_call_id", "answers", ["question", "call_id"], unique=False)
    op.create_table(
        "call_metrics",
        sa.Column("call_id", sa.String(16), nullable=False, comment="Call (`calls.id`)."),
        sa.Column("metric", sa.String(64), nullable=False, comment="Name of the metric; it ends in its unit where it has one."),
        sa.Column("value", sa.Double(), nullable=True, comment="Value; NULL: the call has no such moment."),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_call_metrics_call_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "metric", name="pk_call_metrics"),
        comment="Call dynamics: one number per row.",
        **MYSQL,
    )
    op.create_table(
        "failures",
        sa.Column("id", sa.Integer(), nullable=False, comment="Number of the failure."),
        sa.Column("subject", sa.String(255), nullable=False, comment="Call id, or hash of the path of a file that is no call."),
        sa.Column("call_id", sa.String(16), nullable=True, comment="Call (`calls.id`); NULL: the file never became one."),
        sa.Column("location_key", sa.String(64), nullable=True, comment="Hash over path, size, time and metadata of the file."),
        sa.Column("recording", TEXT, nullable=True, comment="File name, with digits and addresses masked."),
        sa.Column("stage", sa.String(16), nullable=False, comment="`ingest`, `transcribe`, `redact` or `analyze`."),
        sa.Column("kind", sa.String(64), nullable=False, comment="Short stable name, for example `not_audio`."),
        sa.Column("message", TEXT, nullable=False, comment="What was wrong and what to do."),
        sa.Column("transient", sa.Boolean(), nullable=False, comment="Whether the same work may succeed later without any change."),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="Failed attempts with this configuration; 0: to be retried."),
        sa.Column("fingerprint", sa.String(64), nullable=True, comment="Configuration of the stage when it failed."),
        sa.Column("run_id", sa.String(64), nullable=True, comment="Run that failed last (`runs.id`)."),
        sa.Column("first_at", TIME, nullable=False, comment="First failure, UTC."),
        sa.Column("last_at", TIME, nullable=False, comment="Last failure, UTC."),
        sa.Column("resolved_at", TIME, nullable=True, comment="When the stage succeeded after all, UTC."),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_failures_call_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_failures"),
        sa.UniqueConstraint("subject", "stage", name="uq_failures_subject_stage"),
        comment="Why a call, or a file that never became one, did not get through a stage.",
        **MYSQL,
    )
    op.create_index("ix_failures_call_id", "failures", ["call_id"], unique=False)
    op.create_index("ix_failures_location_key", "failures", ["location_key"], unique=False)
    op.create_table(
        "findings",
        sa.Column("call_id", sa.String(16), nullable=False, comment="Call (`calls.id`)."),
        sa.Column("finding", sa.Integer(), autoincrement=False, nullable=False, comment="Position among the findings of the call, from 0."),
        sa.Column("entity", sa.String(64), nullable=False, comment="Type of the value, for example `CREDIT_CARD`."),
        sa.Column("turn", sa.Integer(), nullable=False, comment="Turn (`turns.turn`)."),
        sa.Column("start_character", sa.Integer(), nullable=False, comment="First character in the text before redaction."),
        sa.Column("end_character", sa.Integer(), nullable=False, comment="Character after the last one before redaction."),
        sa.Column("detector", sa.String(255), nullable=False, comment="Recognizer that found it."),
        sa.Column("score", sa.Double(), nullable=False, comment="Confidence, 0 to 1."),
        sa.Column("start_seconds", sa.Double(), nullable=True, comment="Start in seconds of the recording."),
        sa.Column("end_seconds", sa.Double(), nullable=True, comment="End in seconds of the recording."),
        sa.Column("placeholder", sa.String(255), nullable=False, comment="What stands in the redacted text, such as `[PERSON_1]`."),
        sa.Column("redacted_start", sa.Integer(), nullable=False, comment="First character of it in `turns.text`; -1: unknown."),
        sa.Column("redacted_end", sa.Integer(), nullable=False, comment="Character after it in `turns.text`; -1: unknown."),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_findings_call_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "finding", name="pk_findings"),
        comment="Where personal data was found and removed; never the value.",
        **MYSQL,
    )
    op.create_table(
        "locations",
        sa.Column("location_key", sa.String(64), nullable=False, comment="Hash over path, size, time and metadata of the file."),
        sa.Column("call_id", sa.String(16), nullable=False, comment="Call (`calls.id`)."),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_locations_call_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("location_key", name="pk_locations"),
        comment="A recording as it was found in one place; no path is kept.",
        **MYSQL,
    )
    op.create_index("ix_locations_call_id", "locations", ["call_id"], unique=False)
    op.create_table(
        "turns",
        sa.Column("call_id", sa.String(16), nullable=False, comment="Call (`calls.id`)."),
        sa.Column("turn", sa.Integer(), nullable=False, comment="Position in the call, from 0, in order of start."),
        sa.Column("speaker", sa.String(16), nullable=False, comment="`agent`, `customer` or `unknown`."),
        sa.Column("channel", sa.Integer(), nullable=False, comment="Channel of the recording, from 0."),
        sa.Column("start_seconds", sa.Double(), nullable=False, comment="Start in seconds from the start of the recording."),
        sa.Column("end_seconds", sa.Double(), nullable=False, comment="End in seconds from the start of the recording."),
        sa.Column("text", SPOKEN, nullable=False, comment="Redacted text."),
        sa.Column("confidence", sa.Double(), nullable=True, comment="Mean probability of the words, 0 to 1."),
        sa.Column("sentiment", sa.Double(), nullable=True, comment="-1 (negative) to 1; NULL: nothing to judge."),
        sa.Column("flags", JSON, nullable=False, comment="Doubts of the transcriber (JSON list)."),
        sa.Column("words", JSON, nullable=False, comment="Redacted words (JSON): [text, start and end in seconds, probability, time estimated 0/1]."),
        sa.Column("id", NUMBER, autoincrement=True, nullable=False, comment="Number of the turn, in order of storing (see `search`)."),
        sa.Column("voice", sa.Integer(), nullable=False, comment="Voice of its channel, from 0: a mono call has several."),
        sa.Column("translation", TEXT, nullable=True, comment="Redacted text in English; NULL: not translated."),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_turns_call_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.UniqueConstraint("call_id", "turn", name="uq_turns_call_id_turn"),
        comment="What one speaker said in one go, redacted.",
        **MYSQL,
    )
    op.create_table(
        "call_facts",
        sa.Column("call_id", sa.String(16), nullable=False, comment="Call (`calls.id`)."),
        sa.Column("external_id", sa.String(255), nullable=True, comment="`calls.external_id`."),
        sa.Column("agent_id", sa.String(255), nullable=True, comment="`calls.agent_id`."),
        sa.Column("queue", sa.String(255), nullable=True, comment="`calls.queue`."),
        sa.Column("direction", sa.String(16), nullable=True, comment="`calls.direction`."),
        sa.Column("language", sa.String(16), nullable=True, comment="`calls.language`."),
        sa.Column("status", sa.String(16), nullable=False, comment="`calls.status`."),
        sa.Column("started_at", TIME, nullable=True, comment="Start of the call, UTC."),
        sa.Column("seconds", sa.Double(), nullable=False, comment="Length of the recording in seconds."),
        sa.Column("turns", sa.Integer(), nullable=False, comment="Number of turns."),
        sa.Column("findings", sa.Integer(), nullable=False, comment="Number of personal values removed."),
        sa.Column("removed_seconds", sa.Double(), nullable=False, comment="Speech in which personal data was said, in seconds."),
        sa.Column("topic", sa.String(64), nullable=True, comment="Answer `topic`, its first 64 characters."),
        sa.Column("outcome", sa.String(64), nullable=True, comment="Answer `outcome`."),
        sa.Column("concern_addressed", sa.String(64), nullable=True, comment="Answer `concern_addressed`."),
        sa.Column("escalation_requested", sa.String(64), nullable=True, comment="Answer `escalation_requested`."),
        sa.Column("churn_risk", sa.String(64), nullable=True, comment="Answer `churn_risk`."),
        sa.Column("sentiment_customer", sa.Double(), nullable=True, comment="Metric `sentiment_customer`, -1 to 1."),
        sa.Column("sentiment_agent", sa.Double(), nullable=True, comment="Metric `sentiment_agent`, -1 to 1."),
        sa.Column("sentiment_shift", sa.Double(), nullable=True, comment="Metric `sentiment_shift`, -2 to 2."),
        sa.Column("talk_ratio_agent", sa.Double(), nullable=True, comment="Metric `talk_ratio_agent`, 0 to 1."),
        sa.Column("silence_seconds", sa.Double(), nullable=True, comment="Time in which nobody talks, in seconds."),
        sa.Column("overtalk_seconds", sa.Double(), nullable=True, comment="Time in which two talk at once, in seconds."),
        sa.Column("scorecard", sa.Double(), nullable=True, comment="Metric `scorecard`, 0 to 1."),
        sa.Column("arc_agent_1", sa.Double(), nullable=True, comment="Agent's sentiment, first fifth of the call."),
        sa.Column("arc_agent_2", sa.Double(), nullable=True, comment="Agent's sentiment, second fifth."),
        sa.Column("arc_agent_3", sa.Double(), nullable=True, comment="Agent's sentiment, third fifth."),
        sa.Column("arc_agent_4", sa.Double(), nullable=True, comment="Agent's sentiment, fourth fifth."),
        sa.Column("arc_agent_5", sa.Double(), nullable=True, comment="Agent's sentiment, last fifth."),
        sa.Column("arc_customer_1", sa.Double(), nullable=True, comment="Customer's sentiment, first fifth."),
        sa.Column("arc_customer_2", sa.Double(), nullable=True, comment="Customer's sentiment, second fifth."),
        sa.Column("arc_customer_3", sa.Double(), nullable=True, comment="Customer's sentiment, third fifth."),
        sa.Column("arc_customer_4", sa.Double(), nullable=True, comment="Customer's sentiment, fourth fifth."),
        sa.Column("arc_customer_5", sa.Double(), nullable=True, comment="Customer's sentiment, last fifth."),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_call_facts_call_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", name="pk_call_facts"),
        comment="The numbers of every call in one narrow row, derived from the other tables for quick sums.",
        **MYSQL,
    )
    op.create_index("ix_call_facts_agent_id", "call_facts", ["agent_id"], unique=False)
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), nullable=False, comment="Number of the entry, in order."),
        sa.Column("at", TIME, nullable=False, comment="When, UTC."),
        sa.Column("account", sa.String(64), nullable=False, comment="Name of the account in the user file; `token` without one."),
        sa.Column("role", sa.String(16), nullable=False, comment="`agent`, `lead` or `admin`."),
        sa.Column("action", sa.String(16), nullable=False, comment="`login`, `logout`, `open`, `listen`, `export`, or `denied` (a call of somebody else)."),
        sa.Column("call_id", sa.String(16), nullable=True, comment="Call (`calls.id`); kept when the call is deleted."),
        sa.Column("rows", sa.Integer(), nullable=True, comment="Calls that an export is about."),
        sa.PrimaryKeyConstraint("id", name="pk_access_log"),
        comment="Who opened which call and when, through `callsight serve`.",
        **MYSQL,
    )
    op.create_index("ix_access_log_account_id", "access_log", ["account", "id"], unique=False)
    op.create_index("ix_access_log_call_id_id", "access_log", ["call_id", "id"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False, comment="Number of the correction, in order of time."),
        sa.Column("call_id", sa.String(16), nullable=False, comment="Call (`calls.id`)."),
        sa.Column("kind", sa.String(16), nullable=False, comment="`answer` or `speaker`."),
        sa.Column("question", sa.String(64), nullable=True, comment="Id of the question; NULL for speakers."),
        sa.Column("questionnaire_version", sa.String(64), nullable=True, comment="Questionnaire that asked then (`questionnaires.version`)."),
        sa.Column("value", JSON, nullable=True, comment="What is right (JSON); of speakers: [channel, start and end in seconds, role]."),
        sa.Column("evidence", JSON, nullable=False, comment="Turns that show it (JSON list of `turns.turn`)."),
        sa.Column("original", JSON, nullable=True, comment="What was there before (JSON)."),
        sa.Column("author", sa.String(64), nullable=False, comment="Reviewer."),
        sa.Column("reason", TEXT, nullable=False, comment="Why; without personal data."),
        sa.Column("created_at", TIME, nullable=False, comment="When, UTC."),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_corrections_call_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        comment="What reviewers corrected or confirmed; every line stays, the last one counts.",
        **MYSQL,
    )
    op.create_index("ix_corrections_call_id_kind", "corrections", ["call_id", "kind"], unique=False)
    # ### end Alembic commands ###
