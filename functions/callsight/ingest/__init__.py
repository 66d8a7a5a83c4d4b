"""Recordings in: find them, tell known from new, check their sound, add what is known of them.

`ingest` streams over a `Source` (a folder, a glob, an archive, a URL) and gives an `Ingested` call
or a `Failure` per new file. Paths go no further: file names often hold phone numbers.
"""

from callsight.ingest.entries import Entry, Source
from callsight.ingest.metadata import Metadata, load_metadata
from callsight.ingest.names import masked_name
from callsight.ingest.recordings import Found, Ingested, find, ingest
from callsight.ingest.remote import RemoteSource
from callsight.ingest.sources import open_source

__all__ = [
    "Entry",
    "Found",
    "Ingested",
    "Metadata",
    "RemoteSource",
    "Source",
    "find",
    "ingest",
    "load_metadata",
    "masked_name",
    "open_source",
]
