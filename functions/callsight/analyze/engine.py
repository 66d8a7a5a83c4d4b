"""What answers a questionnaire: the Protocol of the engines, and how one is chosen.

Engines answer with `CallAnswers` or a `Failure`, one per call and in order; a failing call never
costs its neighbors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from callsight.analyze.questionnaire import Questionnaire
from callsight.calls import Answer, Call, Failure, Transcript
from callsight.config import AnalyzeOptions
from callsight.errors import CallError, ConfigurationError

ENGINES = ("lexicon", "transformers", "openai")
Item = tuple[Call, Transcript]


@dataclass(frozen=True)
class CallAnswers:
    """The answers about one call, in the order of the questionnaire, and what they cost."""

    answers: tuple[Answer, ...]
    prompt_tokens: int | None = None
    answer_tokens: int | None = None


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
    if not options.model:
        raise ConfigurationError(
            f"Engine `{options.engine}` needs a language model: set `analyze.model` to "
            + (
                "a name or path."
                if options.engine == "transformers"
                else "the server's name of it."
            )
        )
    from callsight.analyze.prompted import PromptedEngine

    if options.engine == "transformers":
        from callsight.analyze.local_model import LocalModel

        return PromptedEngine(LocalModel.load(options))
    from callsight.analyze.server import Server

    return PromptedEngine(Server.connect(options))


def model_name(model: str) -> str:
    """What is stored as the model: a name as it is, of a path the last part only."""
    return Path(model).name if Path(model).exists() else model


def model_identity(model: str | None) -> str:
    """A string that changes when a model changes: its name, or of a folder the files' sizes and the
    content of its small JSON files. Cheap: weights are not read.
    """
    path = Path(model) if model else None
    if path is None or not path.exists():
        return str(model)
    digest = hashlib.sha256()
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in (file for file in files if file.is_file()):
        size = file.stat().st_size
        digest.update(f"{file.relative_to(path)}:{size};".encode())
        if file.suffix == ".json" and size < 100_000:
            digest.update(file.read_bytes())
    return f"{path.name}:{digest.hexdigest()}"


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
