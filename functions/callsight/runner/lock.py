"""One run at a time over one database, on one machine."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from callsight.config import Config
from callsight.errors import ConfigurationError


@contextlib.contextmanager
def lock_of(config: Config) -> Iterator[None]:
    """Hold the lock of the database of `config`; the system frees it when the process dies.

    Raises ConfigurationError where another run holds it.
    """
    place = config.database_url.replace(config.database_place, str(_absolute(config)))
    name = hashlib.sha256(place.encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"callsight-{os.getuid()}-{name}.lock"
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigurationError(
                "Another run over this database is still going on: this one was not started. Its "
                "calls will be taken by the next run."
            ) from None
        yield


def _absolute(config: Config) -> str | Path:
    place = config.database_place
    return place if "://" in place else Path(place).absolute()
