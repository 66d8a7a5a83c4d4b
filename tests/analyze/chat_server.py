"""A small OpenAI-compatible server on loopback whose behavior a test chooses."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behavior = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    """Reads a chat completion request and lets the behavior answer."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.server.behavior(self, body)

    def reply(self, content: str, *, finish: str = "stop") -> None:
        """Send `content` as the message of the assistant."""
        message = {"role": "assistant", "content": content}
        choice = {"index": 0, "message": message, "finish_reason": finish}
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        head = {"id": "1", "object": "chat.completion", "created": 1, "model": "test"}
        self.send(200, json.dumps({**head, "choices": [choice], "usage": usage}))

    def error(self, status: int, message: str) -> None:
        """Send an error as OpenAI does."""
        self.send(status, json.dumps({"error": {"message": message, "type": "error"}}))

    def send(self, status: int, text: str) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


class ChatServer(ThreadingHTTPServer):
    """Keeps what it was asked in `requests`."""

    daemon_threads = True

    def __init__(self, behavior: Behavior) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behavior = behavior
        self.requests: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextlib.contextmanager
def serving(behavior: Behavior) -> Iterator[ChatServer]:
    """A running server."""
    server = ChatServer(behavior)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def schema_of(body: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema of a request."""
    return body["response_format"]["json_schema"]["schema"]


def filled(schema: dict[str, Any], definitions: dict[str, Any] | None = None) -> Any:
    """The smallest interesting value that fits `schema`: first options, no nulls."""
    definitions = schema.get("$defs", definitions or {})
    if "$ref" in schema:
        return filled(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return filled(schema["anyOf"][0], definitions)
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "object":
        return {key: filled(part, definitions) for key, part in schema["properties"].items()}
    if schema["type"] == "array":
        return [filled(schema["items"], definitions)]
    return "12" if "pattern" in schema else "charged twice"


def good(handler: Handler, body: dict[str, Any]) -> None:
    """Answer as the schema wants it."""
    handler.reply(json.dumps(filled(schema_of(body))))
