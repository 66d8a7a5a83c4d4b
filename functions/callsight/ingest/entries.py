"""What a source of recordings is: something that lists entries and fetches them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

from callsight.audio.formats import AUDIO_SUFFIXES
from callsight.config import hide_secrets
from callsight.errors import InputError


@dataclass(frozen=True)
class Entry:
    """One file of a source as it is now. Its name stays in memory: it may hold a phone number."""

    name: str = field(repr=False)
    """Path within the source, with forward slashes."""
    size: int
    """Bytes."""
    modified: float | None = None
    """Seconds since 1970, where the source knows."""
    location: str = field(default="", repr=False)
    """Absolute path or URL; the name where empty."""

    @property
    def place(self) -> str:
        """Identifies this file in the database, whatever it holds, without telling its path."""
        return _hash(self.location or self.name)

    @property
    def key(self) -> str:
        """Identifies this state of this file in the database without telling its path."""
        return _hash(f"{self.location or self.name}\0{self.size}\0{self.modified}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


class Source(Protocol):
    """Anything that can list recordings and hand them out."""

    def entries(self) -> Iterator[Entry]:
        """The recordings, in an order that is the same each time. Raises InputError if none."""
        ...

    def fetch(self, entry: Entry) -> AbstractContextManager[Path]:
        """A local file with the bytes of `entry`, valid within the context.

        Raises CallError or OSError. Called from several threads.
        """
        ...


def is_recording(name: str) -> bool:
    """True for a visible file with the extension of a recording."""
    path = PurePosixPath(name)
    hidden = any(part.startswith(".") and part not in (".", "..") for part in path.parts)
    return path.suffix.lower() in AUDIO_SUFFIXES and not hidden and "__MACOSX" not in path.parts


def none_found(recordings: str) -> InputError:
    """What to say where a source holds no recordings."""
    return InputError(
        f"No recordings in `{hide_secrets(recordings)}`: Callsight looks for files such as .wav, "
        ".mp3, .m4a, .ogg, .flac (also in subfolders). Check the path."
    )
