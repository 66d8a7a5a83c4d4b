"""How well personal data is removed from text and audio.

Recognized text differs from what was said, so truth and findings meet in time: on the channel and
in the seconds in which the value is spoken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from callsight.calls import RedactedCall
from callsight.evaluate.metrics import COVERED, TOUCHED
from callsight.evaluate.stages import Outcome
from callsight.evaluate.statistics import Evidence, Row
from callsight.evaluate.words import Said, bare, digits_said, heard, spoken

Stretch: TypeAlias = tuple[float, float]
"""Start and end in seconds."""
_SHORTEST = 0.01
"""Seconds that a stretch without length is taken for."""


@dataclass(frozen=True)
class Mention:
    """One spoken personal value, or one place of a finding."""

    entity: str
    channel: int
    place: Stretch
    form: str = ""
    words: tuple[Said, ...] = ()


def mentions(outcome: Outcome) -> list[Mention]:
    """The personal values of the truth that the policy removes, with their words."""
    truth = outcome.truth
    words: dict[int, list[Said]] = defaultdict(list)
    for word in spoken(truth):
        if word.mention is not None:
            words[word.mention].append(word)
    return [
        Mention(
            item.entity,
            truth.turns[item.turn].channel,
            _stretch(item.start_seconds, item.end_seconds),
            item.form,
            tuple(words[index]),
        )
        for index, item in enumerate(truth.pii)
        if item.entity not in outcome.spared
    ]


def findings(redacted: RedactedCall) -> list[Mention]:
    """What redaction found; a finding without times takes the seconds of its turn."""
    found = []
    for item in redacted.findings:
        turn = redacted.transcript.turns[item.turn]
        start = turn.start if item.start_seconds is None else item.start_seconds
        end = turn.end if item.end_seconds is None else item.end_seconds
        found.append(Mention(item.entity, turn.channel, _stretch(start, end)))
    return found


def detection(outcome: Outcome) -> Evidence:
    """Recall, typed recall, precision and F2, whole and by entity; recall by spoken form."""
    if outcome.redacted is None:
        return {}
    rows: dict[str, list[Row]] = defaultdict(list)
    true, found = mentions(outcome), findings(outcome.redacted)
    silenced = _silenced(outcome.redacted)
    personal = _places(true)
    for mention in true:
        hit = _share(mention, silenced) >= COVERED
        typed = any(_meet(mention, f) for f in found if f.entity == mention.entity)
        for part in ("", f"/{mention.entity}"):
            rows[f"pii_recall{part}"].append((hit, 1))
            rows[f"pii_typed_recall{part}"].append((typed, 1))
            rows[f"pii_f2{part}"].append((typed if part else hit, 1, 0, 0))
        rows[f"pii_form_recall/{mention.form}"].append((hit, 1))
    for finding in found:
        right = _share(finding, personal) >= TOUCHED
        for part in ("", f"/{finding.entity}"):
            rows[f"pii_precision{part}"].append((right, 1))
            rows[f"pii_f2{part}"].append((0, 0, right, 1))
    return rows


def leaks(outcome: Outcome) -> Evidence:
    """Digits and name words that can still be read where they were said."""
    if outcome.redacted is None:
        return {}
    from rapidfuzz.distance import LCSseq

    words = heard(outcome.redacted.transcript)
    rows: dict[str, list[Row]] = defaultdict(list)
    for mention in mentions(outcome):
        left = [_readable(word.text) for word in words if _inside(word, mention)]
        said = [word.text for word in mention.words]
        # a spelled letter O is no digit, though the normalizer reads it as a zero
        if digits := digits_said(word for word in said if bare(word) != "o"):
            readable = LCSseq.similarity(digits, digits_said(left))
            rows["leaked_digits"].append((readable, len(digits)))
        if mention.entity == "PERSON":
            names = [word for word in map(bare, said) if word]
            readable = LCSseq.similarity(names, [bare(word) for word in left])
            rows["leaked_names"].append((readable, len(names)))
    return rows


def silence(outcome: Outcome) -> Evidence:
    """Seconds of personal values, and of all other words, that are silenced."""
    if outcome.redacted is None:
        return {}
    personal = _places(mentions(outcome))
    silenced = _silenced(outcome.redacted)
    speech: dict[int, list[Stretch]] = defaultdict(list)
    for word in spoken(outcome.truth):
        speech[word.channel].append((word.start, word.end))
    totals = [0.0, 0.0, 0.0, 0.0]
    for channel in sorted(speech.keys() | personal.keys()):
        values = personal.get(channel, [])
        everything = union([*speech[channel], *values])
        quiet = silenced.get(channel, [])
        totals[0] += shared(quiet, values)
        totals[1] += length(values)
        totals[2] += shared(quiet, everything) - shared(quiet, values)
        totals[3] += length(everything) - length(values)
    return {
        "pii_silenced": [(totals[0], totals[1])],
        "other_silenced": [(totals[2], totals[3])],
    }


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same seconds as sorted stretches that do not touch."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def length(stretches: Sequence[Stretch]) -> float:
    """Seconds of a union."""
    return sum(end - start for start, end in stretches)


def shared(a: Sequence[Stretch], b: Sequence[Stretch]) -> float:
    """Seconds that two unions have in common, in linear time."""
    total, i, j = 0.0, 0, 0
    while i < len(a) and j < len(b):
        total += max(0.0, min(a[i][1], b[j][1]) - max(a[i][0], b[j][0]))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return total


def _silenced(redacted: RedactedCall) -> dict[int, list[Stretch]]:
    stretches: dict[int, list[Stretch]] = defaultdict(list)
    for span in redacted.silenced:
        stretches[span.channel].append((span.start, span.end))
    return {channel: union(items) for channel, items in stretches.items()}


def _places(items: Iterable[Mention]) -> dict[int, list[Stretch]]:
    stretches: dict[int, list[Stretch]] = defaultdict(list)
    for item in items:
        stretches[item.channel].append(item.place)
    return {channel: union(places) for channel, places in stretches.items()}


def _stretch(start: float, end: float) -> Stretch:
    return start, max(end, start + _SHORTEST)


def _share(mention: Mention, channels: dict[int, list[Stretch]]) -> float:
    """Share of the mention's seconds that lie in the stretches of its channel."""
    return shared([mention.place], channels.get(mention.channel, [])) / length([mention.place])


def _meet(a: Mention, b: Mention) -> bool:
    return a.channel == b.channel and shared([a.place], [b.place]) > 0


def _inside(word: Said, mention: Mention) -> bool:
    """Whether more than half of the word lies in the mention."""
    place = _stretch(word.start, word.end)
    common = shared([place], [mention.place])
    return word.channel == mention.channel and common > length([place]) / 2


def _readable(text: str) -> str:
    """A redacted word without its placeholder."""
    return re.sub(r"\[[^\]]*\]", " ", text).strip()
