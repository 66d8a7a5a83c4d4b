"""Finding the moment: turns by their words, with a snippet and the second to listen from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from callsight.store.database import Database
from callsight.store.facts import FactRow
from callsight.store.filters import Filters, conditions
from callsight.store.fulltext import FTS5, Term, has, highlight, matches, parse
from callsight.store.schema import CallRow, TurnRow

Where: TypeAlias = list[sa.ColumnElement[bool]]
FEW = 2_000
"""Calls; see `Search._latest`."""
SNIPPET = 160
"""Characters of a snippet."""


@dataclass(frozen=True)
class Hit:
    """A turn in which the words are."""

    call_id: str
    external_id: str | None
    agent_id: str | None
    started_at: dt.datetime | None
    """Start of the call, UTC."""
    turn: int
    speaker: str
    start: float
    """Of the turn, in seconds of the recording."""
    end: float
    """Of the turn, in seconds of the recording."""
    seconds: float
    """Where the first of the words is said, in seconds of the recording."""
    text: str
    """The whole turn, redacted."""
    snippet: str
    """What is around the first of the words, at most 160 characters and `…` where it is cut."""
    marks: tuple[tuple[int, int], ...]
    """The words in `snippet`: first character, and character after the last one."""


class Search(Database):
    """Full-text search over redacted turns."""

    def where(self, columns: Any, filters: Filters) -> list[sa.ColumnElement[bool]]:
        """`filters` as conditions on the columns of `call_overview` or a table like it."""
        return conditions(columns, filters, self.engine.dialect.name)

    def among(self, call_id: Any, filters: Filters) -> list[sa.ColumnElement[bool]]:
        """That a column is the id of a call with these `filters`; none: no condition.

        `call_facts` is asked: `call_overview` is slow to search.
        """
        facts = FactRow.__table__.c
        wanted = self.where(facts, filters)
        return [call_id.in_(sa.select(facts.call_id).where(*wanted))] if wanted else []

    def saying(self, text: str, speaker: str | None, where: Where, limit: int) -> list[str]:
        """The call of each of the latest turns that have all words of `text`.

        `where`: conditions on `call_facts`; see `where`.
        """
        with self.reading() as session:
            query = sa.select(TurnRow.call_id)
            query = self._latest(session, query, parse(text), speaker, where)
            return list(session.scalars(query.limit(limit)))

    def search(
        self, text: str, filters: Filters | None = None, *, limit: int = 20, offset: int = 0
    ) -> list[Hit]:
        """Turns that have all words of `text`, the latest stored first.

        `text`: words in any order, `"phrases"`, `beginnings*`; no text is an error, and one without
        a word finds nothing. `filters`: of which calls (their `text` is not used), and which
        speaker.
        """
        terms = parse(text)
        of_call = (CallRow.external_id, CallRow.agent_id, CallRow.started_at)
        query = sa.select(TurnRow, *of_call).join(CallRow, CallRow.id == TurnRow.call_id)
        if not terms:
            return []
        with self.reading() as session:
            # The ids alone first: with more to fetch, MariaDB sorts all turns before it takes any.
            found = self._latest(session, sa.select(TurnRow.id), terms, *self._asked(filters))
            ids = session.scalars(found.limit(limit).offset(offset)).all()
            rows = session.execute(query.where(TurnRow.id.in_(ids)).order_by(TurnRow.id.desc()))
            return [_hit(row, rest, terms) for row, *rest in rows]

    def count_hits(self, text: str, filters: Filters | None = None, most: int = 1000) -> int:
        """How many turns `search` finds; counts up to `most`, as nobody reads on from there."""
        terms = parse(text)
        if not terms:
            return 0
        with self.reading() as session:
            query = self._latest(session, sa.select(TurnRow.id), terms, *self._asked(filters))
            found = query.limit(most).subquery()
            return session.scalar(sa.select(sa.func.count()).select_from(found)) or 0

    def _asked(self, filters: Filters | None) -> tuple[str | None, Where]:
        """Speaker, and conditions on `call_facts`."""
        if filters is None:
            return None, []
        plain = Filters(**{**vars(filters), "text": "", "speaker": None})
        return filters.speaker, self.where(FactRow.__table__.c, plain)

    def _latest(
        self,
        session: Session,
        query: sa.Select[Any],
        terms: tuple[Term, ...],
        speaker: str | None,
        where: Where,
    ) -> sa.Select[Any]:
        """`query` over the turns that have all `terms`, the latest stored first.

        The turns of few calls are looked up and sorted. Of many, turns are taken from the index one
        by one, and their calls asked for: a page of hits needs few of them.
        """
        backend, facts = self.engine.dialect.name, FactRow.__table__.c
        if speaker:
            query = query.where(TurnRow.speaker == speaker)
        if where:
            calls = session.scalars(sa.select(facts.call_id).where(*where).limit(FEW + 1)).all()
            if len(calls) <= FEW:
                number = TurnRow.id + 0  # no index: the one of the calls is the right one
                query = query.where(TurnRow.call_id.in_(calls), matches(backend, terms, number))
                return query.order_by(number.desc())
            same = sa.select(sa.literal(1)).where(facts.call_id == TurnRow.call_id, *where)
            query = query.where(same.correlate(TurnRow).exists())
        if backend == "sqlite":  # its index can be read from the end
            query = query.join(FTS5, FTS5.c.rowid == TurnRow.id)
            return query.where(has(terms)).order_by(FTS5.c.rowid.desc())
        return query.where(matches(backend, terms)).order_by(TurnRow.id.desc())


def _hit(row: TurnRow, of_call: Sequence[Any], terms: tuple[Term, ...]) -> Hit:
    spans = highlight(row.text, terms)
    snippet, marks = _snippet(row.text, spans)
    external_id, agent_id, started_at = of_call
    return Hit(
        call_id=row.call_id,
        external_id=external_id,
        agent_id=agent_id,
        started_at=started_at,
        turn=row.turn,
        speaker=row.speaker,
        start=row.start_seconds,
        end=row.end_seconds,
        seconds=_second(row, spans[0][0]) if spans else row.start_seconds,
        text=row.text,
        snippet=snippet,
        marks=marks,
    )


def _snippet(text: str, spans: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Cut at spaces where there are some near by."""
    first = spans[0][0] if spans else 0
    start = max(0, min(first - SNIPPET // 3, len(text) - SNIPPET))
    stop = start + SNIPPET
    if start > 0 and (space := text.find(" ", start, first)) >= 0:
        start = space + 1
    if stop < len(text) and (space := text.rfind(" ", start + SNIPPET // 2, stop)) > 0:
        stop = space
    before, after = "… " * (start > 0), " …" * (stop < len(text))
    shift = len(before) - start
    marks = tuple((a + shift, b + shift) for a, b in spans if a >= start and b <= stop)
    return before + text[start:stop] + after, marks


def _second(row: TurnRow, character: int) -> float:
    """When the word at `character` is said; the words are found in the text in their order."""
    place = 0
    for text, start, *_ in row.words:
        found = row.text.find(text, place)
        if found < 0:
            continue
        place = found + len(text)
        if place > character:
            return float(start)
    return row.start_seconds
