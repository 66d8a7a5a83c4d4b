"""What the engine over language models needs of a model or server: prompts in, texts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from callsight.errors import CallError, ConfigurationError
from callsight.options import AnalyzeOptions


@dataclass(frozen=True)
class Request:
    """One prompt and the schema that its answer must fit."""

    messages: list[dict[str, str]]
    schema: dict[str, Any]
    temperature: float = 0.0


@dataclass(frozen=True)
class Completion:
    """What a model wrote, and how many tokens it read and wrote."""

    text: str
    prompt_tokens: int = 0
    answer_tokens: int = 0


class Backend(Protocol):
    """Completes prompts. A prompt that does not fit costs a CallError of kind `too_long`."""

    name: str
    model: str

    def complete(self, requests: Sequence[Request]) -> list[Completion | CallError]:
        """One result per request, in order."""


def load_backend(options: AnalyzeOptions) -> Backend:
    """The model or server that `options` names.

    Raises ConfigurationError if it, its package or the server's URL is missing.
    """
    if not options.model:
        wanted = "a name or path." if options.engine == "transformers" else "the server's name."
        raise ConfigurationError(
            f"Engine `{options.engine}` needs a language model: set `analyze.model` to {wanted}"
        )
    if options.engine == "transformers":
        from callsight.analyze.local_model import LocalModel

        return LocalModel.load(options)
    from callsight.analyze.server import Server

    return Server.connect(options)
