"""Running the application with uvicorn."""

from __future__ import annotations

import ipaddress
from pathlib import Path

from callsight.errors import ConfigurationError
from callsight.serve.accounts import TOKEN_VARIABLE, Accounts
from callsight.serve.app import create_app
from callsight.store import Store


def serve(
    store: Store,
    output: str,
    accounts: Accounts,
    *,
    host: str = "127.0.0.1",
    port: int = 8050,
    plain_http: bool = False,
    certificate: Path | None = None,
    key: Path | None = None,
) -> None:
    """Serve until interrupted.

    `plain_http`: beyond loopback, let the session cookie travel without TLS. `certificate`, `key`:
    PEM files for TLS; without them a proxy in front is expected to speak it.

    Raises ConfigurationError where a login is needed and there is none.
    """
    import uvicorn

    check(host, accounts)
    secure = certificate is not None or not (plain_http or is_loopback(host))
    app = create_app(store, output, accounts, secure=secure)
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,  # it would hold what was searched
        server_header=False,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )


def check(host: str, accounts: Accounts) -> None:
    """Raises ConfigurationError where anybody could look without a login."""
    if not accounts.secured and not is_loopback(host):
        raise ConfigurationError(
            f"`--host {host}` can be reached from other machines and there is no login: name "
            f"`--users FILE` or `--token-file FILE`, or set `{TOKEN_VARIABLE}`."
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches this address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
