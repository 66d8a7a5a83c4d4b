"""A small database made by hand: five calls, one of them full of markup, one failure."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from callsight.calls import (
    Analysis,
    Answer,
    Call,
    Failure,
    Finding,
    RedactedCall,
    Transcript,
    Turn,
)
from callsight.store import Fingerprints, Store, open_store

RUN = "run-1"
QUESTIONNAIRE = """
name: default
questions:
  - id: topic
    text: What is the call about?
    type: choice
    options: {billing: bills, technical_issue: broken}
  - {id: summary, text: Summarize the call., type: text}
  - {id: outcome, text: "How did it end?", type: choice, options: {resolved: a, follow_up: b}}
  - {id: empathy, text: "How much empathy?", type: score, levels: {1: none, 5: much}}
  - {id: promises, text: "What was promised?", type: list}
  - {id: upsell_attempted, text: "Was something offered?", type: yes_no}
"""
MARKUP = "<script>alert('x')</script> & \"quoted\" <img src=x onerror=alert(1)> ]]> </style>"
LINES = (
    ("agent", "Thank you for calling, my name is [PERSON_1]. How can I help?", 0.3),
    ("customer", "My bill is wrong again and I am really upset about this.", -0.7),
    ("agent", "I am sorry about that. Can I have your account number?", 0.1),
    ("customer", "Sure, it is [ACCOUNT_NUMBER_1], and my card ends in [CREDIT_CARD_1].", 0.0),
    ("agent", "I see the double charge. I will refund it today and send an e-mail.", 0.5),
    ("customer", "Oh great, thank you so much for your help!", 0.9),
)
FINDINGS = (
    ("PERSON", 0, 11.0, 11.6, "[PERSON_1]", "cue"),
    ("ACCOUNT_NUMBER", 3, 24.0, 27.5, "[ACCOUNT_NUMBER_1]", "lattice"),
    ("CREDIT_CARD", 3, 28.5, 29.9, "[CREDIT_CARD_1]", "luhn"),
)


def make_store(folder: Path | str) -> Store:
    """The database `callsight.db` in `folder`, or at a URL, with a run over it that is over."""
    store = open_store(folder if isinstance(folder, str) else str(folder / "callsight.db"))
    store.start_run(RUN, profile="demo", config={"redact.name_model": None})
    store.save_questionnaire("v1", "default", QUESTIONNAIRE)
    wanted = Fingerprints.chain("transcriber", "redactor", "analyzer")
    for number in range(5):
        call = make_call(number)
        store.add_call(call, f"location-{number}", RUN)
        if number == 4:
            break
        store.save_redacted(call.id, redacted(call), wanted, f"audio/{call.id}.wav", RUN)
        store.save_analysis(call.id, analysis(call), wanted.analyzed, "v1", RUN)
    message = "The transcript could not be verified: run `callsight retry`."
    store.add_failure(Failure("redact", "verification", message, False, call.id), RUN)
    store.add_failure(
        Failure("ingest", "not_audio", "This file is not audio.", False, None, "notes.txt", "k9"),
        RUN,
    )
    store.finish_run(RUN)
    return store


def make_call(number: int) -> Call:
    """Calls 0 to 4; the agent of call 3 has markup for a name."""
    digest = f"{number + 1:x}" * 64
    return Call(
        id=digest[:16],
        sha256=digest,
        recording=f"call_{number}.wav",
        seconds=60.0,
        sample_rate=8000,
        channels=2,
        codec="pcm_s16le",
        bytes=1_920_044,
        health=("clipped",) if number == 1 else (),
        external_id=f"C-{number}",
        agent_id="<b>agent</b>" if number == 3 else f"agent-{number % 2}",
        queue="support",
        direction="inbound",
        started_at=dt.datetime(2026, 3, 1, 9, number, tzinfo=dt.UTC),
    )


def redacted(call: Call) -> RedactedCall:
    """The lines above as a transcript; call 3 says markup."""
    turns = []
    for index, (speaker, text, _) in enumerate(LINES):
        said = MARKUP if call.external_id == "C-3" and index == 1 else text
        channel = 0 if speaker == "agent" else 1
        turns.append(Turn(index, speaker, channel, 10.0 * index, 10.0 * index + 8, said))  # type: ignore[arg-type]
    findings = []
    for entity, turn, start, end, placeholder, detector in FINDINGS:
        at = LINES[turn][1].index(placeholder)
        findings.append(
            Finding(entity, turn, at, at + 9, detector, 0.9, start, end, placeholder,
                    at, at + len(placeholder))
        )  # fmt: skip
    transcript = Transcript(call.id, "en", tuple(turns), call.seconds, "demo")
    return RedactedCall(transcript, tuple(findings), ())


def analysis(call: Call) -> Analysis:
    """Answers of every kind."""
    topic = "billing" if call.external_id in ("C-0", "C-1", "C-3") else "technical_issue"
    summary = MARKUP if call.external_id == "C-3" else "A double charge was found and refunded."
    return Analysis(
        call_id=call.id,
        answers=(
            Answer("topic", topic, "answered", None, (1,), "bill is wrong", 0.8),
            Answer("summary", summary, "answered"),
            Answer("outcome", "follow_up", "answered"),
            Answer("empathy", None, "unavailable", "the lexicon engine cannot judge this"),
            Answer("promises", ["refund today", "an e-mail"], "answered", None, (4,)),
            Answer("upsell_attempted", False, "answered"),
        ),
        sentiment=tuple(mood for _, _, mood in LINES),
        metrics={
            "talk_ratio_agent": 0.45,
            "talk_ratio_customer": 0.55,
            "silence_seconds": 12.0,
            "overtalk_seconds": 0.5,
            "sentiment_customer": 0.07,
            "sentiment_shift": 1.6,
            "words_per_minute_agent": 141.0,
            "talk_seconds_agent": 24.0,
            "talk_seconds_customer": 24.0,
            "longest_silence_seconds": 2.0,
        },
        engine="lexicon",
        model="",
        prompt_fingerprint="p",
    )
