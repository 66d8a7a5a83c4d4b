"""Where recordings come from: folders, single files, globs, archives, and any fsspec URL.

Listing only looks at names, sizes and times. `fetch` gives a local path: the file itself where it
is local, otherwise a temporary copy that is gone afterwards.
"""

from __future__ import annotations

import glob
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from callsight.config import ASSETS
from callsight.errors import InputError
from callsight.ingest.archives import ArchiveSource, is_archive
from callsight.ingest.entries import Entry, Source, is_recording, none_found
from callsight.ingest.remote import RemoteSource

logger = logging.getLogger(__name__)


def open_source(recordings: str, exclude: Sequence[str] = ()) -> Source:
    """The source that `recordings` names: `samples`, a folder, file, glob, archive or URL.

    `exclude`: folders not to look into, such as the output folder inside the recordings.
    Raises InputError for what does not exist.
    """
    if recordings == "samples":
        recordings = str(ASSETS / "samples")
    if recordings.startswith("file://"):
        recordings = unquote(urlsplit(recordings).path)
    if is_archive(recordings):
        return ArchiveSource(recordings)
    if "://" in recordings:
        return RemoteSource(recordings)
    path = Path(recordings).expanduser()
    if path.exists() or not glob.has_magic(recordings):
        return LocalSource(path, exclude)
    return GlobSource(str(path))


class LocalSource:
    """A folder with all its subfolders, or one file."""

    def __init__(self, path: Path, exclude: Sequence[str] = ()) -> None:
        """Raises InputError where `path` does not exist."""
        if not path.exists():
            raise InputError(
                f"`{path}` does not exist. Recordings are named by a folder, a file, a glob "
                "such as `calls/*.wav`, a zip or tar archive, a URL such as `s3://bucket/calls`, "
                "or `samples`."
            )
        if path.is_file() and not is_recording(path.name):
            raise none_found(str(path))
        self._path = path
        self._exclude = {Path(item).expanduser().resolve() for item in exclude if "://" not in item}

    def entries(self) -> Iterator[Entry]:
        """Sorted by folder and name. Raises InputError for an empty folder."""
        root = self._path.resolve()
        if root.is_file():
            yield from _local_entry(root, root.name)
            return
        found = False
        for path in self._walk(root):
            found = True
            yield from _local_entry(path, path.relative_to(root).as_posix())
        if not found:
            raise none_found(str(self._path))

    def _walk(self, folder: Path) -> Iterator[Path]:
        try:
            items = sorted(os.scandir(folder), key=lambda item: item.name)
        except OSError as error:
            if folder == self._path.resolve():
                problem = type(error).__name__
                raise InputError(
                    f"The folder `{folder}` cannot be read ({problem}): check its permissions."
                ) from None
            logger.warning("A subfolder cannot be read (%s): left out.", type(error).__name__)
            return
        for item in items:
            path = Path(item.path)
            if item.is_dir(follow_symlinks=False):
                if not item.name.startswith(".") and path not in self._exclude:
                    yield from self._walk(path)
            elif is_recording(item.name) and item.is_file():
                yield path

    @contextmanager
    def fetch(self, entry: Entry) -> Iterator[Path]:
        """The file itself."""
        yield Path(entry.location)


class GlobSource:
    """Files that match a pattern; `**` stands for any depth of folders."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        parts = Path(pattern).parts
        fixed = next(index for index, part in enumerate(parts) if glob.has_magic(part))
        self._root = Path(*parts[:fixed]).resolve()

    def entries(self) -> Iterator[Entry]:
        """Sorted by path. Raises InputError where nothing matches."""
        matches = sorted({Path(name).resolve() for name in self._matches()})
        if not matches:
            raise none_found(self._pattern)
        for path in matches:
            name = os.path.relpath(path, self._root)
            yield from _local_entry(path, Path(name).as_posix())

    def _matches(self) -> Iterator[str]:
        for name in glob.iglob(self._pattern, recursive=True):  # noqa: PTH207 (absolute patterns)
            if is_recording(Path(name).name) and Path(name).is_file():
                yield name

    @contextmanager
    def fetch(self, entry: Entry) -> Iterator[Path]:
        """The file itself."""
        yield Path(entry.location)


def _local_entry(path: Path, name: str) -> Iterator[Entry]:
    """One entry, or none where the file has vanished since it was listed."""
    with suppress(FileNotFoundError):
        state = path.stat()
        yield Entry(name, state.st_size, state.st_mtime, str(path))
