"""A synthetic database of many calls: 50 turns each, rows written past the stages.

Nothing in it was ever said, and its words have no times. For benchmarks and notebooks that need
more calls than anyone wants to transcribe.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import random
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from callsight.store import Store
from callsight.store.database import pages
from callsight.store.facts import renew_facts
from callsight.store.rows import answer_values
from callsight.store.schema import (
    AnswerRow,
    CallRow,
    FindingRow,
    MetricRow,
    TurnRow,
)

TURNS = 50
TOPICS = ("billing", "technical_issue", "order_status", "payment", "account_access", "claim")
OUTCOMES = ("resolved", "follow_up", "transferred", "unresolved")
RARE = "I want to cancel my contract today"
QUESTIONNAIRE = """name: default
questions:
  - {id: topic, text: What is the call about?, type: choice, options: {OPTIONS}}
  - {id: outcome, text: How did it end?, type: choice, options: {OPTIONS}}
  - {id: summary, text: Summarize the call., type: text}
  - {id: concern_addressed, text: Was the concern addressed?, type: yes_no}
  - {id: upsell_attempted, text: Was something offered?, type: yes_no}
  - {id: greeting, text: Does the agent greet?, type: yes_no}
  - {id: empathy, text: How much empathy?, type: score, levels: {1: none, 5: much}}
  - {id: kindness, text: How kind?, type: score, levels: {1: rude, 5: kind}}
  - {id: professionalism, text: How professional?, type: score, levels: {1: not, 5: very}}
"""
for _names in (TOPICS, OUTCOMES):
    _options = ", ".join(f"{name}: x" for name in _names)
    QUESTIONNAIRE = QUESTIONNAIRE.replace("OPTIONS", _options, 1)
SCORED = ("empathy", "kindness", "professionalism")
SYLLABLES = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
WORDS = (
    "the i you to my and is it that can please thank for a your me have not with call contract "
    "cancel bill account order payment help problem today charge number name right okay"
).split()


def fill(store: Store, calls: int, turns: int = TURNS, seed: int = 0) -> None:
    """Add `calls` analyzed calls of 90 days to an empty store."""
    store.save_questionnaire("v1", "default", QUESTIONNAIRE)
    chance = random.Random(seed)
    vocabulary = WORDS + ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(20_000)]
    weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(vocabulary))))

    def sentence() -> str:
        length = chance.randint(4, 18)
        return " ".join(chance.choices(vocabulary, cum_weights=weights, k=length))

    stock = [sentence() for _ in range(20_000)]
    for page in pages(range(calls), 500):
        rows: dict[Any, list[dict[str, Any]]] = {
            table: [] for table in (CallRow, TurnRow, FindingRow, AnswerRow, MetricRow)
        }
        for number in page:
            for table, row in _call(number, turns, stock, chance):
                rows[table].append(row)
        with store.writing() as session:
            for table, values in rows.items():
                session.execute(sa.insert(table.__table__), values)
    with store.writing() as session:
        renew_facts(session)


def _call(
    number: int, turns: int, stock: list[str], chance: random.Random
) -> Iterator[tuple[Any, dict[str, Any]]]:
    sha256 = hashlib.sha256(f"call {number}".encode()).hexdigest()
    call_id, agent = sha256[:16], chance.randrange(200)
    mood = chance.gauss(0.1 if agent % 3 else -0.1, 0.3)
    topic = chance.choices(TOPICS, (6, 5, 4, 3, 2, 1))[0]
    pace = chance.lognormvariate(1.8, 0.4)  # seconds from one turn to the next
    started = dt.datetime(2026, 1, 1, 8, tzinfo=dt.UTC) + dt.timedelta(
        days=chance.randrange(90), minutes=chance.randrange(600)
    )
    yield CallRow, {
        "id": call_id, "sha256": sha256, "recording": "call.wav", "seconds": round(pace * turns, 1),
        "sample_rate": 8000, "channels": 2, "codec": "pcm_mulaw", "bytes": 112_000 * turns,
        "health": [], "external_id": f"C-{number:06}", "agent_id": f"agent_{agent:03}",
        "customer_id": None, "queue": "support" if chance.random() < 0.7 else "sales",
        "direction": "inbound", "started_at": started, "metadata": {}, "status": "analyzed",
        "language": "en", "speech_model": "demo", "audio": None,
        "redacted_fingerprint": "r", "analyzed_fingerprint": "a", "questionnaire_version": "v1",
        "shard_hash": int(sha256[:7], 16),
    }  # fmt: skip
    for turn in range(turns):
        customer = turn % 2
        said = RARE if chance.random() < 0.0005 else chance.choice(stock)
        feels = None if chance.random() < 0.5 else max(-1.0, min(1.0, chance.gauss(mood, 0.4)))
        yield TurnRow, {
            "call_id": call_id, "turn": turn, "speaker": ("agent", "customer")[customer],
            "channel": customer, "start_seconds": pace * turn, "end_seconds": pace * (turn + 0.8),
            "text": said, "confidence": chance.uniform(0.8, 1.0), "sentiment": feels,
            "flags": [], "words": [], "voice": 0,
        }  # fmt: skip
    for finding in range(chance.randrange(5)):
        yield FindingRow, {
            "call_id": call_id, "finding": finding, "turn": finding,
            "entity": chance.choice(("PERSON", "PHONE_NUMBER")),
            "start_character": 0, "end_character": 4, "detector": "cue",
            "score": 0.9, "start_seconds": pace * finding, "end_seconds": pace * finding + 1,
            "placeholder": "[PERSON_1]", "redacted_start": -1, "redacted_end": -1,
        }  # fmt: skip
    answers: dict[str, Any] = {
        "topic": topic, "outcome": chance.choice(OUTCOMES), "summary": chance.choice(stock),
        "concern_addressed": chance.random() < 0.6 + mood / 2,
        "upsell_attempted": chance.random() < 0.2, "greeting": chance.random() < 0.9,
    }  # fmt: skip
    for place, question in enumerate(SCORED):
        skill = 3.2 + ((agent * (place + 3)) % 7) / 4 + mood
        answers[question] = max(1, min(5, round(chance.gauss(skill, 0.8))))
    for place, (question, value) in enumerate(answers.items()):
        yield AnswerRow, {
            "call_id": call_id, "questionnaire_version": "v1", "question": question,
            "position": place, **answer_values(value), "status": "answered", "reason": None,
            "evidence": [1], "quote": None, "confidence": min(1.0, chance.uniform(0.6, 1.0)),
            "engine": "lexicon", "model": "", "prompt_fingerprint": "p", "run_id": None,
            "votes": [], "checks": [],
        }  # fmt: skip
    talk = chance.uniform(0.3, 0.7)
    metrics = {
        "sentiment_customer": mood, "sentiment_agent": abs(mood),
        "sentiment_shift": chance.gauss(0.2, 0.4),
        "talk_ratio_agent": talk, "talk_ratio_customer": 1 - talk,
        "silence_seconds": 0.2 * pace * turns,
        "overtalk_seconds": 2.0, "scorecard": chance.random(),
        "longest_silence_seconds": chance.expovariate(0.2),
        "talk_seconds_agent": pace * turns * 0.8 * talk,
        "talk_seconds_customer": pace * turns * 0.8 * (1 - talk),
        "interruptions_agent": 1.0,
    }  # fmt: skip
    for metric, value in metrics.items():
        yield MetricRow, {"call_id": call_id, "metric": metric, "value": value}
