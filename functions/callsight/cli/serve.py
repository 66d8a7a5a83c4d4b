"""`callsight serve` and `callsight user`: the pages live, and who may see them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from callsight.cli import options
from callsight.cli.app import app
from callsight.cli.output import note, show
from callsight.errors import ConfigurationError

Users = Annotated[
    Path | None, typer.Option(help="User file (YAML); see `callsight user`.", show_default=False)
]


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8050,
    users: Users = None,
    token_file: Annotated[
        Path | None,
        typer.Option(help="File with one token that opens everything.", show_default=False),
    ] = None,
    plain_http: Annotated[
        bool, typer.Option("--plain-http", help="Beyond this machine, log in without TLS.")
    ] = False,
    certificate: Annotated[
        Path | None, typer.Option(help="Certificate for TLS (PEM).", show_default=False)
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="Private key of the certificate (PEM).", show_default=False)
    ] = None,
    database: options.Database = None,
    output: options.Output = None,
    config: options.ConfigFile = None,
) -> None:
    """Serve the pages live over the database, with login, roles, and a log of who opened what."""
    try:
        from callsight.serve import load_accounts
        from callsight.serve import serve as run
        from callsight.serve.server import check
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"`{error.name}` is not installed: `pip install 'callsight[serve]'`."
        ) from None
    accounts = load_accounts(users, token_file)
    check(host, accounts)
    effective = options.configuration(config, database=database, output=output)
    from callsight.store import open_store

    with open_store(effective.database_url, create=False) as store:
        scheme = "https" if certificate else "http"
        login = "with login" if accounts.secured else "without login, for this machine only"
        note(f"Serving on {scheme}://{host}:{port} ({login}). Stop with Ctrl+C.")
        run(
            store,
            effective.output,
            accounts,
            host=host,
            port=port,
            plain_http=plain_http,
            certificate=certificate,
            key=key,
        )


@app.command()
def user(
    name: Annotated[str, typer.Argument(help="Name to log in with.")],
    file: Annotated[Path, typer.Option("--users", help="User file (YAML); made if missing.")],
    role: Annotated[str, typer.Option(help="agent, lead or admin.")] = "agent",
    agent: Annotated[
        list[str] | None,
        typer.Option(help="Agent id whose calls are seen; repeatable for a lead."),
    ] = None,
    queue: Annotated[
        list[str] | None, typer.Option(help="Queue whose calls a lead sees; repeatable.")
    ] = None,
) -> None:
    """Add somebody to the user file, or change them; asks for a password."""
    import yaml

    from callsight.serve.accounts import hash_password, load_accounts

    agents, queues = agent or [], queue or []
    entry: dict[str, Any] = {"role": role}
    if role == "agent" and len(agents) == 1:
        entry["agent_id"] = agents[0]
    elif agents:
        entry["agents"] = agents
    if queues:
        entry["queues"] = queues
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    entry["password"] = hash_password(password)
    before = file.read_text(encoding="utf-8") if file.exists() else "users: {}"
    data = yaml.safe_load(before)
    if not isinstance(data, dict) or not isinstance(data.get("users"), dict):
        raise ConfigurationError(f"`{file}` is no user file: it must hold `users:`.")
    data["users"][name] = entry
    partial = file.with_name(f".{file.name}.part")
    try:
        partial.touch(mode=0o600)
        partial.write_text(yaml.safe_dump(data, sort_keys=True), encoding="utf-8")
        load_accounts(partial)  # a file that cannot be used is not kept
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    show(f"{name} ({role}) may log in with {file}.")
