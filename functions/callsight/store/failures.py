"""What failed, how often, and trying it again.

A terminal failure is not tried again until the configuration of its stage or the file changes. A
transient one is tried by the next runs, `claims.MAX_ATTEMPTS` times in all. `retry` resets both.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from callsight.calls import Failure, Stage
from callsight.errors import InputError
from callsight.store.columns import now
from callsight.store.database import Database, add_if_missing
from callsight.store.facts import renew_facts
from callsight.store.schema import CallRow, FailureRow


class Failures(Database):
    """The failures of calls and files."""

    def add_failure(
        self, failure: Failure, run_id: str | None = None, fingerprint: str | None = None
    ) -> None:
        """Count a failed attempt; `fingerprint` is the wanted one of the stage that failed.

        The call stays claimed until `release`.
        """
        file = failure.place or failure.location or failure.recording
        subject = (failure.call_id or file or "")[:255]
        with self.writing() as session:
            call = session.get(CallRow, failure.call_id) if failure.call_id else None
            latest = {
                "call_id": call.id if call else None,
                "location_key": failure.location,
                "recording": failure.recording,
                "kind": failure.kind,
                "message": failure.message,
                "transient": failure.transient,
                "fingerprint": fingerprint,
                "run_id": run_id,
                "last_at": now(),
                "resolved_at": None,
            }
            new = FailureRow(subject=subject, stage=failure.stage, attempts=0, **latest)
            new.first_at = new.last_at
            same = (FailureRow.subject == subject, FailureRow.stage == failure.stage)
            row, _ = add_if_missing(session, new, *same)
            told_apart = (row.fingerprint, row.location_key) != (fingerprint, failure.location)
            if row.resolved_at is not None or told_apart:
                row.attempts = 0
            row.attempts += 1
            for name, value in latest.items():
                setattr(row, name, value)
            if call:
                call.status = "failed"
                renew_facts(session, call.id)

    def failures(
        self,
        *,
        run_id: str | None = None,
        stage: Stage | None = None,
        call_id: str | None = None,
        resolved: bool = False,
    ) -> list[dict[str, Any]]:
        """Failures, newest first; `resolved=True`: those overcome since as well."""
        recording = sa.func.coalesce(FailureRow.recording, CallRow.recording)
        columns = [column for column in FailureRow.__table__.c if column.name != "recording"]
        query = sa.select(*columns, recording.label("recording"), CallRow.external_id)
        query = query.outerjoin(CallRow, CallRow.id == FailureRow.call_id)
        if not resolved:
            query = query.where(FailureRow.resolved_at.is_(None))
        wanted = {"run_id": run_id, "stage": stage, "call_id": call_id}
        for name, value in wanted.items():
            if value is not None:
                query = query.where(getattr(FailureRow, name) == value)
        with self.reading() as session:
            rows = session.execute(query.order_by(FailureRow.last_at.desc(), FailureRow.id.desc()))
            return [dict(row._mapping) for row in rows]

    def retry(self, reference: str | None = None) -> int:
        """Let the next run try again what failed; returns how many failures.

        `reference`: beginning of a call id, external id, or masked file name; None: everything.

        Raises InputError where nothing that failed has this reference.
        """
        query = sa.select(FailureRow).outerjoin(CallRow, CallRow.id == FailureRow.call_id)
        query = query.where(FailureRow.resolved_at.is_(None))
        if reference:
            query = query.where(
                sa.or_(
                    FailureRow.subject.startswith(reference, autoescape=True),
                    FailureRow.recording == reference,
                    CallRow.recording == reference,
                    CallRow.external_id == reference,
                )
            )
        with self.writing() as session:
            rows = session.scalars(query).all()
            for row in rows:
                row.attempts = 0
        if reference and not rows:
            raise InputError(
                f"Nothing that failed is called `{reference}`: give a call id, an external id or "
                "a recording that `callsight failures` lists."
            )
        return len(rows)
