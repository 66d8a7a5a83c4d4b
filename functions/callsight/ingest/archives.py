"""Recordings inside zip and tar archives, taken out one at a time.

Names inside an archive are labels only: no path on disk is made of them, so a member called
`../../etc/passwd` can do no harm.
"""

from __future__ import annotations

import calendar
import shutil
import tarfile
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from callsight.config import hide_secrets
from callsight.errors import CallError, InputError
from callsight.ingest.entries import Entry, is_recording, none_found

_SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")


def is_archive(recordings: str) -> bool:
    """True for a path or URL with the extension of an archive."""
    return recordings.lower().endswith(_SUFFIXES) and not Path(recordings).is_dir()


class ArchiveSource:
    """A zip or tar archive at a path or URL. It is never unpacked as a whole.

    Members keep the order of the archive: a compressed tar can only be read forwards.
    """

    def __init__(self, recordings: str) -> None:
        """Raises InputError for an archive that is missing or broken."""
        self._recordings = recordings
        self._lock = threading.Lock()
        try:
            self._archive, self._members = self._open()
        except Exception as error:  # of the archive, or of the fsspec driver behind a URL
            raise InputError(
                f"The archive `{hide_secrets(recordings)}` cannot be read "
                f"({type(error).__name__}): it must be a complete zip or tar file."
            ) from None

    def _open(self) -> tuple[Any, dict[str, Any]]:
        file: IO[bytes]
        if "://" in self._recordings:
            import fsspec

            file = fsspec.open(self._recordings, "rb").open()
            origin = self._recordings
        else:
            path = Path(self._recordings).expanduser()
            file, origin = path.open("rb"), str(path.resolve())
        members: dict[str, Any] = {}
        if self._recordings.lower().endswith(".zip"):
            archive: Any = zipfile.ZipFile(file)
            found = [(info.filename, info) for info in archive.infolist() if not info.is_dir()]
        else:
            archive = tarfile.open(fileobj=file)  # noqa: SIM115 (open as long as the source)
            found = [(info.name, info) for info in archive.getmembers() if info.isreg()]
        for name, info in found:
            if is_recording(name):
                members[f"{origin}!{name}"] = info
        return archive, members

    def entries(self) -> Iterator[Entry]:
        """The recordings in the archive, in its order. Raises InputError if there are none."""
        if not self._members:
            raise none_found(self._recordings)
        for location, info in self._members.items():
            if isinstance(info, zipfile.ZipInfo):
                modified = calendar.timegm((*info.date_time, 0, 0, 0))
                yield Entry(info.filename, info.file_size, float(modified), location)
            else:
                yield Entry(info.name, info.size, float(info.mtime), location)

    @contextmanager
    def fetch(self, entry: Entry) -> Iterator[Path]:
        """A temporary copy of one member."""
        suffix = PurePosixPath(entry.name).suffix
        with tempfile.NamedTemporaryFile(prefix="callsight-", suffix=suffix) as copy:
            # One archive has one position to read from: threads take turns.
            with self._lock:
                self._extract(self._members[entry.location], cast(IO[bytes], copy))
            copy.flush()
            yield Path(copy.name)

    def _extract(self, member: Any, copy: IO[bytes]) -> None:
        try:
            if isinstance(member, zipfile.ZipInfo):
                with self._archive.open(member) as part:
                    shutil.copyfileobj(part, copy)
            else:
                with self._archive.extractfile(member) as part:
                    shutil.copyfileobj(part, copy)
        except (RuntimeError, NotImplementedError):
            raise CallError(
                "unreadable",
                "The recording is encrypted, or packed in a way that cannot be read, inside its "
                "archive: unpack the archive and use the folder.",
            ) from None
        except (tarfile.TarError, zipfile.BadZipFile, EOFError):
            raise CallError(
                "truncated", "The recording is damaged inside its archive: make the archive again."
            ) from None
