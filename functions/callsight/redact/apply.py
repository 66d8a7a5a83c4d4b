"""Findings applied to a transcript: text and words with placeholders, and the seconds to silence."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from callsight.calls import Finding, RedactedCall, Span, Transcript, Turn, Word
from callsight.redact.found import Found
from callsight.redact.placeholders import Placeholders
from callsight.redact.policy import AudioRule, Policy


def apply(transcript: Transcript, found: Sequence[Found], policy: Policy) -> RedactedCall:
    """The redacted call. `found`: sorted, not overlapping (see `scan`)."""
    placeholders = Placeholders(policy)
    by_turn: dict[int, list[Found]] = {}
    for each in found:
        by_turn.setdefault(each.turn, []).append(each)
    turns, findings, spans = [], [], []
    for position, turn in enumerate(transcript.turns):
        own = by_turn.get(position, [])
        places = word_places(turn)
        redacted, made = _redact_turn(turn, own, places, placeholders)
        turns.append(redacted)
        timed = [_timed(turn, finding, places) for finding in made]
        findings += timed
        spans += [_span(turn, finding, places, policy.audio) for finding in timed]
    if policy.audio.other_channels:
        spans = _on_all_channels(spans, {turn.channel for turn in transcript.turns})
    return RedactedCall(
        dataclasses.replace(transcript, turns=tuple(turns)),
        tuple(findings),
        merge_spans(spans, transcript.seconds),
    )


def word_places(turn: Turn) -> list[tuple[int, int]] | None:
    """First character and character after the last one of each word, or None where one is missing.

    Words are found in the text in order.
    """
    places, position = [], 0
    for word in turn.words:
        text = word.text.strip()
        start = turn.text.find(text, position)
        if start < 0 or not text:
            return None
        position = start + len(text)
        places.append((start, position))
    return places or None


def _redact_turn(
    turn: Turn,
    found: Sequence[Found],
    places: Sequence[tuple[int, int]] | None,
    placeholders: Placeholders,
) -> tuple[Turn, list[Finding]]:
    parts, findings, position, length = [], [], 0, 0
    for each in found:
        kept = turn.text[position : each.start]
        label = placeholders.of(each.entity, each.value)
        start = length + len(kept)
        length = start + len(label)
        findings.append(
            Finding(
                each.entity, turn.index, each.start, each.end, each.detector, round(each.score, 3),
                placeholder=label, redacted_start=start, redacted_end=length,
            )
        )  # fmt: skip
        parts += [kept, label]
        position = each.end
    text = "".join(parts) + turn.text[position:]
    words = _redact_words(turn, findings, places, text) if places else ()
    return dataclasses.replace(turn, text=text, words=words), findings


def _redact_words(
    turn: Turn, findings: Sequence[Finding], places: Sequence[tuple[int, int]], text: str
) -> tuple[Word, ...]:
    """The words, those of a removed value replaced by one word over its seconds.

    Words that the findings leave out of the text entirely stay; nothing of a value does.
    """
    words: list[Word] = []
    k, shift, i = 0, 0, 0
    while i < len(places):
        start, end = places[i]
        while k < len(findings) and findings[k].end <= start:
            shift = findings[k].redacted_end - findings[k].end
            k += 1
        if k == len(findings) or findings[k].start >= end:
            words.append(turn.words[i])
            i += 1
            continue
        first, group_end = i, end
        text_start = min(start, findings[k].start) + shift
        while k < len(findings) and findings[k].start < group_end:
            while i + 1 < len(places) and places[i + 1][0] < findings[k].end:
                i += 1
            group_end = max(places[i][1], findings[k].end)
            shift = findings[k].redacted_end - findings[k].end
            k += 1
        covered = turn.words[first : i + 1]
        replaced = text[text_start : group_end + shift]
        if replaced.strip():
            estimated = any(word.estimated for word in covered)
            words.append(
                Word(replaced, covered[0].start, covered[-1].end, None, estimated)
            )  # fmt: skip
        i += 1
    return tuple(words)


def _covered(finding: Finding, places: Sequence[tuple[int, int]]) -> range:
    """Positions of the words that a finding touches."""
    touched = [i for i, (s, e) in enumerate(places) if s < finding.end and e > finding.start]
    return range(touched[0], touched[-1] + 1) if touched else range(0)


def _timed(turn: Turn, finding: Finding, places: Sequence[tuple[int, int]] | None) -> Finding:
    """With the seconds of its words; of the whole turn where these are missing or estimated."""
    words = [turn.words[i] for i in _covered(finding, places)] if places else []
    if not words or any(word.estimated for word in words):
        return dataclasses.replace(finding, start_seconds=turn.start, end_seconds=turn.end)
    start = min(word.start for word in words)
    end = max(word.end for word in words)
    return dataclasses.replace(finding, start_seconds=start, end_seconds=end)


def _span(
    turn: Turn, finding: Finding, places: Sequence[tuple[int, int]] | None, rule: AudioRule
) -> Span:
    """What is silenced for one finding: its seconds, margins, and short pauses beside it.

    A word that recognition lost sounds in such a pause, so up to `reach` seconds of it go too.
    """
    start, end = finding.start_seconds or 0.0, finding.end_seconds or 0.0
    covered = _covered(finding, places) if places else range(0)
    if not covered or any(turn.words[i].estimated for i in covered):
        return Span(turn.channel, start - rule.margin, end + rule.margin)
    before = turn.words[covered[0] - 1].end if covered[0] else turn.start
    after = turn.words[covered[-1] + 1].start if covered[-1] + 1 < len(turn.words) else turn.end
    low = min(start - rule.margin, max(before, start - rule.reach))
    high = max(end + rule.margin, min(after, end + rule.reach))
    return Span(turn.channel, low, high)


def _on_all_channels(spans: Iterable[Span], channels: set[int]) -> list[Span]:
    return [Span(channel, span.start, span.end) for span in spans for channel in channels | {0}]


def merge_spans(spans: Iterable[Span], seconds: float) -> tuple[Span, ...]:
    """Spans sorted by channel and time, overlaps joined, within the recording."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.channel, s.start)):
        start = max(0.0, span.start)
        end = min(seconds, span.end) if seconds > 0 else span.end
        if end <= start:
            continue
        last = merged[-1] if merged else None
        if last and last.channel == span.channel and start <= last.end:
            merged[-1] = Span(last.channel, last.start, max(last.end, end))
        else:
            merged.append(Span(span.channel, start, end))
    return tuple(merged)
