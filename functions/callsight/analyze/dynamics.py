"""Call dynamics: how the talking went, from the times of the turns alone (no model).

What each number means, and where its definition comes from, is in `callsight.analyze.metrics`.
"""

from __future__ import annotations

import itertools
import math
import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from callsight.analyze.metrics import METRICS
from callsight.analyze.rules import compile_cues, normalize
from callsight.calls import Transcript, Turn

LONG_SILENCE = 3.0
"""Seconds: a shorter pause is part of the conversation (Contact Lens, non-talk time)."""
SAME_SPEECH_PAUSE = 2.0
"""Seconds: turns of one speaker this close together are one monologue."""
INTERRUPTION_OVERLAP = 0.3
"""Seconds for which both must talk until it counts as cutting in."""
HOLD_SILENCE = 5.0
"""Seconds of silence after the agent announced a hold that make it one."""
BACKCHANNEL_WORDS = frozenset(
    "ok okay yeah yes yep no right sure mm hmm mhm uh huh um ah oh i see got it alright fine "
    "exactly great thanks thank you go ahead".split()
)
"""Listening signals: a short turn of these alone interrupts nobody."""
QUESTION_OPENERS = (
    "(what|when|where|who|why|which|how) (is|are|was|were|do|does|did|can|could|would|should|will|"
    "may|much|many|long|old|often|about|has|have|time|kind)",
    "(can|could|would|will|may|shall|do|does|did|have|has|is|are) (i|you|we|they|he|she|it|there)",
)


@dataclass(frozen=True)
class _Gap:
    """A stretch in which nobody talks."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


def call_metrics(
    transcript: Transcript, sentiment: Sequence[float | None], hold_cues: tuple[str, ...] = ()
) -> dict[str, float | None]:
    """Every number of `METRICS` but the scorecard; None where the call has no such moment.

    `sentiment` has one value per turn in [-1, 1]; `hold_cues` are phrases by which an agent
    announces a hold. Turns may overlap; times are clipped to the recording.
    """
    turns = [_clipped(turn, transcript.seconds) for turn in transcript.turns]
    talk = {side: _covered(_spans(turns, side)) for side in ("agent", "customer", "unknown")}
    anyone = _covered(_spans(turns))
    gaps = _gaps(turns, transcript.seconds)
    minutes = transcript.seconds / 60
    both = talk["agent"] + talk["customer"]
    holds = _holds(turns, gaps, hold_cues) if transcript.language == "en" else None
    values: dict[str, float | None] = {
        "silence_seconds": max(0.0, transcript.seconds - anyone),
        "non_talk_seconds": sum((gap.seconds for gap in gaps if gap.seconds > LONG_SILENCE), 0.0),
        "longest_silence_seconds": max((gap.seconds for gap in gaps), default=0.0),
        "overtalk_seconds": _overtalk(turns),
        "turns_per_minute": len(turns) / minutes if minutes else None,
        "speaker_switches_per_minute": _switches(turns) / minutes if minutes else None,
        "holds": float(len(holds)) if holds is not None else None,
        "hold_seconds": sum((gap.seconds for gap in holds), 0.0) if holds is not None else None,
    }
    for side in ("agent", "customer"):
        own = [turn for turn in turns if turn.speaker == side]
        words = sum(len(turn.text.split()) for turn in own)
        values |= {
            f"talk_seconds_{side}": talk[side],
            f"talk_ratio_{side}": talk[side] / both if both else None,
            f"interruptions_{side}": float(_interruptions(turns, side)),
            f"words_per_minute_{side}": words / talk[side] * 60 if talk[side] else None,
            f"longest_monologue_seconds_{side}": _longest_monologue(turns, side) if own else None,
            f"response_delay_seconds_{side}": _response_delay(turns, side),
            f"questions_{side}": float(
                sum(_questions(turn.text, transcript.language) for turn in own)
            ),
            f"turns_{side}": float(len(own)),
        }
    values |= _sentiment(turns, sentiment, transcript.seconds)
    return {
        name: None if (value := values.get(name)) is None else round(value, 4)
        for name in METRICS
        if name != "scorecard"
    }


def _clipped(turn: Turn, seconds: float) -> Turn:
    start = min(max(turn.start, 0.0), seconds)
    end = min(max(turn.end, start), seconds)
    if (start, end) == (turn.start, turn.end):
        return turn
    return Turn(turn.index, turn.speaker, turn.channel, start, end, turn.text)


def _spans(turns: Iterable[Turn], side: str | None = None) -> list[tuple[float, float]]:
    return [(turn.start, turn.end) for turn in turns if side is None or turn.speaker == side]


def _merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _covered(spans: Iterable[tuple[float, float]]) -> float:
    return sum(end - start for start, end in _merged(spans))


def _gaps(turns: Sequence[Turn], seconds: float) -> list[_Gap]:
    edges = [(0.0, 0.0), *_merged(_spans(turns)), (seconds, seconds)]
    pairs = itertools.pairwise(edges)
    return [_Gap(left[1], right[0]) for left, right in pairs if right[0] > left[1]]


def _overtalk(turns: Sequence[Turn]) -> float:
    """Time covered twice or more, counting each speaker's own turns once."""
    speakers = {(turn.speaker, turn.channel) for turn in turns}
    alone = [
        _merged((t.start, t.end) for t in turns if (t.speaker, t.channel) == speaker)
        for speaker in speakers
    ]
    edges = sorted((t, step) for spans in alone for a, b in spans for t, step in ((a, 1), (b, -1)))
    total, active, since = 0.0, 0, 0.0
    for time, step in edges:
        if active > 1:
            total += time - since
        active, since = active + step, time
    return total


