"""Calls for the tests of the store; nothing in them was ever said."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib

from callsight.calls import (
    Analysis,
    Answer,
    Call,
    Finding,
    RedactedCall,
    Source,
    Span,
    Transcript,
    Turn,
    Word,
)
from callsight.store import Fingerprints, Store

WANTED = Fingerprints.chain("whisper", "policy", "questions")


def a_call(number: int = 1, **changes: object) -> Call:
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    values: dict[str, object] = {
        "id": sha256[:16],
        "sha256": sha256,
        "recording": "call-####.wav",
        "seconds": 61.5,
        "sample_rate": 8000,
        "channels": 2,
        "codec": "pcm_mulaw",
        "bytes": 984_044,
        "health": ("clipped",),
        "external_id": f"C-{number}",
        "agent_id": "A7",
        "customer_id": None,
        "queue": "billing",
        "direction": "inbound",
        "started_at": dt.datetime(2025, 3, 30, 1, 59, 59, 123456, tzinfo=dt.UTC),
        "metadata": {"site": "Zürich 🏔️"},
    }
    return Call(**{**values, **changes})  # type: ignore[arg-type]


def a_transcript(call: Call, text: str = "my name is [PERSON_1] 😀") -> Transcript:
    words = tuple(
        Word(word, 1.0 + i, 1.5 + i, 0.25 * (i % 4), estimated=i == 2)
        for i, word in enumerate(text.split())
    )
    turns = (
        Turn(0, "agent", 0, 0.0, 0.9, "hello", (Word("hello", 0.0, 0.9),), None, ()),
        Turn(1, "customer", 1, 1.0, 5.5, text, words, 0.5, ("low_confidence",)),
    )
    return Transcript(call.id, "en", turns, call.seconds, "demo")


def a_redacted(call: Call) -> RedactedCall:
    findings = (
        Finding("PERSON", 1, 11, 19, "cue", 0.85, 4.0, 4.5, "[PERSON_1]", 11, 21),
        Finding("PERSON", 1, 0, 3, "model", 0.5),
    )
    return RedactedCall(a_transcript(call), findings, (Span(1, 4.0, 4.5),))


def as_stored(analysis: Analysis, run_id: str | None = None) -> Analysis:
    """`analysis` as it is read back: an answer without a source gets that of the analysis, whose
    engine is that of its first answer.
    """
    common = Source(analysis.engine, analysis.model, analysis.prompt_fingerprint, run_id=run_id)
    sources = [answer.source or common for answer in analysis.answers]
    answers = zip(analysis.answers, sources, strict=True)
    return dataclasses.replace(
        analysis,
        answers=tuple(dataclasses.replace(answer, source=source) for answer, source in answers),
        engine=sources[0].engine,
        model=sources[0].model,
        prompt_fingerprint=sources[0].fingerprint,
    )


def an_analysis(call: Call) -> Analysis:
    answers = (
        Answer("concern_addressed", True, "answered", None, (0, 1), "hello", 0.75),
        Answer("next_steps", ["agent: call back", "customer: wait"], "answered"),
        Answer("professionalism", 4, "answered"),
        Answer("summary", None, "unavailable", "this engine writes no text"),
        Answer("topic", "billing", "answered", None, (1,)),
    )
    metrics = {"holds": None, "sentiment_customer": -0.25, "talk_ratio_agent": 0.4}
    return Analysis(
        call.id, answers, (None, -0.25), metrics, "lexicon", "", "f" * 16, 120, 30, 0.125
    )


def redact(store: Store, call: Call, run_id: str = "run-1") -> None:
    store.save_redacted(call.id, a_redacted(call), WANTED, f"audio/{call.id}.wav", run_id)


def analyze(store: Store, call: Call, version: str = "v1", run_id: str = "run-1") -> None:
    store.save_questionnaire(version, "default", "name: default")
    store.save_analysis(call.id, an_analysis(call), WANTED.analyzed, version, run_id)
