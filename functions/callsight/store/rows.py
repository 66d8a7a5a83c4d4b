"""Nouns to rows and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from callsight.calls import Answer, Call, Check, Finding, Source, Turn, Word
from callsight.store.schema import AnswerRow, CallRow, FindingRow, TurnRow

_SAME_IN_CALL = (
    "id sha256 recording seconds sample_rate channels codec bytes "
    "external_id agent_id customer_id queue direction started_at"
).split()
_FINDING_COLUMNS = {"start": "start_character", "end": "end_character"}


def from_call(call: Call, run_id: str | None) -> CallRow:
    """A new row."""
    return CallRow(
        **{name: getattr(call, name) for name in _SAME_IN_CALL},
        health=list(call.health),
        metadata_=dict(call.metadata),
        status="new",
        shard_hash=int(call.id[:7], 16),
        ingested_run_id=run_id,
    )


def to_call(row: CallRow) -> Call:
    """The noun of a row."""
    same = {name: getattr(row, name) for name in _SAME_IN_CALL}
    return Call(**same, health=tuple(row.health), metadata=row.metadata_)


def from_turn(call_id: str, turn: Turn) -> dict[str, Any]:
    """Values of a row."""
    return {
        "call_id": call_id,
        "turn": turn.index,
        "speaker": turn.speaker,
        "channel": turn.channel,
        "start_seconds": turn.start,
        "end_seconds": turn.end,
        "text": turn.text,
        "confidence": turn.confidence,
        "flags": list(turn.flags),
        "words": [_pack(word) for word in turn.words],
        "voice": turn.voice,
        "translation": turn.translation,
    }


def to_turn(row: TurnRow) -> Turn:
    """The noun of a row."""
    return Turn(
        index=row.turn,
        speaker=row.speaker,  # type: ignore[arg-type]
        channel=row.channel,
        start=row.start_seconds,
        end=row.end_seconds,
        text=row.text,
        words=tuple(_unpack(word) for word in row.words),
        confidence=row.confidence,
        flags=tuple(row.flags),
        voice=row.voice,
        translation=row.translation,
    )


def from_finding(call_id: str, number: int, finding: Finding) -> dict[str, Any]:
    """Values of a row."""
    values = dataclasses.asdict(finding).items()
    columns = {_FINDING_COLUMNS.get(name, name): value for name, value in values}
    return {"call_id": call_id, "finding": number, **columns}


def to_finding(row: FindingRow) -> Finding:
    """The noun of a row."""
    names = [field.name for field in dataclasses.fields(Finding)]
    return Finding(**{name: getattr(row, _FINDING_COLUMNS.get(name, name)) for name in names})


def from_answer(position: int, answer: Answer, source: Source) -> dict[str, Any]:
    """Values of a row; `source` is for an answer that brings none."""
    source = answer.source or source
    return {
        "engine": source.engine,
        "model": source.model,
        "prompt_fingerprint": source.fingerprint,
        "prompt_tokens": source.prompt_tokens,
        "answer_tokens": source.answer_tokens,
        "seconds_spent": source.seconds,
        "cost": source.cost,
        "run_id": source.run_id,
        "question": answer.question,
        "position": position,
        **answer_values(answer.value),
        "status": answer.status,
        "reason": answer.reason,
        "evidence": list(answer.evidence),
        "quote": answer.quote,
        "confidence": answer.confidence,
        "votes": list(answer.votes),
        "checks": [{"text": check.text, "verdict": check.verdict} for check in answer.checks],
        "faithful": answer.faithful,
        "checked_by": answer.checked_by,
    }


def to_answer(row: AnswerRow) -> Answer:
    """The noun of a row."""
    return Answer(
        question=row.question,
        value=row.value_json,
        status=row.status,  # type: ignore[arg-type]
        reason=row.reason,
        evidence=tuple(row.evidence),
        quote=row.quote,
        confidence=row.confidence,
        votes=tuple(row.votes),
        checks=tuple(Check(check["text"], check["verdict"]) for check in row.checks),  # type: ignore[arg-type]
        checked_by=row.checked_by,
        source=Source(
            row.engine,
            row.model,
            row.prompt_fingerprint,
            row.prompt_tokens,
            row.answer_tokens,
            row.seconds_spent,
            row.cost,
            row.run_id,
        ),
        corrected_by=row.corrected_by,
    )


def engine_answer(row: AnswerRow) -> Answer:
    """What the engine answered, whatever a reviewer said of it."""
    answer = to_answer(row)
    if row.original is None:
        return answer
    before = row.original | {"evidence": tuple(row.original["evidence"]), "corrected_by": None}
    return dataclasses.replace(answer, **before)


def answer_values(value: Any) -> dict[str, Any]:
    """The three columns that hold the value of an answer."""
    return {
        "value": _as_text(value),
        "value_number": float(value) if isinstance(value, (int, float)) else None,
        "value_json": value,
    }


def _as_text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return "; ".join(str(item) for item in value)
    return None if value is None else str(value)


def _pack(word: Word) -> list[Any]:
    confidence = None if word.confidence is None else float(word.confidence)
    return [word.text, float(word.start), float(word.end), confidence, int(word.estimated)]


def _unpack(packed: Sequence[Any]) -> Word:
    text, start, end, confidence, estimated = packed
    return Word(text, start, end, confidence, bool(estimated))
