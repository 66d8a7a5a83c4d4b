"""What a page shows of one call: rows of the database turned into words, places and colors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from callsight.calls import Answer, Finding, Turn
from callsight.report import style
from callsight.report.waveform import WIDTH
from callsight.store import CallRecord

PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*(?:_\d+)?\]")
LEAD = ("summary", "reason")
"""Questions whose answers open the page of a call."""
KEY_METRICS = {
    "talk_ratio_agent": "agent's share of talk",
    "silence_seconds": "silence",
    "overtalk_seconds": "talking at once",
    "interruptions_agent": "interruptions by agent",
    "words_per_minute_agent": "agent, words/minute",
    "words_per_minute_customer": "customer, words/minute",
    "longest_monologue_seconds_agent": "longest agent monologue",
    "sentiment_customer": "customer sentiment",
    "sentiment_shift": "sentiment shift",
    "scorecard": "scorecard",
}


class Piece(NamedTuple):
    """A stretch of redacted text; `entity` is set where it stands for a removed value."""

    text: str
    entity: str | None = None


def pieces(text: str, findings: Iterable[Finding]) -> list[Piece]:
    """`text` of a turn divided at its placeholders, in order; joined they are `text` again."""
    spans = {
        (finding.redacted_start, finding.redacted_end): finding.entity
        for finding in findings
        if 0 <= finding.redacted_start < finding.redacted_end <= len(text)
    }
    for match in PLACEHOLDER.finditer(text):
        spans.setdefault(match.span(), re.sub(r"_\d+$", "", match[0].strip("[]")))
    result, at = [], 0
    for (start, end), entity in sorted(spans.items()):
        if start < at:
            continue
        if start > at:
            result.append(Piece(text[at:start]))
        result.append(Piece(text[start:end], entity))
        at = end
    if at < len(text):
        result.append(Piece(text[at:]))
    return result


def call_view(
    record: CallRecord, questions: Mapping[str, Mapping[str, Any]], audio: str | None = None
) -> dict[str, Any]:
    """The page of one call, for the template.

    `questions` by id, as the questionnaire has them. `audio`: address of the redacted recording.
    """
    call, analysis = record.call, record.analysis
    turns = record.transcript.turns if record.transcript else ()
    moods = analysis.sentiment if analysis else ()
    return {
        "call": call,
        "name": call.external_id or call.id,
        "status": record.status,
        "language": record.transcript.language if record.transcript else None,
        "audio": audio,
        "turns": [
            _turn(turn, moods[index] if index < len(moods) else None, record.findings)
            for index, turn in enumerate(turns)
        ],
        "timeline": _timeline(turns, moods, record.findings, call.seconds, call.channels),
        "removed": _counted(style.entity_name(finding.entity) for finding in record.findings),
        "failures": record.failures,
        "metrics": _metrics(analysis.metrics if analysis else {}),
        **_answers(analysis.answers if analysis else (), questions, turns),
    }


def _turn(turn: Turn, sentiment: float | None, findings: Iterable[Finding]) -> dict[str, Any]:
    own = [finding for finding in findings if finding.turn == turn.index]
    return {
        "index": turn.index,
        "speaker": turn.speaker,
        "start": turn.start,
        "end": turn.end,
        "clock": style.clock(turn.start),
        "pieces": pieces(turn.text, own),
        "sentiment": sentiment,
        "mood": style.mood(sentiment),
        "flags": [style.words(flag) for flag in turn.flags],
    }


def _timeline(
    turns: Iterable[Turn],
    moods: tuple[float | None, ...],
    findings: Iterable[Finding],
    seconds: float,
    channels: int,
) -> dict[str, Any]:
    """Lanes of speech, and bars in `WIDTH` units over the call's time."""
    turns = list(turns)
    seconds = max(seconds, max((turn.end for turn in turns), default=0.0), 0.001)
    by_index = {turn.index: turn for turn in turns}

    def bar(start: float, end: float) -> dict[str, float]:
        left = min(max(WIDTH * start / seconds, 0), WIDTH)
        return {"x": round(left, 1), "width": round(max(WIDTH * end / seconds - left, 1.5), 1)}

    speech = [
        bar(turn.start, turn.end)
        | {
            "speaker": turn.speaker,
            "clock": style.clock(turn.start),
            "mood": style.mood(moods[position] if position < len(moods) else None),
        }
        for position, turn in enumerate(turns)
    ]
    removed = [
        bar(finding.start_seconds, finding.end_seconds)
        | {"speaker": by_index[finding.turn].speaker, "entity": style.entity_name(finding.entity)}
        for finding in findings
        if finding.start_seconds is not None
        and finding.end_seconds is not None
        and finding.turn in by_index
    ]
    lanes = [
        lane
        | {
            "speech": [item for item in speech if item["speaker"] == lane["speaker"]],
            "removed": [item for item in removed if item["speaker"] == lane["speaker"]],
        }
        for lane in _lanes(turns, channels)
    ]
    return {
        "seconds": seconds,
        "lanes": lanes,
        "moods": [item for item in speech if item["mood"]],
        "ticks": [bar(tick, tick) | {"clock": style.clock(tick)} for tick in _ticks(seconds)],
    }


