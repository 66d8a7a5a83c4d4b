"""Where results that are files go: a local folder, or any URL that fsspec can write."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from callsight.audio.writer import sweep_unfinished
from callsight.errors import CallError, ConfigurationError


class Outputs:
    """A folder of results, by path or URL."""

    def __init__(self, url: str, filesystem: Any = None) -> None:
        """`filesystem`: of fsspec, with credentials (MLRun's data stores); else by environment."""
        self.url = url.rstrip("/")
        self._filesystem = filesystem
        self.local = None if "://" in url else Path(url)

    def save(self, stem: str, write: Callable[[Path], Path]) -> str:
        """Save one file and return its name relative to this folder.

        `write(target)` writes a whole file at `target` plus the suffix it chooses and returns the
        path it wrote; it must leave nothing behind when it fails.

        Raises CallError(`output`) where the folder cannot be written.
        """
        try:
            if self.local is not None:
                target = self.local / stem
                target.parent.mkdir(parents=True, exist_ok=True)
                return write(target).relative_to(self.local).as_posix()
            return self._upload(stem, write)
        except OSError as error:
            raise _failure(error, self.url) from None

    def check(self) -> None:
        """Raises ConfigurationError where nothing can be written, before any work is done."""
        try:
            self.save(".writable", _touch)
            if self.local is not None:
                (self.local / ".writable").unlink(missing_ok=True)  # another shard's too
        except CallError as error:
            raise ConfigurationError(str(error)) from None

    def exists(self, name: str) -> bool:
        """Whether a file of this name was saved before."""
        if self.local is not None:
            return (self.local / name).is_file()
        filesystem, root = self._remote()
        return bool(filesystem.exists(f"{root}/{name}"))

    def sweep(self) -> None:
        """Delete half-written audio that killed runs left behind (object stores keep none)."""
        if self.local is not None:
            sweep_unfinished(self.local / "audio")

    def _upload(self, stem: str, write: Callable[[Path], Path]) -> str:
        with tempfile.TemporaryDirectory(prefix="callsight-") as folder:
            written = write(Path(folder) / Path(stem).name)
            name = (Path(stem).parent / written.name).as_posix()
            filesystem, root = self._remote()
            filesystem.makedirs(f"{root}/{Path(name).parent.as_posix()}", exist_ok=True)
            filesystem.put_file(str(written), f"{root}/{name}")
        return name

    def _remote(self) -> tuple[Any, str]:
        import fsspec

        if self._filesystem is not None:
            return self._filesystem, self._filesystem._strip_protocol(self.url)
        return fsspec.core.url_to_fs(self.url)


def _touch(target: Path) -> Path:
    target.touch()
    return target


def _failure(error: OSError, url: str) -> CallError:
    if error.errno == errno.ENOSPC:
        return CallError(
            "disk_full",
            f"No space left in `{url}`: free some and run again; nothing half-written was kept.",
            transient=True,
        )
    problem = error.strerror or type(error).__name__
    return CallError(
        "output",
        f"Cannot write to `{url}` ({problem}): choose another folder with `--output`.",
        transient=True,
    )
