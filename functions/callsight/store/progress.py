"""How far a call has come: its status, its claim and its failures, kept in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from callsight.calls import STAGES, Stage
from callsight.store.columns import now
from callsight.store.facts import renew_facts
from callsight.store.schema import CallRow, FailureRow


def get_call(session: Session, call_id: str) -> CallRow:
    """The row of a call; KeyError where there is none."""
    if (row := session.get(CallRow, call_id)) is None:
        raise KeyError(f"no call `{call_id}`")
    return row


def finish(session: Session, call: CallRow, stage: Stage) -> None:
    """`stage` succeeded: end the claim, resolve the failures up to it, set the status."""
    call.claimed_by = call.claimed_until = None
    passed = STAGES[: STAGES.index(stage) + 1]
    open_failures = _open_failures(session, call)  # of nearly every call none: one look, no update
    for failure in open_failures:
        if failure.stage in passed:
            failure.resolved_at = now()
    _set_status(call, failed=any(failure.stage not in passed for failure in open_failures))
    renew_facts(session, call.id)


def resolve(session: Session, condition: sa.ColumnElement[bool], *stages: Stage) -> None:
    """Mark failures at `stages` as overcome."""
    open_failures = sa.and_(condition, FailureRow.resolved_at.is_(None))
    session.execute(
        sa.update(FailureRow)
        .where(open_failures, FailureRow.stage.in_(stages))
        .values(resolved_at=now())
    )


def set_status(session: Session, call: CallRow) -> None:
    """Derive the status from failures and fingerprints."""
    _set_status(call, failed=bool(_open_failures(session, call)))


def _open_failures(session: Session, call: CallRow) -> Sequence[FailureRow]:
    of_call = sa.select(FailureRow).where(FailureRow.call_id == call.id)
    return session.scalars(of_call.where(FailureRow.resolved_at.is_(None))).all()


def _set_status(call: CallRow, *, failed: bool) -> None:
    if failed:
        call.status = "failed"
    elif call.analyzed_fingerprint:
        call.status = "analyzed"
    elif call.redacted_fingerprint:
        call.status = "redacted"
    else:
        call.status = "transcribed" if call.raw_transcript_fingerprint else "new"
