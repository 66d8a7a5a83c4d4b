"""Which calls need a stage, and who works on them: two runs never do the same call twice.

A stage needs a call when the fingerprint it would leave differs from the one that is stored. A
claim is one conditional UPDATE under a row lock; it ends with the commit of the stage, with
`release`, when its process is dead (seen at once on the same machine), or when its lease is over.
A call that failed stays claimed until `release`, so the same run does not try it again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from callsight.calls import Call, Stage
from callsight.processes import is_dead
from callsight.store.columns import now
from callsight.store.database import PAGE, Database
from callsight.store.fingerprints import Fingerprints
from callsight.store.rows import to_call
from callsight.store.schema import CallRow, FailureRow

MAX_ATTEMPTS = 3
"""A transient failure is tried again by the next runs until it happened this often."""
LEASE = dt.timedelta(hours=1)
"""For this long a claim holds without a sign of life; every `claim` and `renew` extends it."""
Condition = sa.ColumnElement[bool]


class Claims(Database):
    """Selection of the work that is left."""

    def claim(
        self,
        stage: Stage,
        wanted: Fingerprints,
        owner: str,
        limit: int = 32,
        among: Collection[str] | None = None,
        shard: tuple[int, int] | None = None,
        lease: dt.timedelta = LEASE,
    ) -> list[Call]:
        """At most `limit` calls that need `stage`, now claimed by `owner`; empty when none is left.

        `among`: only these call ids (best a set or dict). `shard` (i, n): only the i-th of n equal
        parts, stable by call id. `owner` comes from `new_owner()`.
        """
        free = self._free(owner)
        self.renew(owner, lease)
        while True:
            with self.reading() as session:
                conditions = [_pending(stage, wanted), free, *_in_shard(shard)]
                found = _search(session, conditions, limit, among)
            if not found:
                return []
            claimed = self._take(found, [_pending(stage, wanted), free], owner, lease)
            if claimed:  # else another run took them all in between
                return claimed

    def pending(
        self,
        stage: Stage,
        wanted: Fingerprints,
        among: Collection[str] | None = None,
        shard: tuple[int, int] | None = None,
    ) -> int:
        """How many calls need `stage`, those included that somebody works on now."""
        conditions = [_pending(stage, wanted), *_in_shard(shard)]
        with self.reading() as session:
            return len(_within(session.scalars(sa.select(CallRow.id).where(*conditions)), among))

    def renew(self, owner: str, lease: dt.timedelta = LEASE) -> int:
        """Extend all claims of `owner`; returns how many."""
        return self._update(CallRow.claimed_by == owner, claimed_until=now() + lease)

    def take_over(self, owner: str) -> int:
        """Release what earlier attempts at the work of `owner` still claim; returns how many.

        A pod that was killed cannot be seen to be dead from another one, but whoever starts its
        work again knows it is: KFP, and `callsight.shards`, retry only what has ended.
        """
        work = owner.partition("@")[2]
        with self.reading() as session:
            owners = set(session.scalars(sa.select(CallRow.claimed_by).distinct())) - {owner, None}
        former = [name for name in owners if name and work and name.partition("@")[2] == work]
        return sum(self.release(name) for name in former)

    def release(self, owner: str) -> int:
        """Give all claims of `owner` back; returns how many."""
        return self._update(CallRow.claimed_by == owner, claimed_by=None, claimed_until=None)

    def unfinished(self) -> set[str]:
        """Ids of calls that may have something in the scratch store: see `Scratch.sweep`."""
        waiting = sa.or_(
            CallRow.redacted_fingerprint.is_(None),
            CallRow.raw_transcript_fingerprint.is_not(None),
            sa.not_(self._free("")),
        )
        with self.reading() as session:
            return set(session.scalars(sa.select(CallRow.id).where(waiting)))

    def _take(
        self, ids: list[str], conditions: list[Condition], owner: str, lease: dt.timedelta
    ) -> list[Call]:
        with self.writing() as session:
            query = sa.select(CallRow).where(CallRow.id.in_(ids), *conditions)
            # Rows are locked in the order of their ids, or two runs could wait for each other.
            rows = session.scalars(query.order_by(CallRow.id).with_for_update()).all()
            for row in rows:
                row.claimed_by, row.claimed_until = owner, now() + lease
            return [to_call(row) for row in rows]

    def _free(self, owner: str) -> Condition:
        """Nobody but `owner` holds a claim that still counts, and `owner` holds none."""
        claimed_by = CallRow.claimed_by
        with self.reading() as session:
            owners = session.scalars(
                sa.select(claimed_by).where(claimed_by.is_not(None)).distinct()
            )
            dead = [name for name in owners if name and is_dead(name)]
        stale = sa.or_(CallRow.claimed_until < now(), claimed_by.in_(dead))
        return sa.or_(claimed_by.is_(None), sa.and_(claimed_by != owner, stale))

    def _update(self, condition: Condition, **values: object) -> int:
        with self.reading() as session:  # most of the time there is nothing to do: no write lock
            if session.scalar(sa.select(CallRow.id).where(condition).limit(1)) is None:
                return 0
        with self.writing() as session:
            query = sa.update(CallRow).where(condition).values(**values)
            return session.connection().execute(query).rowcount


def given_up() -> Condition:
    """A failure that no run tries again: terminal, or transient and tried often enough."""
    return sa.and_(
        FailureRow.resolved_at.is_(None),
        sa.or_(
            sa.and_(FailureRow.transient.is_(False), FailureRow.attempts > 0),
            FailureRow.attempts >= MAX_ATTEMPTS,
        ),
    )


def _pending(stage: Stage, wanted: Fingerprints) -> Condition:
    raw = CallRow.raw_transcript_fingerprint
    unredacted = _differs(CallRow.redacted_fingerprint, wanted.redacted)
    if stage == "transcribe":
        # What redaction has given up is not worth another transcript either.
        given_up_at: tuple[Stage, ...] = ("transcribe", "redact")
        needed = sa.and_(unredacted, _differs(raw, wanted.raw))
    elif stage == "redact":
        given_up_at = ("redact",)
        needed = sa.and_(unredacted, raw == wanted.raw)
    elif stage == "analyze":
        given_up_at = ("analyze",)
        redacted = CallRow.redacted_fingerprint == wanted.redacted
        needed = sa.and_(redacted, _differs(CallRow.analyzed_fingerprint, wanted.analyzed))
    else:
        raise ValueError(f"`{stage}` works on files, not on calls")
    return sa.and_(needed, *(_not_given_up(name, wanted) for name in given_up_at))


def _not_given_up(stage: Stage, wanted: Fingerprints) -> Condition:
    failure = sa.select(FailureRow.id).where(
        FailureRow.call_id == CallRow.id,
        FailureRow.stage == stage,
        FailureRow.fingerprint == wanted.of(stage),
        given_up(),
    )
    return sa.not_(failure.correlate(CallRow).exists())


def _differs(column: sa.orm.InstrumentedAttribute[str | None], value: str) -> Condition:
    """As three ranges of an index; no database searches one for `!=`."""
    return sa.or_(column.is_(None), column < value, column > value)


def _in_shard(shard: tuple[int, int] | None) -> list[Condition]:
    return [] if shard is None else [CallRow.shard_hash % shard[1] == shard[0]]


def _search(
    session: Session, conditions: list[Condition], limit: int, among: Collection[str] | None
) -> list[str]:
    """Ids in order; read page by page, because `among` may hold more ids than a query can."""
    found: list[str] = []
    for ids in _id_pages(session, conditions, max(limit, PAGE)):
        found += _within(ids, among)
        if len(found) >= limit:
            break
    return found[:limit]


def _id_pages(session: Session, conditions: list[Condition], size: int) -> Iterator[list[str]]:
    last = ""
    while True:
        query = sa.select(CallRow.id).where(CallRow.id > last, *conditions)
        ids = list(session.scalars(query.order_by(CallRow.id).limit(size)))
        yield ids
        if len(ids) < size:
            return
        last = ids[-1]


def _within(ids: Iterable[str], among: Collection[str] | None) -> list[str]:
    return [call_id for call_id in ids if among is None or call_id in among]
