"""Temporary files that do not outlive a killed process.

Copies of recordings from archives and object stores hold personal data, and `kill -9` runs no
cleanup. So all temporary files of a run lie in one private folder that is named for its process,
and every run first deletes the folders of processes that are gone.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from callsight.processes import is_dead, name_of_owner, new_owner, owner_of_name

_PREFIX = "callsight-run-"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Python's `tempfile` puts everything into one folder (0700), which is deleted at the end."""
    sweep()
    before = tempfile.tempdir
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{name_of_owner(new_owner())}-"))
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> int:
    """Delete the folders of processes of this machine that are gone; returns how many."""
    gone = [
        folder
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*")
        if (owner := owner_of_name(folder.name, _PREFIX)) and is_dead(owner)
    ]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return len(gone)
