"""Recordings in object stores and other places that fsspec knows (`s3://`, `gs://`, `az://`, …)."""

from __future__ import annotations

import datetime as dt
import glob
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from callsight.config import hide_secrets
from callsight.errors import CallError, ConfigurationError, InputError
from callsight.ingest.entries import Entry, is_recording, none_found

_TIMES = ("mtime", "LastModified", "last_modified", "updated", "created")


class RemoteSource:
    """A folder, file or glob at a URL.

    Credentials come from the environment, as fsspec reads them, unless a `filesystem` of fsspec
    that has them is given (MLRun's data stores).

    Raises InputError where it cannot be reached, ConfigurationError for an unknown protocol.
    """

    def __init__(self, url: str, filesystem: Any = None) -> None:
        import fsspec

        self._url = url
        if filesystem is not None:
            self._filesystem, self._path = filesystem, filesystem._strip_protocol(url)
            return
        try:
            self._filesystem, self._path = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            scheme = urlsplit(url).scheme
            raise ConfigurationError(
                f"Recordings at `{scheme}://` cannot be read here ({type(error).__name__}): "
                "install the driver, for example `pip install s3fs`, `gcsfs` or `adlfs`."
            ) from None
        except Exception as error:  # some drivers connect at once
            raise self._unreachable(error) from None

    def _unreachable(self, error: Exception) -> InputError:
        return InputError(
            f"`{hide_secrets(self._url)}` cannot be listed ({type(error).__name__}): check the "
            "address, the network and the credentials."
        )

    def entries(self) -> Iterator[Entry]:
        """Sorted by path. Raises InputError where nothing is found or the store is unreachable."""
        listing = self._list()
        root = self._path.split("*")[0].rstrip("/")
        names = {
            path: path.removeprefix(root).lstrip("/") or PurePosixPath(path).name
            for path in sorted(listing)
        }
        found = {path: name for path, name in names.items() if is_recording(name)}
        if not found:
            raise none_found(self._url)
        for path, name in found.items():
            info = listing[path]
            location = self._filesystem.unstrip_protocol(path)
            yield Entry(name, int(info.get("size") or 0), _modified(info), location)

    def _list(self) -> Mapping[str, Any]:
        try:
            if glob.has_magic(self._path):
                found = self._filesystem.glob(self._path, detail=True)
            else:
                found = self._filesystem.find(self._path, detail=True)
        except Exception as error:  # each driver raises errors of its own
            raise self._unreachable(error) from None
        return {path: info for path, info in found.items() if info.get("type") == "file"}

    @contextmanager
    def fetch(self, entry: Entry) -> Iterator[Path]:
        """A temporary copy."""
        suffix = PurePosixPath(entry.name).suffix
        with tempfile.NamedTemporaryFile(prefix="callsight-", suffix=suffix) as copy:
            try:
                path = self._filesystem._strip_protocol(entry.location)
                self._filesystem.get_file(path, copy.name)
            except Exception as error:  # each driver raises errors of its own
                raise CallError(
                    "unreachable",
                    f"The recording could not be copied from its store ({type(error).__name__}).",
                    transient=True,
                ) from None
            yield Path(copy.name)


def _modified(info: Mapping[str, Any]) -> float | None:
    value = next((info[key] for key in _TIMES if info.get(key) is not None), None)
    if isinstance(value, dt.datetime):
        return value.timestamp()
    if isinstance(value, str):
        try:
            return dt.datetime.fromisoformat(value).timestamp()
        except ValueError:
            return None
    return float(value) if isinstance(value, (int, float)) else None
