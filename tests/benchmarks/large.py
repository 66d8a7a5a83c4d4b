"""A database of any size, made of random calls by bulk inserts: for the benchmarks of the pages.

The calls are like real ones in what matters to a database: 50 turns with words and times, five
findings, a questionnaire of 17 answers, 30 metrics, 200 agents in 10 queues, two years.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import sys
import time
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from callsight.store import Store, open_store
from callsight.store.facts import renew_facts
from callsight.store.schema import (
    AnswerRow,
    CallRow,
    FindingRow,
    MetricRow,
    QuestionnaireRow,
    RunRow,
    TurnRow,
)

TURNS = 50
START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
TOPICS = ("billing", "technical_issue", "order_status", "claim", "payment", "cancellation",
          "booking_change", "account_access", "fraud_dispute")  # fmt: skip
OUTCOMES = ("resolved", "follow_up", "unresolved", "transferred")
ENTITIES = ("PERSON", "PHONE_NUMBER", "CREDIT_CARD", "EMAIL_ADDRESS", "ACCOUNT_NUMBER")
WORDS = (
    "hello thank you for calling my bill is wrong again can help with the order number please "
    "wait moment sure contract cancel internet does not work router light since yesterday refund"
).split()
QUESTIONS = ("concern_addressed", "escalation_requested", "churn_risk", "client_tone", "agent_tone",
             "upsell_attempted", "upsell_succeeded", "repeat_contact", "empathy", "kindness",
             "professionalism", "next_steps", "promises")  # fmt: skip
METRICS = ("sentiment_customer", "sentiment_agent", "sentiment_shift", "talk_ratio_agent",
           "talk_ratio_customer", "silence_seconds", "overtalk_seconds", "scorecard")  # fmt: skip
BATCH = 500
SEED = 2_000
"""Calls made one by one; the others are copies of them, made by the database."""


def fill(store: Store, calls: int) -> None:
    """About `calls` analyzed calls of `TURNS` turns each: a multiple of `SEED` if more."""
    rng = random.Random(7)
    with store.writing() as session:
        session.add(
            QuestionnaireRow(version="v1", name="default", text=_questionnaire(), created_at=START)
        )
        session.add(
            RunRow(id="run-1", config={}, versions={}, state="completed", counts={},
                   started_at=START, finished_at=START)
        )  # fmt: skip
    seed = min(calls, SEED)
    for first in range(0, seed, BATCH):
        rows: dict[Any, list[dict[str, Any]]] = {
            table: [] for table in (CallRow, TurnRow, FindingRow, AnswerRow, MetricRow)
        }
        for number in range(first, min(first + BATCH, seed)):
            for table, row in _call(number, rng):
                rows[table].append(row)
        with store.writing() as session:
            for table, values in rows.items():
                session.execute(sa.insert(table), values)
    for copy in range(1, calls // SEED):
        _copy(store, copy)
    with store.writing() as session:
        renew_facts(session)
    with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def _copy(store: Store, copy: int) -> None:
    """The seed's calls once more, each with another beginning of its id."""
    ids = [_sha256(number)[:16] for number in range(SEED)]
    with store.writing() as session:
        for table in (CallRow, TurnRow, FindingRow, AnswerRow, MetricRow):
            key = "id" if table is CallRow else "call_id"
            columns = [
                column for column in table.__table__.columns
                if column.name == key or column.name != "id"
            ]  # fmt: skip
            values = [
                sa.literal(f"{copy:04x}") + sa.func.substr(column, 5)
                if column.name == key
                else column
                for column in columns
            ]
            query = sa.select(*values).where(table.__table__.c[key].in_(ids))
            session.execute(sa.insert(table).from_select([c.name for c in columns], query))


def _sha256(number: int) -> str:
    """Like a hash; no copy begins with `ffff`."""
    return "ffff" + hashlib.sha256(str(number).encode()).hexdigest()[4:]


