"""`access_log`: who looked at which call, and when. Written by `callsight serve`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from callsight.store import fields as f
from callsight.store.columns import Name, now
from callsight.store.database import Database
from callsight.store.schema import Base, CallRow


class AccessRow(Base):
    """One look at the data by somebody; rows are only ever added."""

    __tablename__ = "access_log"
    __table_args__ = f.table(
        "Who opened which call and when, through `callsight serve`.",
        sa.Index(None, "call_id", "id"),
        sa.Index(None, "account", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Number of the entry, in order.")
    at: Mapped[dt.datetime] = f.time("When, UTC.")
    account: Mapped[str] = f.name("Name of the account in the user file; `token` without one.", 64)
    role: Mapped[str] = f.name("`agent`, `lead` or `admin`.", 16)
    action: Mapped[str] = f.name(
        "`login`, `logout`, `open`, `listen`, `export`, or `denied` (a call of somebody else).", 16
    )
    call_id: Mapped[str | None] = mapped_column(
        Name(f.CALL_ID), comment="Call (`calls.id`); kept when the call is deleted."
    )
    rows: Mapped[int | None] = f.integer("Calls that an export is about.")


class Access(Database):
    """The log of looks at the data."""

    def log_access(
        self,
        account: str,
        role: str,
        action: str,
        call_id: str | None = None,
        rows: int | None = None,
    ) -> None:
        """Add an entry; a look that cannot be logged must not happen, so errors are raised."""
        entry = AccessRow(
            at=now(), account=account, role=role, action=action, call_id=call_id, rows=rows
        )
        with self.writing() as session:
            session.add(entry)

    def accesses(
        self, *, call_id: str | None = None, limit: int = 100, offset: int = 0
    ) -> list[dict[str, Any]]:
        """Entries, the newest first, with the call's external id."""
        query = sa.select(AccessRow.__table__, CallRow.external_id)
        query = query.outerjoin(CallRow, CallRow.id == AccessRow.call_id)
        if call_id is not None:
            query = query.where(AccessRow.call_id == call_id)
        query = query.order_by(AccessRow.id.desc()).limit(limit).offset(offset)
        with self.reading() as session:
            return [dict(row._mapping) for row in session.execute(query)]
