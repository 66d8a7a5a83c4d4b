"""The database: what was processed, with what, what came out, and what is left to do.

SQLite by default, PostgreSQL and MySQL/MariaDB by URL. The stages never talk to each other, only
to a `Store`: it hands out the calls that need a stage and takes the results, one transaction each.

    with open_store("callsight.db") as store:
        store.calls({"topic": "billing"}, limit=10)
"""

from __future__ import annotations

from typing import Self

from callsight.processes import new_owner
from callsight.store.access import Access
from callsight.store.claims import Claims
from callsight.store.connection import connect
from callsight.store.corrections import Corrections
from callsight.store.document import describe_schema
from callsight.store.filters import Filters, read_filters
from callsight.store.fingerprints import Fingerprints
from callsight.store.migrate import DatabaseInfo, info, prepare, upgrade
from callsight.store.reading import CallRecord, Reading
from callsight.store.recordings import Recordings
from callsight.store.results import Results
from callsight.store.runs import Runs
from callsight.store.scratch import Scratch
from callsight.store.search import Hit


class Store(Recordings, Claims, Results, Reading, Corrections, Runs, Access):
    """An open database; made by `open_store`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def open_store(url: str, *, create: bool = True) -> Store:
    """Open a database, and create its schema if it is new.

    `url`: path of a SQLite file, or a URL that begins with `sqlite://`, `postgresql://`, `mysql://`
    or `mariadb://`. `create=False`: a SQLite file that does not exist is an error.

    Raises ConfigurationError, within seconds: unreachable, wrong password, missing driver, cannot
    be written, or a schema of another version.
    """
    engine = connect(url, create=create)
    try:
        prepare(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


__all__ = [
    "CallRecord",
    "DatabaseInfo",
    "Filters",
    "Fingerprints",
    "Hit",
    "Scratch",
    "Store",
    "describe_schema",
    "info",
    "new_owner",
    "open_store",
    "read_filters",
    "upgrade",
]