def _lanes(turns: list[Turn], channels: int) -> list[dict[str, Any]]:
    """One per speaker, with the channel whose sound it shows; mono sound has a lane of its own."""
    speakers = [
        speaker
        for speaker in ("agent", "customer", "unknown")
        if any(turn.speaker == speaker for turn in turns)
    ]
    if channels == 1 and len(speakers) != 1:
        lanes: list[dict[str, Any]] = [{"label": "sound", "speaker": None, "channel": 0}]
        return lanes + [{"label": name, "speaker": name, "channel": None} for name in speakers]
    lanes = []
    for name in speakers:
        own = [turn.channel for turn in turns if turn.speaker == name]
        channel = max(set(own), key=own.count)
        lanes.append({"label": name, "speaker": name, "channel": min(channel, channels - 1)})
    return lanes


def _ticks(seconds: float) -> list[float]:
    """About six round times over a call."""
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
    step = next((step for step in steps if seconds / step <= 7), 7200)
    return [float(tick) for tick in range(0, int(seconds) + 1, step)]


def _answers(
    answers: tuple[Answer, ...],
    questions: Mapping[str, Mapping[str, Any]],
    turns: tuple[Turn, ...],
) -> dict[str, Any]:
    """Leading texts, the other answers, and the questions without one grouped by their reason."""
    starts = {turn.index: turn.start for turn in turns}
    lead: list[dict[str, Any]] = []
    given: list[dict[str, Any]] = []
    unknown: dict[str, list[str]] = {}
    for answer in answers:
        if answer.status != "answered" or answer.value is None:
            reason = answer.reason or style.words(answer.status)
            unknown.setdefault(reason, []).append(style.words(answer.question))
            continue
        question = questions.get(answer.question, {})
        shown = {
            "name": style.words(answer.question),
            "question": question.get("text", ""),
            "value": _value(answer.value, question),
            "items": answer.value if isinstance(answer.value, (list, tuple)) else None,
            "quote": answer.quote,
            "confidence": answer.confidence,
            "corrected_by": getattr(answer, "corrected_by", None),
            "evidence": [(turn, starts[turn]) for turn in answer.evidence if turn in starts],
        }
        (lead if answer.question in LEAD else given).append(shown)
    return {"lead": lead, "answers": given, "unknown": sorted(unknown.items())}


def _value(value: Any, question: Mapping[str, Any]) -> str:
    text = style.value_text(value)
    if question.get("type") in ("choice", "multi_choice"):
        return style.words(text)
    if question.get("type") == "score" and question.get("levels"):
        return f"{text} of {max(question['levels'])}"
    return text


def metric_text(name: str, value: float) -> str:
    """The value of one of `KEY_METRICS` with its unit."""
    if "sentiment" in name:
        return style.signed(value)
    if "seconds" in name:
        return f"{value:.1f} s"
    return f"{value:.0%}" if name in ("talk_ratio_agent", "scorecard") else f"{value:.0f}"


def _metrics(values: Mapping[str, float | None]) -> list[tuple[str, str]]:
    known = ((name, label, values.get(name)) for name, label in KEY_METRICS.items())
    return [(label, metric_text(name, value)) for name, label, value in known if value is not None]


def _counted(names: Iterable[str]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
