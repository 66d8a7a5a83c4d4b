"""Calls whose words and seconds are chosen by hand: a word takes 0.4 s, one starts each 0.5 s."""

from dataclasses import replace
from typing import Any

from callsight.calls import Analysis, Answer, Finding, RedactedCall, Span, Transcript, Turn, Word
from callsight.evaluate.stages import Outcome
from callsight.synthesize.truth import GroundTruth, Role, TruePii, TrueTurn, TrueWord

STEP, LENGTH = 0.5, 0.4
CHANNELS = {"agent": 0, "customer": 1}


def true_turn(speaker: Role, start: float, text: str, channel: int | None = None) -> TrueTurn:
    words = tuple(
        TrueWord(word, start + i * STEP, start + i * STEP + LENGTH)
        for i, word in enumerate(text.split())
    )
    place = CHANNELS[speaker] if channel is None else channel
    return TrueTurn(speaker, place, start, words[-1].end, text, text, words, "flite:slt")


def pii(turns: tuple[TrueTurn, ...], turn: int, said: str, entity: str, form: str) -> TruePii:
    """The first place where `said` is spoken in a turn."""
    where = turns[turn]
    first = where.spoken.index(said)
    skipped = len(where.spoken[:first].split())
    words = where.words[skipped : skipped + len(said.split())]
    return TruePii(
        entity, turn, first, first + len(said), words[0].start, words[-1].end, said, form
    )


def truth(*turns: TrueTurn, mentions: tuple[TruePii, ...] = (), **changes: Any) -> GroundTruth:
    known = GroundTruth(
        call_id="call_0001",
        recording="call_0001.flac",
        sha256="a" * 64,
        sample_rate=8000,
        seconds=20.0,
        channels={"0": "agent", "1": "customer"},
        seed="0/0",
        intent="bill",
        sector="telecom",
        topic="billing",
        outcome="resolved",
        client_tone="negative",
        agent_tone="positive",
        upsell_attempted=False,
        upsell_succeeded=False,
        escalation_requested=False,
        turns=turns,
        pii=mentions,
    )
    return replace(known, **changes)


def turn(
    index: int,
    speaker: Any,
    start: float,
    text: str,
    channel: int | None = None,
    shift: float = 0.0,
    timed: bool = True,
) -> Turn:
    words = tuple(
        Word(word, start + i * STEP + shift, start + i * STEP + LENGTH + 2 * shift)
        for i, word in enumerate(text.split())
    )
    place = CHANNELS[speaker] if channel is None else channel
    end = words[-1].end if words else start
    return Turn(index, speaker, place, start + shift, end, text, words if timed else ())


def transcript(*turns: Turn) -> Transcript:
    return Transcript("a" * 16, "en", turns, 20.0, "hand")


def finding(turn: int, entity: str, start: float | None, end: float | None) -> Finding:
    return Finding(entity, turn, 0, 1, "hand", 1.0, start, end)


def redacted(
    *turns: Turn, findings: tuple[Finding, ...] = (), silenced: tuple[Span, ...] = ()
) -> RedactedCall:
    return RedactedCall(transcript(*turns), findings, silenced)


def analysis(sentiment: tuple[float | None, ...] = (), **values: Any) -> Analysis:
    answers = tuple(
        Answer(question, value, "not_stated" if value is None else "answered")
        for question, value in values.items()
    )
    return Analysis("a" * 16, answers, sentiment, {}, "lexicon", "", "0" * 16)


def outcome(known: GroundTruth, **results: Any) -> Outcome:
    return Outcome(known, **results)
