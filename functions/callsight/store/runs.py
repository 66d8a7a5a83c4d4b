"""The runs: with which configuration and versions, how many calls, how long, and how they ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from callsight.config import hide_secrets
from callsight.processes import is_dead
from callsight.store.columns import now
from callsight.store.database import Database, add_if_missing
from callsight.store.schema import CallRow, RunRow

ASK_RUN = "ask-"
"""How the ids of the runs of `callsight ask` begin."""
LOST = dt.timedelta(days=2)
"""A run of another machine that has not ended after this time counts as interrupted."""


class Runs(Database):
    """The diary of the database."""

    def start_run(
        self,
        run_id: str,
        *,
        owner: str | None = None,
        mlrun_uid: str | None = None,
        profile: str | None = None,
        config: Mapping[str, Any] | None = None,
        config_fingerprint: str | None = None,
        versions: Mapping[str, str] | None = None,
    ) -> bool:
        """Open a run; returns False where a step before this one has done so.

        Runs whose process died are marked `interrupted`.
        """
        row = RunRow(
            id=run_id,
            owner=owner,
            mlrun_uid=mlrun_uid,
            profile=profile,
            config=_without_secrets(config or {}),
            config_fingerprint=config_fingerprint,
            versions=dict(versions or {}),
            state="running",
            counts={},
            started_at=now(),
        )
        with self.writing() as session:
            _, new = add_if_missing(session, row, RunRow.id == run_id)
            running = sa.select(RunRow).where(RunRow.state == "running", RunRow.id != run_id)
            for other in session.scalars(running):
                if (other.owner and is_dead(other.owner)) or other.started_at < now() - LOST:
                    other.state = "interrupted"
        return new

    def record_stage(self, run_id: str, name: str, numbers: Mapping[str, Any]) -> None:
        """Keep the numbers of a stage, or of one shard of it (`transcribe-3`), with the run."""
        with self.writing() as session:
            query = sa.select(RunRow).where(RunRow.id == run_id).with_for_update()
            row = session.scalars(query).one()
            row.counts = {**row.counts, name: dict(numbers)}

    def finish_run(
        self,
        run_id: str,
        state: str = "completed",
        counts: Mapping[str, Any] | None = None,
        seconds: float | None = None,
    ) -> None:
        """Close a run as `completed` or `failed`; `seconds`: wall time, else since its start."""
        with self.writing() as session:
            row = session.get_one(RunRow, run_id)
            row.state, row.finished_at = state, now()
            row.counts = {**row.counts, **(counts or {})}
            elapsed = (row.finished_at - row.started_at).total_seconds()
            row.seconds = elapsed if seconds is None else seconds

    def abandon_run(self, run_id: str) -> None:
        """Close a run as `failed` that broke before it could close itself."""
        with self.writing() as session:
            session.execute(
                sa.update(RunRow)
                .where(RunRow.id == run_id, RunRow.state == "running")
                .values(state="failed", finished_at=now())
            )

    def run_started(self, run_id: str) -> dt.datetime:
        """When this run began, UTC: the same for all its steps."""
        with self.reading() as session:
            return session.get_one(RunRow, run_id).started_at

    def counts_of(self, run_id: str) -> dict[str, Any]:
        """Numbers per stage, or per shard of a stage, of this run."""
        with self.reading() as session:
            return session.get_one(RunRow, run_id).counts

    def analyzed_in(self, run_id: str) -> int:
        """How many calls this run brought to the end of the chain."""
        query = sa.select(sa.func.count()).where(CallRow.analyzed_run_id == run_id)
        with self.reading() as session:
            return session.scalar(query) or 0

    def runs(self, limit: int = 20, *, asked: bool = False) -> list[dict[str, Any]]:
        """The last runs of the workflow, newest first; `asked`: also those of `callsight ask`."""
        query = sa.select(RunRow.__table__).order_by(RunRow.started_at.desc()).limit(limit)
        if not asked:
            query = query.where(RunRow.id.not_like(f"{ASK_RUN}%"))
        with self.reading() as session:
            return [dict(row._mapping) for row in session.execute(query)]


def _without_secrets(config: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: hide_secrets(value) if isinstance(value, str) else value
        for key, value in config.items()
    }
