"""A language model behind an OpenAI-compatible server (vLLM, Ollama, llama.cpp, hosted ones).

Requests run in a bounded number of threads, not in an event loop, so that a notebook, which already
has a running loop, can call it. Servers that ignore or refuse a JSON schema are caught by the
validation that every answer passes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from callsight.analyze.prompted import Completion, Request
from callsight.config import AnalyzeOptions, hide_secrets
from callsight.errors import CallError, ConfigurationError

TIMEOUT = 180.0
"""Seconds that one answer may take."""
RETRIES = 3
"""Further attempts after a lost connection, a timeout, or status 408, 409, 429 or 5xx."""
KEY_VARIABLES = ("CALLSIGHT_API_KEY", "OPENAI_API_KEY")


class Server:
    """A client of one model on one server."""

    name = "openai"

    def __init__(self, client: Any, model: str, url: str, concurrency: int) -> None:
        self.model = model
        self._client = client
        self._url = hide_secrets(url)
        self._concurrency = concurrency
        self._takes_schema = True

    @classmethod
    def connect(
        cls,
        options: AnalyzeOptions,
        *,
        environment: Mapping[str, str] | None = None,
        timeout: float = TIMEOUT,
        retries: int = RETRIES,
    ) -> Server:
        """A client for `options.base_url`; the key comes from CALLSIGHT_API_KEY or OPENAI_API_KEY.

        Raises ConfigurationError if the package `openai` or the URL is missing.
        """
        try:
            import openai
        except ImportError:
            raise ConfigurationError(
                "Engine `openai` needs the package `openai`: pip install 'callsight[openai]'."
            ) from None
        if not options.base_url or "://" not in options.base_url:
            raise ConfigurationError(
                f"Engine `openai` needs the URL of a server, not `{options.base_url}`: set "
                "`analyze.base_url`, for example `http://localhost:8000/v1`."
            )
        environment = os.environ if environment is None else environment
        key = next((environment[name] for name in KEY_VARIABLES if environment.get(name)), "none")
        client = openai.OpenAI(
            base_url=options.base_url, api_key=key, timeout=timeout, max_retries=retries
        )
        return cls(client, str(options.model), options.base_url, options.batch_size)

    def complete(self, requests: Sequence[Request]) -> list[Completion | CallError]:
        """One completion per request, in order, at most `batch_size` at a time.

        Raises ConfigurationError if the server knows neither the key nor the model.
        """
        with ThreadPoolExecutor(self._concurrency) as pool:
            return list(pool.map(self._one, requests))

    def _one(self, request: Request) -> Completion | CallError:
        import openai

        try:
            try:
                return self._ask(request, with_schema=self._takes_schema)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not self._takes_schema or _too_long(error):
                    raise
                self._takes_schema = False  # an older server that refuses `response_format`
                return self._ask(request, with_schema=False)
        except openai.OpenAIError as error:
            return self._explained(error)

    def _ask(self, request: Request, *, with_schema: bool) -> Completion | CallError:
        messages = [dict(message) for message in request.messages]
        extra: dict[str, Any] = {}
        if with_schema:
            answer = {"name": "answers", "schema": request.schema, "strict": True}
            extra["response_format"] = {"type": "json_schema", "json_schema": answer}
        else:
            messages[0]["content"] += f"\n\nJSON schema:\n{json.dumps(request.schema)}"
        reply = self._client.chat.completions.create(
            model=self.model, messages=messages, temperature=request.temperature, **extra
        )
        choices = getattr(reply, "choices", None)
        if not choices:
            return CallError("no_answer", f"Server `{self._url}` sent no answer.", transient=True)
        if choices[0].finish_reason == "length":
            return CallError(
                "incomplete_answer",
                f"Server `{self._url}` stopped the answer at its token limit: raise the limit, or "
                "lower the word limits of the questionnaire.",
            )
        used = reply.usage
        return Completion(
            choices[0].message.content or "",
            used.prompt_tokens if used else 0,
            used.completion_tokens if used else 0,
        )

    def _explained(self, error: Any) -> CallError:
        """The failure of one call; a key or model that the server does not know stops the run."""
        import openai

        refused = (openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError)
        if isinstance(error, refused):
            raise ConfigurationError(
                f"Server `{self._url}` refused model `{self.model}` (status {error.status_code}): "
                "check `analyze.model`, `analyze.base_url` and the key in CALLSIGHT_API_KEY."
            ) from None
        if isinstance(error, openai.APITimeoutError):
            return CallError(
                "timeout", f"Server `{self._url}` did not answer in time.", transient=True
            )
        if isinstance(error, openai.APIConnectionError):
            return CallError(
                "unreachable",
                f"Server `{self._url}` broke or refused the connection.",
                transient=True,
            )
        if isinstance(error, openai.APIStatusError):
            if _too_long(error):
                return CallError("too_long", f"Model `{self.model}` cannot read a call this long.")
            busy = error.status_code in (408, 409, 429) or error.status_code >= 500
            return CallError(
                "server_error" if busy else "rejected",
                f"Server `{self._url}` answered with status {error.status_code}.",
                transient=busy,
            )
        return CallError(
            "no_answer",
            f"Server `{self._url}` sent what is no chat completion ({type(error).__name__}).",
            transient=True,
        )


def _too_long(error: Any) -> bool:
    """vLLM, llama.cpp and hosted servers word it differently; all name the context."""
    text = str(error).lower()
    return error.status_code in (400, 413, 422) and ("context" in text or "too long" in text)
