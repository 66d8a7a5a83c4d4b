"""How right the answers and the sentiment are."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from callsight.evaluate.stages import Outcome
from callsight.evaluate.statistics import Evidence, Row

if TYPE_CHECKING:
    from callsight.analyze import Question

_TONES = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
_NUMERIC = ("score", "number")
_CLOSED = ("choice", "yes_no", "score", "number")
"""Types whose answers can be compared; texts and lists are only given or not."""


def answers(outcome: Outcome, questions: Sequence[Question]) -> Evidence:
    """Accuracy, macro-F1, mean absolute error and null rate of the questions with a true answer."""
    if outcome.analysis is None:
        return {}
    rows: dict[str, list[Row]] = defaultdict(list)
    given = {answer.question: answer.value for answer in outcome.analysis.answers}
    for question in questions:
        if question.id not in outcome.truth.answers or not _asked(question, outcome.truth.answers):
            continue
        true: Any = outcome.truth.answers[question.id]
        value = given.get(question.id)
        for part in ("", f"/{question.id}"):
            rows[f"null_rate{part}"].append((value is None, 1))
            if question.type in _CLOSED:
                rows[f"accuracy{part}"].append((value == true, 1))
        if question.type in _NUMERIC and value is not None:
            rows[f"mean_absolute_error/{question.id}"].append((abs(float(value) - true), 1))
        elif question.type in ("choice", "yes_no"):
            codes = (_code(true, question.values), _code(value, question.values))
            rows[f"macro_f1/{question.id}"].append(codes)
    return rows


def sentiment(outcome: Outcome) -> Evidence:
    """Mean sentiment of each speaker's turns beside the true tone of that speaker."""
    if outcome.analysis is None or outcome.redacted is None:
        return {}
    values: dict[str, list[float]] = defaultdict(list)
    turns = outcome.redacted.transcript.turns
    for turn, value in zip(turns, outcome.analysis.sentiment, strict=True):
        if value is not None:
            values[turn.speaker].append(value)
    tones = {"agent": outcome.truth.agent_tone, "customer": outcome.truth.client_tone}
    rows: dict[str, list[Row]] = {}
    for speaker, tone in tones.items():
        if values[speaker]:
            rows[f"sentiment_correlation/{speaker}"] = [
                (statistics.fmean(values[speaker]), _TONES[tone])
            ]
    return rows


def _asked(question: Question, true: Mapping[str, Any]) -> bool:
    """Whether the true answers to earlier questions call for this one."""
    return all(
        true.get(other) in (wanted if isinstance(wanted, list) else [wanted])
        for other, wanted in question.when.items()
    )


def _code(value: Any, values: Sequence[Any] | None) -> float:
    """Position of a value among the valid ones; -1 for none, one more for a strange one."""
    if value is None:
        return -1.0
    known = list(values or ())
    return float(known.index(value)) if value in known else float(len(known))
