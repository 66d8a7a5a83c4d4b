"""Which calls a page is about: what was asked for, and what its reader may see."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from callsight.store import Filters, Store
from callsight.store.facts import FactRow
from callsight.store.schema import CallRow

MOST_SAID = 2_000
"""Turns with the words of a text filter that count, the latest stored first."""
_STAGES = ("ingested", "transcribed", "redacted", "analyzed")


@dataclass(frozen=True)
class Selection:
    """Some of the calls; the default is all of them."""

    filters: Filters = field(default_factory=Filters)
    run_id: str | None = None
    """Only calls that this run worked on."""
    agents: frozenset[str] | None = None
    """The reader sees the calls of these agents and queues; both None: those of everybody."""
    queues: frozenset[str] | None = None

    ids: tuple[str, ...] | None = None
    """Only these calls; see `resolved`."""
    note: str | None = None
    """What a reader should know of the choice."""

    def resolved(self, store: Store) -> Selection:
        """The same with the calls of the text filter looked up once and not by every query."""
        text = self.filters.text
        if not text:
            return self
        rest = replace(self, filters=replace(self.filters, text="", speaker=None))
        where = rest.conditions(store, FactRow.__table__.c)
        found = store.saying(text, self.filters.speaker, where, MOST_SAID + 1)
        ids = tuple(sorted(set(found[:MOST_SAID])))
        note = None
        if len(found) > MOST_SAID:
            note = (
                f"Many turns say this: these are the calls of the {MOST_SAID:,} latest ones. Add "
                'words, or a phrase in quotes: `"cancel my contract"`.'
            )
        return replace(rest, ids=ids, note=note)

    @property
    def limited(self) -> bool:
        """Whether the reader sees some calls only."""
        return self.agents is not None or self.queues is not None

    def sees(self, agent_id: str | None, queue: str | None) -> bool:
        """Whether the reader may see a call of this agent in this queue."""
        own = self.agents is not None and agent_id in self.agents
        return not self.limited or own or (self.queues is not None and queue in self.queues)

    def conditions(self, store: Store, columns: Any) -> list[sa.ColumnElement[bool]]:
        """What is asked of a row of `call_facts` or `call_overview`."""
        found = store.where(columns, self.filters)
        if self.limited:
            found.append(
                sa.or_(
                    columns.agent_id.in_(sorted(self.agents or ())),
                    columns.queue.in_(sorted(self.queues or ())),
                )
            )
        if self.ids is not None:
            found.append(columns.call_id.in_(self.ids))
        if self.run_id is not None:
            by_run = (getattr(CallRow, f"{stage}_run_id") == self.run_id for stage in _STAGES)
            found.append(columns.call_id.in_(sa.select(CallRow.id).where(sa.or_(*by_run))))
        return found