def _call(number: int, rng: random.Random) -> Iterator[tuple[Any, dict[str, Any]]]:
    sha256 = _sha256(number)
    call_id, seconds = sha256[:16], float(rng.randint(120, 900))
    agent = rng.randrange(200)
    yield CallRow, {
        "id": call_id, "sha256": sha256, "recording": "call-####.wav", "seconds": seconds,
        "sample_rate": 8000, "channels": 2, "codec": "pcm_s16le", "bytes": int(seconds * 32_000),
        "health": [], "external_id": f"C-{number:07}", "agent_id": f"agent_{agent:03}",
        "customer_id": f"customer_{rng.randrange(50_000)}", "queue": f"queue_{agent % 10}",
        "direction": rng.choice(("inbound", "outbound")),
        "started_at": START + dt.timedelta(seconds=rng.randrange(2 * 365 * 86_400)),
        "metadata_": {}, "status": "analyzed", "language": "en", "speech_model": "turbo",
        "audio": f"audio/{call_id}.wav", "raw_transcript_fingerprint": None,
        "redacted_fingerprint": "r" * 16, "analyzed_fingerprint": "a" * 16,
        "questionnaire_version": "v1", "prompt_tokens": 1, "answer_tokens": 1,
        "analysis_seconds": 0.1, "ingested_run_id": "run-1", "transcribed_run_id": "run-1",
        "redacted_run_id": "run-1", "analyzed_run_id": "run-1", "shard_hash": int(sha256[:7], 16),
        "claimed_by": None, "claimed_until": None,
    }  # fmt: skip
    yield from _turns(call_id, seconds, rng)
    yield from _answers(call_id, rng)
    for name in METRICS:
        value = rng.uniform(-1, 1) if "sentiment" in name else rng.random()
        if name.endswith("_seconds"):
            value *= seconds / 4
        yield MetricRow, {"call_id": call_id, "metric": name, "value": value}
    for extra in range(22):
        yield MetricRow, {"call_id": call_id, "metric": f"other_{extra}", "value": rng.random()}


def _turns(call_id: str, seconds: float, rng: random.Random) -> Iterator[tuple[Any, Any]]:
    step = seconds / TURNS
    for turn in range(TURNS):
        said = rng.choices(WORDS, k=rng.randint(3, 20))
        finding = turn % 10 == 3
        entity = ENTITIES[turn // 10]
        if finding:
            said.append(f"[{entity}_1]")
        start = turn * step
        pace = step * 0.9 / len(said)
        words = [[word, round(start + i * pace, 2), round(start + (i + 1) * pace, 2), 0.9, 0]
                 for i, word in enumerate(said)]  # fmt: skip
        text = " ".join(said)
        yield TurnRow, {
            "call_id": call_id, "turn": turn, "speaker": "customer" if turn % 2 else "agent",
            "channel": turn % 2, "start_seconds": start, "end_seconds": start + step * 0.9,
            "text": text, "confidence": 0.9, "sentiment": rng.uniform(-1, 1), "flags": [],
            "words": words, "voice": 0,
        }  # fmt: skip
        if finding:
            at = text.index("[")
            yield FindingRow, {
                "call_id": call_id, "finding": turn // 10, "entity": entity, "turn": turn,
                "start_character": at, "end_character": at + 9, "detector": "cue", "score": 0.9,
                "start_seconds": start, "end_seconds": start + 1.0, "placeholder": f"[{entity}_1]",
                "redacted_start": at, "redacted_end": len(text),
            }  # fmt: skip


def _answers(call_id: str, rng: random.Random) -> Iterator[tuple[Any, Any]]:
    values = {
        "topic": rng.choice(TOPICS), "outcome": rng.choice(OUTCOMES),
        "summary": "The customer called about a bill that was wrong; the agent refunded it.",
        "reason": "A double charge on the bill.",
    } | {name: rng.choice(("yes", "no")) for name in QUESTIONS}  # fmt: skip
    for position, (question, value) in enumerate(values.items()):
        yield AnswerRow, {
            "call_id": call_id, "questionnaire_version": "v1", "question": question,
            "position": position, "value": value, "value_number": None, "value_json": value,
            "status": "answered", "reason": None, "evidence": [rng.randrange(TURNS)],
            "quote": None, "confidence": 0.8, "engine": "transformers", "model": "m",
            "votes": [], "checks": [],
            "prompt_fingerprint": "p", "run_id": "run-1",
        }  # fmt: skip


def _questionnaire() -> str:
    questions = ("topic", "outcome", "summary", "reason", *QUESTIONS)
    rows = [{"id": name, "text": name, "type": "text"} for name in questions]
    return json.dumps({"name": "default", "questions": rows})


if __name__ == "__main__":
    url, number = sys.argv[1], int(sys.argv[2])
    began = time.perf_counter()
    with open_store(url) as opened:
        fill(opened, number)
    print(f"{number:,} calls, {number * TURNS:,} turns in {time.perf_counter() - began:.0f} s")
