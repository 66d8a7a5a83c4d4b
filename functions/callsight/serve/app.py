"""The application: routes, and the layers around them."""

from __future__ import annotations

import os
import secrets

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from callsight.errors import CallError, ConfigurationError
from callsight.report.render import ASSETS, text
from callsight.serve import login, media, pages
from callsight.serve.accounts import Account, Accounts
from callsight.serve.context import Context, Forbidden, NotLoggedIn, page, reader, site
from callsight.serve.export import export
from callsight.serve.protection import Protection
from callsight.store import Store

SECRET_VARIABLE = "CALLSIGHT_SERVE_SECRET"
"""Signs the sessions; without it a restart ends them, and each replica has its own."""
SESSION_SECONDS = 4 * 3600
"""Without a request for this long, one has to log in again."""
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


def create_app(store: Store, output: str, accounts: Accounts, *, secure: bool = False) -> Starlette:
    """The ASGI application over an open database.

    `output`: folder or URL with the redacted audio. `secure`: browsers reach it over TLS only.
    Without accounts everybody is admin, and only requests to this machine by name are answered,
    so that no other site can reach it through a reader's browser (DNS rebinding).
    """
    call = "/calls/{call_id:str}"
    routes = [
        Route("/", pages.home),
        Route("/agents", pages.agent_list),
        Route("/agent", pages.agent),
        Route(call, pages.call),
        Route(f"{call}/audio", media.audio),
        Route(f"{call}/waveform", media.waves),
        Route("/export/{file:str}", export),
        Route("/privacy", pages.personal_data),
        Route("/access", pages.access_log),
        Route("/login", login.form, methods=["GET"]),
        Route("/login", login.login, methods=["POST"]),
        Route("/logout", login.logout, methods=["POST"]),
        Route("/assets/{name:str}", _asset),
        Route("/favicon.ico", _no_icon),
        Route("/health", _health),
    ]
    session = Middleware(
        SessionMiddleware,
        secret_key=os.environ.get(SECRET_VARIABLE) or secrets.token_hex(32),
        session_cookie="callsight",
        max_age=SESSION_SECONDS,
        same_site="lax",
        https_only=secure,
    )
    layers = [Middleware(Protection, secure=secure), session]
    if not accounts.secured:
        layers.append(Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "testserver"]))
    app = Starlette(
        routes=routes,
        middleware=layers,
        exception_handlers={
            NotLoggedIn: _to_login,
            Forbidden: _missing,
            404: _missing,
            ConfigurationError: _explained,
            CallError: _busy,
        },
    )
    app.state.context = Context(store, output, accounts)
    return app


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS:
        raise Forbidden
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(text(name), media_type=kind, headers=headers)


def _no_icon(request: Request) -> Response:
    """Browsers ask for it unasked; a 404 would be an error in their console."""
    return Response(status_code=204)


def _health(request: Request) -> Response:
    return PlainTextResponse("ok")


def _to_login(request: Request, error: Exception) -> Response:
    """A page leads to the login form; anything else is refused."""
    wants_page = "text/html" in request.headers.get("accept", "")
    if request.method == "GET" and wants_page:
        return RedirectResponse(site(request).to("login"), 303)
    return PlainTextResponse("Log in first.", 401, {"www-authenticate": "Bearer"})


def _account(request: Request) -> Account | None:
    try:
        return reader(request)
    except NotLoggedIn:
        return None


def _missing(request: Request, error: Exception) -> Response:
    text = "There is nothing at this address, or it is not yours to see."
    return page(request, "message.html", _account(request), 404, heading="Not found", message=text)


def _explained(request: Request, error: Exception) -> Response:
    return page(
        request, "message.html", _account(request), 400, heading="Cannot do", message=str(error)
    )


def _busy(request: Request, error: Exception) -> Response:
    text = "The database cannot be reached or is busy. Try again in a moment."
    return page(request, "message.html", _account(request), 503, heading="Not now", message=text)
