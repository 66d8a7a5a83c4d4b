"""Where people and the model agree: every answer that a reviewer corrected or confirmed counts.

Kappa is J. Cohen's ("A coefficient of agreement for nominal scales", 1960), for scores with
quadratic weights ("Weighted kappa", 1968); the interval of the accuracy is E. B. Wilson's (1927).
Reviewed answers are rarely a random sample: who only reviews what looks wrong finds much wrong.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import yaml

from callsight.store import Store
from callsight.store.schema import AnswerRow, QuestionnaireRow

_Z = 1.959964
"""Of a 95% interval."""


@dataclass(frozen=True)
class Agreement:
    """How the answers of one engine to one question stand up to reviewers."""

    question: str
    type: str
    """As the questionnaire has it: `choice`, `yes_no`, `score`, …"""
    engine: str
    model: str
    """Empty: none."""
    n: int
    """Reviewed answers."""
    accuracy: float
    """Share of them that reviewers left as they were, 0 to 1; no answer is one of the answers."""
    low: float
    """Lower end of its 95% interval."""
    high: float
    """Upper end of its 95% interval."""
    kappa: float | None
    """-1 to 1; None for texts and lists, and where one side says the same always."""
    kappa_n: int
    """Reviewed answers in which both sides name a value: what kappa is over."""


def agreement(store: Store) -> list[Agreement]:
    """One line per question and engine, the questions with most reviews first."""
    query = (
        sa.select(
            AnswerRow.question,
            QuestionnaireRow.version,
            AnswerRow.engine,
            AnswerRow.model,
            AnswerRow.original,
            AnswerRow.value_json,
        )
        .join(QuestionnaireRow, QuestionnaireRow.version == AnswerRow.questionnaire_version)
        .where(AnswerRow.corrected_by.is_not(None))
    )
    with store.reading() as session:
        rows = session.execute(query).all()
        versions = {row.version for row in rows}
        texts = sa.select(QuestionnaireRow.version, QuestionnaireRow.text).where(
            QuestionnaireRow.version.in_(versions)
        )
        types = {version: _types(text) for version, text in session.execute(texts)}
    pairs: dict[tuple[str, str, str, str], list[tuple[Any, Any]]] = defaultdict(list)
    for question, version, engine, model, original, value in rows:
        kind = types[version].get(question, "text")
        pairs[question, kind, engine, model].append((original["value"], value))
    lines = [_line(*key, said) for key, said in pairs.items()]
    return sorted(lines, key=lambda line: (-line.n, line.question, line.engine, line.model))


def kappa(pairs: Sequence[tuple[Any, Any]], *, ordinal: bool = False) -> float | None:
    """Cohen's kappa of two raters; `ordinal`: numbers, with quadratic weights.

    None where it is undefined: no pairs, or no disagreement is possible by chance.
    """
    if not pairs:
        return None

    def apart(one: Any, other: Any) -> float:
        return float(one - other) ** 2 if ordinal else float(one != other)

    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    seen = sum(apart(*pair) for pair in pairs) / len(pairs)
    by_chance = (
        sum(
            count * other_count * apart(one, other)
            for one, count in first.items()
            for other, other_count in second.items()
        )
        / len(pairs) ** 2
    )
    return 1 - seen / by_chance if by_chance else None


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95% interval of a share."""
    share, square = hits / n, _Z**2
    middle = share + square / (2 * n)
    reach = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    below = 1 + square / n
    return max(0.0, (middle - reach) / below), min(1.0, (middle + reach) / below)


def _line(
    question: str, kind: str, engine: str, model: str, pairs: list[tuple[Any, Any]]
) -> Agreement:
    hits = sum(original == value for original, value in pairs)
    closed = kind in ("choice", "yes_no", "score")
    both = [pair for pair in pairs if None not in pair] if closed else []
    low, high = wilson(hits, len(pairs))
    return Agreement(
        question=question,
        type=kind,
        engine=engine,
        model=model,
        n=len(pairs),
        accuracy=hits / len(pairs),
        low=low,
        high=high,
        kappa=kappa(both, ordinal=kind == "score"),
        kappa_n=len(both),
    )


def _types(text: str) -> dict[str, str]:
    return {question["id"]: question["type"] for question in yaml.safe_load(text)["questions"]}
