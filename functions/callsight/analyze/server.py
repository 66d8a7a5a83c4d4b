"""A language model behind an OpenAI-compatible server (vLLM, Ollama, llama.cpp, hosted ones).

Requests run in a bounded number of threads, not in an event loop, so that a notebook, which already
has a running loop, can call it. Servers that ignore or refuse a JSON schema are caught by the
validation that every answer passes.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from callsight.analyze.backend import Completion, Request
from callsight.config import hide_secrets
from callsight.errors import CallError, ConfigurationError
from callsight.options import AnalyzeOptions

TIMEOUT = 180.0
"""Seconds that one answer may take."""
RETRIES = 3
"""Further attempts after a lost connection, a timeout, or status 408, 409, 429 or 5xx."""
BROKEN_REPLIES = 2
"""Attempts at a reply that breaks off in its middle, which the library does not retry."""
LONGEST_REPLY = 4_000_000
"""Bytes: far more than any answer; a server that goes on is cut off."""
GIVE_UP = 20
"""Calls in a row without any reply after which the server counts as gone."""
KEY_VARIABLES = ("CALLSIGHT_API_KEY", "OPENAI_API_KEY")


class Server:
    """A client of one model on one server."""

    name = "openai"

    def __init__(
        self, client: Any, model: str, url: str, concurrency: int, timeout: float = TIMEOUT
    ) -> None:
        self.model = model
        self._client = client
        self._url = hide_secrets(url)
        self._concurrency = concurrency
        self._timeout = timeout
        self._takes_schema = True
        self._silent = 0
        self._lock = threading.Lock()

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
        return cls(client, str(options.model), options.base_url, options.batch_size, timeout)

    def complete(self, requests: Sequence[Request]) -> list[Completion | CallError]:
        """One completion per request, in order, at most `batch_size` at a time.

        Raises ConfigurationError if the server knows neither the key nor the model, or is gone.
        """
        with ThreadPoolExecutor(self._concurrency) as pool:
            return list(pool.map(self._one, requests))

    def _one(self, request: Request) -> Completion | CallError:
        if self._silent >= GIVE_UP:
            return self._lost()
        result = self._tried(request)
        self._count(result)
        return result

    def _tried(self, request: Request) -> Completion | CallError:
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
        body = self._body(
            model=self.model, messages=messages, temperature=request.temperature, **extra
        )
        if isinstance(body, CallError):
            return body
        return self._completion(body)

    def _body(self, **arguments: Any) -> bytes | CallError:
        """The reply as it came. The library's own timeout is for each piece, so that a server which
        sends a byte now and then could hold a run for ever; this one is for the whole.
        """
        import openai

        problem: CallError
        for _ in range(BROKEN_REPLIES):
            deadline, body = time.monotonic() + self._timeout, bytearray()
            try:
                create = self._client.chat.completions.with_streaming_response.create
                with create(**arguments) as response:
                    for piece in response.iter_bytes():
                        body += piece
                        if len(body) > LONGEST_REPLY:
                            return CallError("no_answer", f"Server `{self._url}` sent too much.")
                        if time.monotonic() > deadline:
                            return self._late()
                return bytes(body)
            except openai.OpenAIError:
                raise
            except Exception as error:  # of the HTTP library: which one is an affair of `openai`
                if "Timeout" in type(error).__name__:
                    return self._late()
                problem = self._lost()  # it broke in the middle of the reply: once more
        return problem

    def _completion(self, body: bytes) -> Completion | CallError:
        """What a reply holds; whatever a server may send in its place is a CallError."""
        try:
            reply = json.loads(body)
            choice = reply["choices"][0]
            text, finish = choice["message"]["content"] or "", choice.get("finish_reason")
            used = reply.get("usage") or {}
            read, written = used.get("prompt_tokens"), used.get("completion_tokens")
            if not isinstance(text, str):
                raise TypeError("content")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            message = f"Server `{self._url}` sent what is no chat completion."
            return CallError("no_answer", message, transient=True)
        if finish == "length":
            return CallError(
                "incomplete_answer",
                f"Server `{self._url}` stopped the answer at its token limit: raise the limit, or "
                "lower the word limits of the questionnaire.",
            )
        counts = (count if isinstance(count, int) else 0 for count in (read, written))
        return Completion(text, *counts)

    def _late(self) -> CallError:
        message = f"Server `{self._url}` did not answer in time."
        return CallError("timeout", message, transient=True)

    def _lost(self) -> CallError:
        message = f"Server `{self._url}` broke or refused the connection."
        return CallError("unreachable", message, transient=True)

    def _count(self, result: Completion | CallError) -> None:
        """A server that is gone would cost every further call all its attempts: stop the run.

        Raises ConfigurationError.
        """
        gone = isinstance(result, CallError) and result.kind in ("timeout", "unreachable")
        with self._lock:
            self._silent = self._silent + 1 if gone else 0
            silent = self._silent
        if silent >= GIVE_UP:
            raise ConfigurationError(
                f"Server `{self._url}` did not answer {silent} times in a row: see that it runs, "
                "then run again; what was not answered is asked then."
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
            return self._late()
        if isinstance(error, openai.APIConnectionError):
            return self._lost()
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
