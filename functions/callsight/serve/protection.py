"""What every answer gets: strict headers, and no detail of an error.

The log line of a request names its route, never its address: a query may hold what was searched.
"""

from __future__ import annotations

import logging
import time
import traceback
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("callsight.serve")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Protection:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        """`secure`: the pages are served over TLS only."""
        self.app = app
        self.headers = dict(HEADERS)
        if secure:
            self.headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        try:
            await self.app(scope, receive, answer)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            name, where = type(error).__name__, Path(place.filename).name
            logger.error("Unexpected error: %s in %s line %s.", name, where, place.lineno)
            if status == 0:
                await PlainTextResponse("Something went wrong.", 500)(scope, receive, answer)
        route = getattr(scope.get("route"), "path", "-")
        spent = 1000 * (time.monotonic() - began)
        logger.info("%s %s %s %.0f ms", scope["method"], route, status, spent)
