"""Engines for SQLite, PostgreSQL, MySQL and MariaDB, and their errors in words.

The password of a URL is never shown, and no error carries the values of a statement: they are text
of calls.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc

from callsight.errors import CallError, ConfigurationError
from callsight.store.columns import dump_json

CONNECT_SECONDS = 4
"""After this time a database server counts as unreachable."""
BUSY_SECONDS = 30
"""For this long a process waits for another one that writes to the same SQLite file."""
WRITING = {"callsight_writing": True}
"""Execution options of transactions that write."""

_DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_EXTRAS = {"postgresql": "postgresql", "mysql": "mysql", "mariadb": "mysql"}


def parse_url(url: str) -> sa.URL:
    """`url` with the driver that Callsight uses; a plain path is a SQLite file.

    Raises ConfigurationError for anything but SQLite, PostgreSQL, MySQL and MariaDB.
    """
    if "://" not in url:
        return sa.URL.create("sqlite", database=url)
    try:
        parsed = sa.make_url(url)
    except (exc.ArgumentError, ValueError):
        scheme = url.split("://")[0]
        raise ConfigurationError(
            f"The database URL that begins with `{scheme}://` cannot be read: it must be "
            "`DIALECT://USER:PASSWORD@HOST:PORT/DATABASE`, special characters percent-encoded."
        ) from None
    driver = _DRIVERS.get(parsed.drivername, parsed.drivername)
    if driver.split("+")[0] not in _DRIVERS:
        raise ConfigurationError(
            f"Unknown kind of database `{parsed.drivername}`: give the path of a SQLite file, or a "
            "URL that begins with `sqlite://`, `postgresql://`, `mysql://` or `mariadb://`."
        )
    parsed = parsed.set(drivername=driver)
    if parsed.get_backend_name() in ("mysql", "mariadb"):
        parsed = parsed.update_query_dict({"charset": "utf8mb4"})
    return parsed


def shown(url: sa.URL) -> str:
    """`url` for people: its password hidden."""
    secrets = [key for key in url.query if "pass" in key.lower()]
    return url.difference_update_query(secrets).render_as_string(hide_password=True)


def connect(url: str, *, create: bool = True) -> sa.Engine:
    """An engine whose database answers and can be written.

    `create=False`: a SQLite file that does not exist is an error.

    Raises ConfigurationError, within about `CONNECT_SECONDS`.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        _check_file(parsed, create)
    engine = _create_engine(parsed)
    try:
        if parsed.get_backend_name() in ("mysql", "mariadb"):
            # The driver's own timeout ends with the TCP connection: a silent server would hang us.
            impatient = _create_engine(parsed, read_timeout=CONNECT_SECONDS)
            impatient.connect().close()
            impatient.dispose()
        with engine.execution_options(**WRITING).begin() as connection:
            connection.execute(sa.select(1))
    except exc.SQLAlchemyError as error:
        engine.dispose()
        raise ConfigurationError(_cannot_open(parsed, error)) from None
    return engine


@contextlib.contextmanager
def explained(engine: sa.Engine) -> Iterator[None]:
    """Turns errors of the database into CallErrors without any value of the statement."""
    try:
        yield
    except exc.DBAPIError as error:
        transient = isinstance(error, exc.OperationalError | exc.InterfaceError)
        raise CallError(
            "database" if transient else "database_rejected",
            f"Database `{shown(engine.url)}` answered: {_reason(error, engine.url)}. What was "
            "stored before is safe; the same command goes on from there.",
            transient=transient,
        ) from None


def _create_engine(url: sa.URL, **connect_args: int) -> sa.Engine:
    options: dict[str, Any] = {"hide_parameters": True, "json_serializer": dump_json}
    backend = url.get_backend_name()
    if backend == "sqlite":
        options["connect_args"] = {"timeout": BUSY_SECONDS}
    else:
        options |= {"pool_pre_ping": True, "isolation_level": "READ COMMITTED"}
        options["connect_args"] = {"connect_timeout": CONNECT_SECONDS, **connect_args}
    try:
        engine = sa.create_engine(url, **options)
    except ModuleNotFoundError as error:
        extra = _EXTRAS[backend]
        raise ConfigurationError(
            f"The driver `{error.name}` for `{backend}` databases is not installed: "
            f"`pip install 'callsight[{extra}]'`."
        ) from None
    except exc.NoSuchModuleError:
        raise ConfigurationError(
            f"Unknown database driver `{url.drivername}`: write `{backend}://` and leave it out."
        ) from None
    if backend == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # transactions begin below, not where sqlite3 sees fit
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin_sqlite(connection: sa.Connection) -> None:
    """Writers lock first: a reader that turns writer midway fails at once if it is busy."""
    writing = connection.get_execution_options().get("callsight_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _check_file(url: sa.URL, create: bool) -> None:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        return
    path = Path(url.database)
    if not create and not path.exists():
        raise ConfigurationError(
            f"There is no database `{path}`: check `--database`, or fill it with `callsight run`."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"Cannot create the folder of database `{path}` ({error.strerror}): choose another "
            "with `--database`."
        ) from None


def _cannot_open(url: sa.URL, error: exc.SQLAlchemyError) -> str:
    if url.get_backend_name() == "sqlite":
        todo = "it must be a SQLite file (or none yet) in a folder that can be written"
    else:
        todo = "check host, port, user, password and database of the URL, and that it is running"
    return f"Cannot open database `{shown(url)}`: {_reason(error, url)}; {todo}."


def _reason(error: exc.SQLAlchemyError, url: sa.URL) -> str:
    """First line of what the driver says; PostgreSQL adds the row to the following ones."""
    cause = getattr(error, "orig", None) or error
    text = next(iter(str(cause).strip().splitlines()), "") or type(cause).__name__
    for secret in filter(None, (url.password, *_secrets(url))):
        text = text.replace(secret, "***")
    return text.rstrip(".")


def _secrets(url: sa.URL) -> list[str]:
    return [str(value) for key, value in url.query.items() if "pass" in key.lower()]
