"""Logging in and out."""

from __future__ import annotations

import secrets
import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from callsight.serve.context import address, csrf, of, page, reader, right_csrf, site

PER_ACCOUNT, PER_ADDRESS = 5, 30
"""Failed logins within `limits.WINDOW` after which one has to wait."""


def form(request: Request) -> Response:
    """The login form."""
    return _form(request)


async def login(request: Request) -> Response:
    """Check name and password; too many failures have to wait, right or wrong."""
    context = of(request)
    data = await request.form(max_files=0, max_fields=10)
    if not right_csrf(request, data.get("csrf")):
        return _form(request, "The form was too old: try again.", 403)
    name, password = (
        str(data.get("name") or "").strip()[:64],
        str(data.get("password") or "")[:1024],
    )
    source = f"from {address(request)}"
    limits = {f"{name} {source}": PER_ACCOUNT, source: PER_ADDRESS}
    if wait := context.failures.wait(limits):
        answer = _form(request, f"Too many failed logins: wait {wait // 60 + 1} minutes.", 429)
        answer.headers["retry-after"] = str(wait)
        return answer
    account = await run_in_threadpool(context.accounts.check, name, password)
    if account is None:
        context.failures.add(*limits)
        return _form(request, "Name or password is wrong.", 401)
    context.failures.clear(f"{name} {source}")
    await run_in_threadpool(context.store.log_access, account.name, account.role, "login")
    request.session.clear()  # a new session: nobody can have fixed it before
    request.session.update(
        account=account.name,
        key=account.fingerprint,
        sid=secrets.token_urlsafe(12),
        at=time.time(),
    )
    csrf(request)
    return RedirectResponse(site(request).to(""), 303)


async def logout(request: Request) -> Response:
    """End the session, also for a copy of its cookie."""
    data = await request.form(max_files=0, max_fields=10)
    account = reader(request)
    if not right_csrf(request, data.get("csrf")):
        return _form(request, "The form was too old: try again.", 403)
    context = of(request)
    context.ended.add(request.session["sid"])
    await run_in_threadpool(context.store.log_access, account.name, account.role, "logout")
    request.session.clear()
    return RedirectResponse(site(request).to("login"), 303)


def _form(request: Request, problem: str | None = None, status: int = 200) -> Response:
    named = bool(of(request).accounts.by_name)
    return page(
        request, "login.html", None, status, problem=problem, named=named, csrf=csrf(request)
    )
