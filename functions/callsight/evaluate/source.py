"""The recordings of a dataset as ingest sees them: those with a ground truth, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from callsight.calls import Failure
from callsight.evaluate.dataset import Dataset

if TYPE_CHECKING:
    from callsight.ingest import Entry, Source


class CaseSource:
    """The recordings of a folder that have a ground truth, as a source for ingest."""

    def __init__(self, dataset: Dataset, folder: Source) -> None:
        self._folder = folder
        self._call_ids = {str(case.recording): case.call_id for case in dataset.cases}
        self._entries: dict[str, Entry] = {}

    def entries(self) -> Iterator[Entry]:
        """In the order of the folder."""
        for entry in self._folder.entries():
            if call_id := self._call_ids.get(entry.location):
                self._entries[call_id] = entry
                yield entry

    def fetch(self, entry: Entry) -> AbstractContextManager[Path]:
        """The file itself."""
        return self._folder.fetch(entry)

    def entry(self, call_id: str) -> Entry:
        """Where the recording of a call lies."""
        return self._entries[call_id]

    def call_id(self, failure: Failure) -> str | None:
        """The call that a failure of ingest belongs to."""
        places = {entry.place: call_id for call_id, entry in self._entries.items()}
        return failure.call_id or places.get(failure.place or "")
