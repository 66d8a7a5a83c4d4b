"""A synthetic database of many calls: `python -m tests.benchmarks.many_calls URL CALLS`.

Rows are written past the stages, by COPY on PostgreSQL. They are like real ones in what matters to
a database: 50 turns with words and times, a questionnaire of 15 answers, 30 metrics, 200 agents in
10 queues, two years. No turn is like another: words are drawn with the frequencies of a language
(Zipf) from 20,000, so the most common one stands in two turns of three. Nobody ever said any of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from callsight.store import Store, open_store
from callsight.store.columns import Json, dump_json
from callsight.store.database import pages
from callsight.store.facts import renew_facts
from callsight.store.fulltext import SEARCH, create_search
from callsight.store.rows import answer_values
from callsight.store.schema import AnswerRow, CallRow, FindingRow, MetricRow, RunRow, TurnRow

TURNS = 50
START = dt.datetime(2024, 4, 1, 8, tzinfo=dt.UTC)
DAYS = 730
TOPICS = ("billing", "technical_issue", "order_status", "claim", "payment", "cancellation",
          "booking_change", "account_access", "fraud_dispute")  # fmt: skip
OUTCOMES = ("resolved", "follow_up", "unresolved", "transferred")
ENTITIES = ("PERSON", "PHONE_NUMBER", "CREDIT_CARD", "EMAIL_ADDRESS", "ACCOUNT_NUMBER")
YES_NO = ("concern_addressed", "escalation_requested", "churn_risk", "upsell_attempted",
          "upsell_succeeded", "repeat_contact", "greeting", "verified")  # fmt: skip
SCORED = ("empathy", "kindness", "professionalism")
RARE = "I want to cancel my contract today".split()
VOCABULARY = 20_000
SYLLABLES = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
WORDS = (
    "the i you to my and is it that can please thank for a your me have not with call contract "
    "cancel bill account order payment help problem today charge number name right okay"
).split()
BATCH = 500


def fill(store: Store, calls: int, turns: int = TURNS, seed: int = 0) -> None:
    """Add `calls` analyzed calls to an empty store."""
    store.save_questionnaire("v1", "default", _questionnaire())
    chance = random.Random(seed)
    say = _speaker(chance)
    with store.writing() as session:
        session.add(RunRow(id="run-1", config={}, versions={}, state="completed", counts={},
                           started_at=START, finished_at=START))  # fmt: skip
        if store.engine.dialect.name == "postgresql":  # quicker made at the end than kept
            session.execute(sa.text(f"DROP INDEX {SEARCH}"))
    for page in pages(range(calls), BATCH):
        rows: dict[Any, list[dict[str, Any]]] = {
            table: [] for table in (CallRow, TurnRow, FindingRow, AnswerRow, MetricRow)
        }
        for number in page:
            for table, row in _call(number, turns, say, chance):
                rows[table].append(row)
        with store.writing() as session:
            for table, values in rows.items():
                _insert(session, table.__table__, values)
    with store.writing() as session:
        renew_facts(session)
        create_search(session.connection())
    with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        tables = (
            "" if store.engine.dialect.name in ("sqlite", "postgresql") else "TABLE turns, calls"
        )
        connection.exec_driver_sql(f"ANALYZE {tables}")


def _insert(session: Session, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if session.connection().dialect.name != "postgresql":
        session.execute(sa.insert(table), rows)
        return
    names = list(rows[0])
    as_json = {name for name in names if isinstance(table.c[name].type, Json)}
    cursor = session.connection().connection.cursor()
    with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(
                [dump_json(row[n]) if n in as_json and row[n] is not None else row[n]
                 for n in names]
            )  # fmt: skip


def _speaker(chance: random.Random) -> Callable[[], list[str]]:
    """What makes one turn after the other; one of 2,000 is the rare phrase."""
    made = {"".join(chance.choices(SYLLABLES, k=3)): None for _ in range(VOCABULARY)}
    vocabulary = WORDS + list(made)
    weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(vocabulary))))

    def say() -> list[str]:
        if chance.random() < 0.0005:
            return list(RARE)
        length = min(60, 1 + int(chance.expovariate(1 / 11)))
        return chance.choices(vocabulary, cum_weights=weights, k=length)

    return say


def _call(
    number: int, turns: int, say: Callable[[], list[str]], chance: random.Random
) -> Iterator[tuple[Any, dict[str, Any]]]:
    sha256 = hashlib.sha256(f"call {number}".encode()).hexdigest()
    call_id, agent = sha256[:16], chance.randrange(200)
    mood = chance.gauss(0.1 if agent % 3 else -0.1, 0.3)
    pace = chance.lognormvariate(1.8, 0.4)  # seconds from one turn to the next
    started = START + dt.timedelta(days=chance.randrange(DAYS), minutes=chance.randrange(600))
    yield CallRow, {
        "id": call_id, "sha256": sha256, "recording": "call.wav", "seconds": round(pace * turns, 1),
        "sample_rate": 8000, "channels": 2, "codec": "pcm_mulaw", "bytes": 112_000 * turns,
        "health": [], "external_id": f"C-{number:06}", "agent_id": f"agent_{agent:03}",
        "customer_id": f"customer_{chance.randrange(50_000)}", "queue": f"queue_{agent % 10}",
        "direction": chance.choice(("inbound", "outbound")), "started_at": started, "metadata": {},
        "status": "analyzed", "language": "en", "speech_model": "demo", "audio": None,
        "redacted_fingerprint": "r", "analyzed_fingerprint": "a", "questionnaire_version": "v1",
        "analyzed_run_id": "run-1", "shard_hash": int(sha256[:7], 16),
    }  # fmt: skip
    for turn in range(turns):
        entity = ENTITIES[turn // 10 % len(ENTITIES)] if turn % 10 == 3 else None
        row = _turn(call_id, turn, pace, say(), entity, mood, chance)
        yield TurnRow, row
        if entity:
            yield FindingRow, _finding(row, turn // 10, entity)
    yield from _answers(call_id, mood, agent, say, chance)
    for metric, value in _metrics(mood, pace * turns, chance).items():
        yield MetricRow, {"call_id": call_id, "metric": metric, "value": value}


def _turn(
    call_id: str, turn: int, pace: float, said: list[str], entity: str | None, mood: float,
    chance: random.Random,
) -> dict[str, Any]:  # fmt: skip
    said = said + [f"[{entity}_1]"] * bool(entity)
    start, step = turn * pace, pace * 0.8 / len(said)
    words = [
        [word, round(start + place * step, 2), round(start + (place + 1) * step, 2), 0.9, 0]
        for place, word in enumerate(said)
    ]
    feels = None if chance.random() < 0.5 else max(-1.0, min(1.0, chance.gauss(mood, 0.4)))
    return {
        "call_id": call_id, "turn": turn, "speaker": ("agent", "customer")[turn % 2],
        "channel": turn % 2, "start_seconds": start, "end_seconds": start + pace * 0.8,
        "text": " ".join(said), "confidence": chance.uniform(0.8, 1.0), "sentiment": feels,
        "flags": [], "words": words, "voice": 0,
    }  # fmt: skip


def _finding(turn: dict[str, Any], number: int, entity: str) -> dict[str, Any]:
    at, end = turn["text"].index("["), len(turn["text"])
    return {
        "call_id": turn["call_id"], "finding": number, "entity": entity, "turn": turn["turn"],
        "start_character": at, "end_character": at + 9, "detector": "cue", "score": 0.9,
        "start_seconds": turn["start_seconds"], "end_seconds": turn["start_seconds"] + 1.0,
        "placeholder": f"[{entity}_1]", "redacted_start": at, "redacted_end": end,
    }  # fmt: skip


def _answers(
    call_id: str, mood: float, agent: int, say: Callable[[], list[str]], chance: random.Random
) -> Iterator[tuple[Any, dict[str, Any]]]:
    values: dict[str, Any] = {
        "topic": chance.choices(TOPICS, range(len(TOPICS), 0, -1))[0],
        "outcome": chance.choice(OUTCOMES),
        "summary": " ".join(say() + say()),
        "reason": " ".join(say()),
    }
    values |= {name: chance.random() < 0.5 + mood / 2 for name in YES_NO}
    for place, question in enumerate(SCORED):
        skill = 3.2 + ((agent * (place + 3)) % 7) / 4 + mood
        values[question] = max(1, min(5, round(chance.gauss(skill, 0.8))))
    for position, (question, value) in enumerate(values.items()):
        yield AnswerRow, {
            "call_id": call_id, "questionnaire_version": "v1", "question": question,
            "position": position, **answer_values(value), "status": "answered", "reason": None,
            "evidence": [1], "quote": None, "confidence": min(1.0, chance.uniform(0.6, 1.0)),
            "engine": "lexicon", "model": "", "prompt_fingerprint": "p", "run_id": "run-1",
            "votes": [], "checks": [],
        }  # fmt: skip


def _metrics(mood: float, seconds: float, chance: random.Random) -> dict[str, float]:
    talk = chance.uniform(0.3, 0.7)
    return {
        "sentiment_customer": mood, "sentiment_agent": abs(mood),
        "sentiment_shift": chance.gauss(0.2, 0.4),
        "talk_ratio_agent": talk, "talk_ratio_customer": 1 - talk,
        "silence_seconds": 0.2 * seconds, "overtalk_seconds": 2.0, "scorecard": chance.random(),
        "longest_silence_seconds": chance.expovariate(0.2),
        "talk_seconds_agent": seconds * 0.8 * talk,
        "talk_seconds_customer": seconds * 0.8 * (1 - talk), "interruptions_agent": 1.0,
    } | {f"other_{extra}": chance.random() for extra in range(18)}  # fmt: skip


def _questionnaire() -> str:
    lines = ["name: default", "questions:"]
    for name, options in (("topic", TOPICS), ("outcome", OUTCOMES)):
        listed = ", ".join(f"{option}: x" for option in options)
        lines.append(f"  - {{id: {name}, text: Which {name}, type: choice, options: {{{listed}}}}}")
    lines += [
        f"  - {{id: {name}, text: What {name}, type: text}}" for name in ("summary", "reason")
    ]
    lines += [f"  - {{id: {name}, text: Was it {name}, type: yes_no}}" for name in YES_NO]
    lines += [
        f"  - {{id: {name}, text: How much {name}, type: score, levels: {{1: none, 5: much}}}}"
        for name in SCORED
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    url, number = sys.argv[1], int(sys.argv[2])
    began = time.perf_counter()
    with open_store(url) as opened:
        fill(opened, number)
    print(f"{number:,} calls, {number * TURNS:,} turns in {time.perf_counter() - began:.0f} s")
