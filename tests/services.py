"""Database services on loopback for the tests: PostgreSQL without a password, MariaDB as root.

Each test gets a schema or database of its own with a unique name, dropped at its end.
"""

from __future__ import annotations

import contextlib
import functools
import uuid
from collections.abc import Iterator

import sqlalchemy as sa

POSTGRESQL = "postgresql+psycopg://postgres@127.0.0.1:5432/test"
MYSQL = "mysql+pymysql://root@127.0.0.1:3306/test?charset=utf8mb4"
SERVERS = {"postgresql": POSTGRESQL, "mysql": MYSQL}


@functools.cache
def unavailable(kind: str) -> str | None:
    """Why the service of this kind cannot be used, or None where it answers."""
    try:
        engine = sa.create_engine(SERVERS[kind], connect_args={"connect_timeout": 2})
        with engine.connect() as connection:
            connection.execute(sa.select(1))
    except (ImportError, sa.exc.SQLAlchemyError) as error:
        return f"no {kind} on loopback ({type(error).__name__})"
    engine.dispose()
    return None


@contextlib.contextmanager
def fresh_database(kind: str) -> Iterator[str]:
    """URL of an empty schema (PostgreSQL) or database (MySQL) of its own."""
    name = f"callsight_test_{uuid.uuid4().hex[:12]}"
    noun = "SCHEMA" if kind == "postgresql" else "DATABASE"
    _execute(kind, f"CREATE {noun} {name}")
    try:
        if kind == "postgresql":
            yield f"{POSTGRESQL}?options=-csearch_path%3D{name}"
        else:
            yield MYSQL.replace("/test?", f"/{name}?")
    finally:
        _execute(kind, f"DROP {noun} {name}" + (" CASCADE" if kind == "postgresql" else ""))


def _execute(kind: str, sql: str) -> None:
    engine = sa.create_engine(SERVERS[kind], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(sql)
    engine.dispose()
