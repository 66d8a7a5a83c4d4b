"""Calls and where they were found: what the ingest stage asks and leaves behind."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from callsight.calls import Call
from callsight.errors import CallError
from callsight.store.claims import given_up
from callsight.store.database import Database, add_if_missing, pages
from callsight.store.facts import renew_facts
from callsight.store.progress import resolve
from callsight.store.rows import from_call
from callsight.store.schema import CallRow, FailureRow, LocationRow

_TOLD = ("external_id", "agent_id", "customer_id", "queue", "direction", "started_at")
_KEYS = ("external_id", "agent_id", "customer_id", "queue")
_KEY_LENGTH = 255


class Recordings(Database):
    """The identity of calls."""

    def calls_at(self, keys: Iterable[str]) -> dict[str, str]:
        """Location key to call id, for the files that are known calls."""
        found: dict[str, str] = {}
        query = sa.select(LocationRow.location_key, LocationRow.call_id)
        with self.reading() as session:
            for page in pages(keys):
                rows = session.execute(query.where(LocationRow.location_key.in_(page)))
                found.update((key, call_id) for key, call_id in rows)
        return found

    def known_locations(self, keys: Iterable[str]) -> set[str]:
        """The keys that need not be read: known calls, and files given up at ingest."""
        keys = list(keys)
        known = set(self.calls_at(keys))
        given_up_files = sa.select(FailureRow.location_key).where(
            FailureRow.stage == "ingest", given_up()
        )
        with self.reading() as session:
            for page in pages(key for key in keys if key not in known):
                query = given_up_files.where(FailureRow.location_key.in_(page))
                known.update(key for key in session.scalars(query) if key)
        return known

    def add_call(
        self,
        call: Call,
        location_key: str | None = None,
        run_id: str | None = None,
        *,
        place: str | None = None,
        renamed: bool = False,
    ) -> bool:
        """Store a call and where it was found; returns whether the call is new.

        A known call gets the new location and the metadata that is now told of it. With `renamed`,
        names to redact are among that, so it is transcribed and redacted again. `place` is the
        file, whatever it held before: its earlier failures are overcome.

        Raises CallError(`metadata_too_long`).
        """
        _check_lengths(call)
        with self.writing() as session:
            row, new = add_if_missing(session, from_call(call, run_id), CallRow.id == call.id)
            if not new:
                for name in _TOLD:
                    if (value := getattr(call, name)) is not None:
                        setattr(row, name, value)
                row.metadata_ = {**row.metadata_, **call.metadata}
                if renamed:
                    row.redacted_fingerprint = row.raw_transcript_fingerprint = None
            changed = new or session.is_modified(row)
            if location_key is not None:
                found = LocationRow(location_key=location_key, call_id=call.id)
                here = LocationRow.location_key == location_key
                location, _ = add_if_missing(session, found, here)
                location.call_id = call.id
                resolve(session, FailureRow.location_key == location_key, "ingest")
            if place is not None:
                resolve(session, FailureRow.subject == place, "ingest")
            if changed:
                renew_facts(session, call.id)
        return new


def _check_lengths(call: Call) -> None:
    for name in _KEYS:
        if len(getattr(call, name) or "") > _KEY_LENGTH:
            raise CallError(
                "metadata_too_long",
                f"`{name}` of this call has more than {_KEY_LENGTH} characters: shorten it in the "
                "metadata table.",
            )