def _is_backchannel(text: str) -> bool:
    words = normalize(text).split()
    return len(words) <= 3 and BACKCHANNEL_WORDS.issuperset(words)


def _interruptions(turns: Sequence[Turn], side: str) -> int:
    count = 0
    for turn in turns:
        if turn.speaker != side or _is_backchannel(turn.text):
            continue
        count += any(
            other.speaker not in (side, "unknown")
            and other.start < turn.start
            and min(other.end, turn.end) - turn.start >= INTERRUPTION_OVERLAP
            for other in turns
        )
    return count


def _longest_monologue(turns: Sequence[Turn], side: str) -> float:
    longest, start, end = 0.0, None, 0.0
    for turn in turns:
        if turn.speaker == side:
            if start is None or turn.start - end > SAME_SPEECH_PAUSE:
                start, end = turn.start, turn.end
            end = max(end, turn.end)
            longest = max(longest, end - start)
        elif not _is_backchannel(turn.text):
            start = None
    return longest


def _response_delay(turns: Sequence[Turn], side: str) -> float | None:
    delays = [
        max(0.0, reply.start - before.end)
        for before, reply in itertools.pairwise(turns)
        if reply.speaker == side and before.speaker not in (side, "unknown")
    ]
    return statistics.median(delays) if delays else None


def _switches(turns: Sequence[Turn]) -> int:
    return sum(a.speaker != b.speaker for a, b in itertools.pairwise(turns))


def _questions(text: str, language: str | None) -> int:
    sentences = re.split(r"(?<=[.?!])\s+", text.strip())
    opener = compile_cues(QUESTION_OPENERS)
    return sum(
        sentence.endswith("?")
        or (language == "en" and opener.match(normalize(sentence)) is not None)
        for sentence in sentences
    )


def _holds(turns: Sequence[Turn], gaps: Sequence[_Gap], cues: tuple[str, ...]) -> list[_Gap]:
    """For each announcement, the first long silence before the agent speaks again."""
    if not cues:
        return []
    pattern = compile_cues(cues)
    long = [gap for gap in gaps if gap.seconds >= HOLD_SILENCE]
    found: dict[float, _Gap] = {}
    for position, turn in enumerate(turns):
        if turn.speaker == "agent" and pattern.search(normalize(turn.text)):
            back = next((t.start for t in turns[position + 1 :] if t.speaker == "agent"), math.inf)
            gap = next((gap for gap in long if turn.end <= gap.start <= back), None)
            if gap:
                found[gap.start] = gap
    return list(found.values())


def _sentiment(
    turns: Sequence[Turn], sentiment: Sequence[float | None], seconds: float
) -> dict[str, float | None]:
    judged = [
        (turn, value, max(1, len(turn.text.split())))
        for turn, value in zip(turns, sentiment, strict=True)
        if value is not None
    ]

    def mean(speaker: str, quarter: int | None = None) -> float | None:
        pairs = [
            (value, words)
            for turn, value, words in judged
            if turn.speaker == speaker and (quarter is None or _quarter(turn, seconds) == quarter)
        ]
        total = sum(words for _, words in pairs)
        return sum(value * words for value, words in pairs) / total if total else None

    quarters: Mapping[int, float | None] = {q: mean("customer", q) for q in (1, 2, 3, 4)}
    start, end = quarters[1], quarters[4]
    return {
        "sentiment_agent": mean("agent"),
        "sentiment_customer": mean("customer"),
        "sentiment_start": start,
        "sentiment_end": end,
        "sentiment_shift": end - start if start is not None and end is not None else None,
        **{f"sentiment_customer_q{quarter}": value for quarter, value in quarters.items()},
        **{f"sentiment_agent_q{quarter}": mean("agent", quarter) for quarter in (1, 2, 3, 4)},
    }


def _quarter(turn: Turn, seconds: float) -> int:
    middle = (turn.start + turn.end) / 2
    return min(4, int(middle / seconds * 4) + 1) if seconds else 1
