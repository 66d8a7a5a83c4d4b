"""What answers a questionnaire: the Protocol of the engines, and how one is chosen.

Engines answer with `CallAnswers` or a `Failure`, one per call and in order; a failing call never
costs its neighbors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from callsight.analyze.questionnaire import Questionnaire
from callsight.calls import Answer, Call, Failure, Transcript
from callsight.errors import CallError
from callsight.options import AnalyzeOptions

ENGINES = ("lexicon", "transformers", "openai")
Item = tuple[Call, Transcript]


@dataclass(frozen=True)
class CallAnswers:
    """The answers about one call, in the order of the questionnaire, and what they cost."""

    answers: tuple[Answer, ...]
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    elapsed: float | None = None
    """Seconds of the engine, shared over its batch."""
    cost: float | None = None
    """In the currency of the configured prices."""
    kept: int = 0
    """Answers that were known before."""


class AnswerEngine(Protocol):
    """Answers the questions of a questionnaire about calls."""

    name: str
    """`lexicon`, `transformers` or `openai`."""
    model: str
    """Name of the model, without any folder."""

    def answer(
        self, calls: Sequence[Item], questionnaire: Questionnaire
    ) -> list[CallAnswers | Failure]:
        """One result per call, in order."""


def load_engine(options: AnalyzeOptions) -> AnswerEngine:
    """The engine that `options` asks for, ready to answer.

    Raises ConfigurationError if a model, a package or the server's URL is missing.
    """
    if options.engine == "lexicon":
        from callsight.analyze.lexicon import LexiconEngine

        return LexiconEngine()
    from callsight.analyze.backend import load_backend
    from callsight.analyze.prompted import PromptedEngine

    return PromptedEngine(load_backend(options))


def failure(call_id: str, error: Exception) -> Failure:
    """`error` as the failure of one call; the text of foreign errors is not kept."""
    if isinstance(error, CallError):
        return Failure("analyze", error.kind, str(error), error.transient, call_id)
    return Failure(
        "analyze",
        "internal_error",
        f"Analysis stopped with `{type(error).__name__}`: please report it with the call's id.",
        False,
        call_id,
    )
