"""Drift: is this night like the nights before it?

Models and policies stay; recordings change (a codec, a campaign, a broken line). What a run found
is kept with it in four numbers, and each night is held against the nights before:

- share of calls without speech, mean confidence, personal values per call: by its distance from
  their mean in standard deviations, as on a control chart for individual values
  (NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, where 3 is the usual limit);
- topics: by the population stability index, `Σ (now - before) · ln(now / before)` over their
  shares (N. Siddiqi, "Credit Risk Scorecards", 2006, where 0.25 is a major shift).
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from callsight.store import Store
from callsight.store.facts import FactRow
from callsight.store.schema import CallRow, TurnRow

KEY = "drift"
"""Under which the numbers of a night stand in `runs.counts`."""
NIGHTS = 14
"""Nights before that one is held against: two weeks, so that every weekday is in them."""
FEWEST_NIGHTS, FEWEST_CALLS = 5, 20
"""Below, nothing is said: the spread of fewer nights, or the mix of fewer calls, is chance."""
THRESHOLD = 3.0
"""Standard deviations from which a number is a warning."""
SHIFT = 0.25
"""Population stability index from which a mix is a warning, chance not counted."""
MEASURES: Mapping[str, float] = {"no_speech": 0.01, "confidence": 0.01, "pii_per_call": 0.1}
"""Numbers of a night, and the least standard deviation: where all nights were alike, a hair's
breadth is no alarm."""


@dataclass(frozen=True)
class Night:
    """One run that analyzed calls."""

    run_id: str
    started_at: dt.datetime
    calls: int
    numbers: Mapping[str, float | None]
    """By measure: share of calls without speech, mean confidence of turns, values per call."""
    topics: Mapping[str, int]
    """Calls by topic; `unknown` where the analysis could not tell."""
    deviations: Mapping[str, float]
    """By measure: standard deviations from the mean of the nights before; none with too few."""
    shift: float | None
    """Population stability index of the topics; None with too few nights or calls."""
    warnings: tuple[str, ...]
    """What is beyond its threshold: measures, and `topics`."""

    def row(self) -> dict[str, Any]:
        """As one line of a table: numbers, and how far each is from the nights before."""
        largest = max(self.topics.items(), key=lambda item: item[1])[0]
        return {
            "run_id": self.run_id,
            "started_at": self.started_at,
            "calls": self.calls,
            **self.numbers,
            "largest_topic": largest,
            **{f"{name}_deviation": self.deviations.get(name) for name in MEASURES},
            "topics_shift": self.shift,
            "warnings": ", ".join(self.warnings),
        }


def keep_numbers(store: Store, run_id: str) -> None:
    """Keep with a run the numbers of the calls that it analyzed; without any, nothing."""
    of_run = CallRow.analyzed_run_id == run_id
    facts = sa.join(CallRow, FactRow, FactRow.call_id == CallRow.id)
    silent = sa.func.avg(sa.case((FactRow.turns == 0, 1.0), else_=0.0))
    sums = sa.select(sa.func.count(), silent, sa.func.avg(FactRow.findings * 1.0))
    turns = sa.join(TurnRow, CallRow, TurnRow.call_id == CallRow.id)
    mean = sa.select(sa.func.avg(TurnRow.confidence)).select_from(turns).where(of_run)
    mix = sa.select(FactRow.topic, sa.func.count()).select_from(facts).where(of_run)
    with store.reading() as session:
        calls, no_speech, found = session.execute(sums.select_from(facts).where(of_run)).one()
        if not calls:
            return
        numbers = {
            "calls": calls,
            "no_speech": round(float(no_speech), 6),
            "confidence": _rounded(session.scalar(mean)),
            "pii_per_call": round(float(found), 6),
            "topics": {
                topic or "unknown": count
                for topic, count in session.execute(mix.group_by(FactRow.topic))
            },
        }
    store.record_stage(run_id, KEY, numbers)


def nights(store: Store, threshold: float = THRESHOLD, limit: int = 2 * NIGHTS) -> list[Night]:
    """The last `limit` runs that analyzed calls, the newest first, each held against `NIGHTS`."""
    kept = [run for run in store.runs(limit=1000) if KEY in run["counts"]][: limit + NIGHTS]
    found = []
    for index, run in enumerate(kept[:limit]):
        before = [other["counts"][KEY] for other in kept[index + 1 :]]
        found.append(_night(run, [night for night in before if _enough(night)][:NIGHTS], threshold))
    return found


def _night(run: Mapping[str, Any], before: Sequence[Mapping[str, Any]], threshold: float) -> Night:
    now = run["counts"][KEY]
    judged = _enough(now) and len(before) >= FEWEST_NIGHTS
    deviations = _deviations(now, before) if judged else {}
    shift, chance = _shift(now["topics"], [night["topics"] for night in before])
    warnings = [name for name, value in deviations.items() if abs(value) > threshold]
    if judged and shift > SHIFT + chance:
        warnings.append("topics")
    return Night(
        run_id=run["id"],
        started_at=run["started_at"],
        calls=now["calls"],
        numbers={name: now[name] for name in MEASURES},
        topics=now["topics"],
        deviations=deviations,
        shift=shift if judged else None,
        warnings=tuple(warnings),
    )


def _enough(night: Mapping[str, Any]) -> bool:
    return bool(night["calls"] >= FEWEST_CALLS)


def _deviations(now: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    found = {}
    for name, least in MEASURES.items():
        values = [night[name] for night in before if night[name] is not None]
        if now[name] is not None and len(values) >= FEWEST_NIGHTS:
            spread = max(statistics.stdev(values), least)
            found[name] = (now[name] - statistics.fmean(values)) / spread
    return found


def _shift(now: Mapping[str, int], before: Sequence[Mapping[str, int]]) -> tuple[float, float]:
    """Stability index of the topics, and what chance alone makes of it on average.

    Half a call is added to every topic, so that a new one does not make it infinite. Chance:
    `(topics - 1) · (1/now + 1/before)` (B. Yurdakul, J. Naranjo, "Statistical properties of the
    population stability index", Journal of Risk Model Validation 14, 2020).
    """
    pooled: dict[str, int] = {}
    for night in before:
        for topic, count in night.items():
            pooled[topic] = pooled.get(topic, 0) + count
    topics = sorted({*now, *pooled})
    if len(topics) < 2 or not pooled:
        return 0.0, 0.0
    total_now, total_before = (sum(mix.values()) + len(topics) / 2 for mix in (now, pooled))
    index = 0.0
    for topic in topics:
        share = (now.get(topic, 0) + 0.5) / total_now
        expected = (pooled.get(topic, 0) + 0.5) / total_before
        index += (share - expected) * math.log(share / expected)
    return index, (len(topics) - 1) * (1 / total_now + 1 / total_before)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)
