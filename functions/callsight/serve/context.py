"""What the handlers of requests share, and who is asking."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse

from callsight.report.render import Site, environment
from callsight.serve.accounts import Account, Accounts
from callsight.serve.limits import Failures
from callsight.store import Store

T = TypeVar("T")
KEPT_SECONDS = 30.0
"""For this long the numbers of an overview are not asked again."""
LONGEST_SESSION = 12 * 3600.0
"""Seconds after which one has to log in again."""


class Forbidden(Exception):  # noqa: N818
    """The reader may not see this; nothing says whether it exists."""


class NotLoggedIn(Exception):  # noqa: N818
    """Somebody has to log in first."""


@dataclass
class Context:
    """Of one application."""

    store: Store
    output: str
    """Folder or URL with the redacted audio."""
    accounts: Accounts
    failures: Failures = field(default_factory=Failures)
    ended: set[str] = field(default_factory=set)
    """Ids of sessions that were logged out before they ran out."""
    heard: dict[tuple[str, str], float] = field(default_factory=dict)
    """Account and call to the time at which listening was logged last."""
    _kept: OrderedDict[Any, tuple[float, Any]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def folder(self) -> Path | None:
        """`output`, where it is a folder."""
        return None if "://" in self.output else Path(self.output)

    def keep(self, key: Any, make: Callable[[], T]) -> T:
        """What `make` returned for this key within the last seconds."""
        now = time.monotonic()
        with self._lock:
            found = self._kept.get(key)
        if found and now - found[0] < KEPT_SECONDS:
            return found[1]
        made = make()
        with self._lock:
            self._kept[key] = (now, made)
            while len(self._kept) > 64:
                self._kept.popitem(last=False)
        return made


def of(request: Request) -> Context:
    """The context of the application."""
    context: Context = request.app.state.context
    return context


def reader(request: Request) -> Account:
    """Who is asking.

    Raises NotLoggedIn.
    """
    context = of(request)
    if not context.accounts.secured:  # bound to loopback only: see `server`
        return Account("local", "admin")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _by_token(request, token.strip())
    session = request.session
    fresh = time.time() - session.get("at", 0) < LONGEST_SESSION
    if fresh and session.get("sid") not in context.ended:
        account = context.accounts.find(session.get("account", ""), session.get("key", ""))
        if account:
            return account
    raise NotLoggedIn


def _by_token(request: Request, token: str) -> Account:
    context, source = of(request), f"from {address(request)}"
    if context.failures.wait({source: 30}) or not (account := context.accounts.check_token(token)):
        context.failures.add(source)
        raise NotLoggedIn
    return account


def address(request: Request) -> str:
    """Of the client; only kept in memory, to count failed logins."""
    return request.client.host if request.client else "unknown"


def csrf(request: Request) -> str:
    """The token that every form of this session must send."""
    token: str = request.session.setdefault("csrf", secrets.token_urlsafe(24))
    return token


def right_csrf(request: Request, given: Any) -> bool:
    """Whether a form has the token of this session."""
    wanted = request.session.get("csrf", "")
    return bool(wanted) and hmac.compare_digest(str(given or "").encode(), wanted.encode())


def site(request: Request, account: Account | None = None) -> Site:
    """Where the links of live pages lead; under whatever path a gateway serves them."""
    root = request.scope.get("root_path", "").rstrip("/")
    menu = [("Overview", f"{root}/"), ("Agents", f"{root}/agents")]
    if account and account.role == "admin":
        menu += [("Privacy", f"{root}/privacy"), ("Access log", f"{root}/access")]
    return Site(
        call=lambda call_id: f"{root}/calls/{call_id}",
        agent=lambda agent_id: f"{root}/agent?id={quote(agent_id, safe='')}",
        home=f"{root}/",
        here=request.url.path,
        menu=menu if account else (),
        live=True,
        to=lambda name: f"{root}/{name}",
    )


def page(
    request: Request, template: str, account: Account | None, code: int = 200, **values: Any
) -> HTMLResponse:
    """A rendered template."""
    shown = None
    if account:
        secured = of(request).accounts.secured
        shown = {"name": account.name, "role": account.role, "secured": secured,
                 "csrf": csrf(request)}  # fmt: skip
    found = environment().get_template(template)
    return HTMLResponse(found.render(site=site(request, account), account=shown, **values), code)
