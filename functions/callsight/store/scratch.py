"""Where raw transcripts wait between the transcribe and the redact stage, and nowhere else.

They hold personal data: the folder is readable by its owner alone, and a transcript is deleted as
soon as the redacted one is committed. On object stores use a restricted bucket or prefix.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, Protocol

from callsight.calls import Transcript, to_dict, transcript_from_dict
from callsight.config import hide_secrets
from callsight.errors import CallError, ConfigurationError

_OURS = re.compile(r"^([0-9a-f]{16})\.(transcript|names)\.json(\.[0-9a-f]+\.part)?$")
_CALL_ID = re.compile(r"^[0-9a-f]{16}$")


class Scratch:
    """Raw transcripts and names to redact, by call id."""

    def __init__(self, url: str, filesystem: Any = None) -> None:
        """`url`: a folder, or a URL that fsspec can write. Nothing is created before the first put.

        `filesystem`: of fsspec, with credentials (MLRun's data stores); else by environment.

        Raises ConfigurationError for a URL that cannot be used.
        """
        path = url.removeprefix("file://")
        self._files: _Files = _Remote(url, filesystem) if "://" in path else _Local(Path(path))

    def put(self, call_id: str, fingerprint: str, transcript: Transcript) -> None:
        """Keep a raw transcript, whole or not at all.

        Raises CallError(`scratch`, transient) where it cannot be written, ConfigurationError where
        the folder is open to others.
        """
        data = {"fingerprint": fingerprint, "transcript": to_dict(transcript)}
        self._write(call_id, "transcript", data)

    def get(self, call_id: str, fingerprint: str) -> Transcript | None:
        """The raw transcript, or None where there is none with this fingerprint."""
        data = self._read(call_id, "transcript")
        if not isinstance(data, dict) or data.get("fingerprint") != fingerprint:
            return None
        return transcript_from_dict(data["transcript"])

    def put_names(self, call_id: str, names: Iterable[str]) -> None:
        """Keep names from the metadata that are to be redacted in this call."""
        self._write(call_id, "names", list(names))

    def get_names(self, call_id: str) -> tuple[str, ...]:
        """The names to redact in this call."""
        return tuple(self._read(call_id, "names") or ())

    def delete(self, call_id: str) -> None:
        """Delete the transcript and the names of a call; nothing to delete is fine."""
        for kind in ("transcript", "names"):
            self._files.delete(_name(call_id, kind))

    def sweep(self, keep_ids: Collection[str] | Callable[[], Collection[str]]) -> int:
        """Delete leftovers of runs that crashed: everything but `keep_ids`; returns how many files.

        Best the function `Store.unfinished` itself: asked after the files are listed, it knows the
        call of every file that another run has written meanwhile.
        """
        matches = list(filter(None, map(_OURS.match, self._files.names())))
        keep = keep_ids() if callable(keep_ids) else keep_ids
        gone = [match.string for match in matches if match[1] not in keep]
        for name in gone:
            self._files.delete(name)
        return len(gone)

    def clean(self) -> None:
        """Delete everything, and the folder where nothing else is in it."""
        self.sweep(())
        self._files.remove_folder()

    def _write(self, call_id: str, kind: str, data: Any) -> None:
        # ASCII, so that any text survives, halves of surrogate pairs included.
        content = json.dumps(data, separators=(",", ":")).encode("ascii")
        try:
            self._files.write(_name(call_id, kind), content)
        except OSError as error:
            raise CallError(
                "scratch",
                f"Cannot write to the scratch folder ({error.strerror or type(error).__name__}): "
                "free some space or choose another with `--set scratch=FOLDER`.",
                transient=True,
            ) from None

    def _read(self, call_id: str, kind: str) -> Any:
        content = self._files.read(_name(call_id, kind))
        try:
            return None if content is None else json.loads(content)
        except ValueError:
            return None  # damaged: it will be made again


def _name(call_id: str, kind: str) -> str:
    if not _CALL_ID.match(call_id):
        raise ValueError("a call id has 16 hexadecimal digits")
    return f"{call_id}.{kind}.json"


class _Files(Protocol):
    """The few things that are done with files."""

    def write(self, name: str, content: bytes) -> None: ...
    def read(self, name: str) -> bytes | None: ...
    def delete(self, name: str) -> None: ...
    def names(self) -> list[str]: ...
    def remove_folder(self) -> None: ...


class _Local:
    """A folder for its owner alone: 0700, files 0600, written beside and moved into place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._private = False

    def write(self, name: str, content: bytes) -> None:
        self._ensure_private()
        part = self._folder / f"{name}.{secrets.token_hex(4)}.part"
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._folder / name)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def read(self, name: str) -> bytes | None:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return (self._folder / name).read_bytes()
        return None

    def delete(self, name: str) -> None:
        with contextlib.suppress(NotADirectoryError):
            (self._folder / name).unlink(missing_ok=True)

    def names(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        return [entry.name for entry in os.scandir(self._folder)]

    def remove_folder(self) -> None:
        with contextlib.suppress(OSError):  # others have put something into it, or it is not there
            self._folder.rmdir()

    def _ensure_private(self) -> None:
        if self._private and self._folder.is_dir():
            return
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._folder.mkdir(mode=0o700)
        except FileExistsError:
            self._check_existing()
        self._private = True

    def _check_existing(self) -> None:
        """A folder of ours is made private; a shared one, say `/tmp`, is left as it is."""
        if not self._folder.stat().st_mode & 0o077:
            return
        foreign = next((name for name in self.names() if not _OURS.match(name)), None)
        if foreign is not None:
            raise ConfigurationError(
                f"Scratch folder `{self._folder}` holds other files and is open to other users: "
                "raw transcripts need a folder of their own, for example `--set scratch=FOLDER`."
            )
        self._folder.chmod(0o700)


class _Remote:
    """An object store; it writes an object whole or not at all."""

    def __init__(self, url: str, filesystem: Any) -> None:
        import fsspec

        try:
            if filesystem is not None:
                self._filesystem, root = filesystem, filesystem._strip_protocol(url)
            else:
                self._filesystem, root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise ConfigurationError(
                f"Cannot use scratch `{hide_secrets(url)}`: {error}. Give a folder or a URL whose "
                "fsspec package is installed."
            ) from None
        self._root = root.rstrip("/")

    def write(self, name: str, content: bytes) -> None:
        self._filesystem.makedirs(self._root, exist_ok=True)
        self._filesystem.pipe_file(f"{self._root}/{name}", content)

    def read(self, name: str) -> bytes | None:
        try:
            return self._filesystem.cat_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._filesystem.rm_file(f"{self._root}/{name}")

    def names(self) -> list[str]:
        try:
            paths = self._filesystem.ls(self._root, detail=False, refresh=True)
        except FileNotFoundError:
            return []
        return [str(path).rpartition("/")[2] for path in paths]

    def remove_folder(self) -> None:
        with contextlib.suppress(OSError):
            self._filesystem.rmdir(self._root)
