"""Finding the moment: turns by their words, with a snippet and the second to listen from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from callsight.store.database import Database
from callsight.store.facts import FactRow
from callsight.store.filters import Filters, conditions
from callsight.store.fulltext import Term, highlight, matches, parse
from callsight.store.schema import CallRow, TurnRow

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

    def saying(self, text: str, speaker: str | None = None) -> sa.Select[str]:
        """Ids of the calls of the turns that have all words of `text`, for a query to narrow."""
        terms = parse(text)
        query = sa.select(TurnRow.call_id).where(matches(self.engine.dialect.name, terms))
        return query if speaker is None else query.where(TurnRow.speaker == speaker)

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
        query: Any = sa.select(TurnRow, *of_call)
        query = query.join(CallRow, CallRow.id == TurnRow.call_id).order_by(TurnRow.id.desc())
        query = self._matching(query, terms, filters)
        with self.reading() as session:
            rows = session.execute(query.limit(limit).offset(offset)).all() if terms else []
            return [_hit(row, rest, terms) for row, *rest in rows]

    def count_hits(self, text: str, filters: Filters | None = None, most: int = 1000) -> int:
        """How many turns `search` finds; counts up to `most`, as nobody reads on from there."""
        terms = parse(text)
        if not terms:
            return 0
        found = self._matching(sa.select(TurnRow.id), terms, filters).limit(most).subquery()
        with self.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(found)) or 0

    def _matching(
        self, query: sa.Select[Any], terms: tuple[Term, ...], filters: Filters | None
    ) -> sa.Select[Any]:
        query = query.where(matches(self.engine.dialect.name, terms))
        if filters is None:
            return query
        if filters.speaker:
            query = query.where(TurnRow.speaker == filters.speaker)
        if filters.about_calls:
            # Asked per hit, not for all calls first: a page of hits needs few of them.
            facts = FactRow.__table__.c
            same = facts.call_id == TurnRow.call_id
            plain = Filters(**{**vars(filters), "text": "", "speaker": None})
            wanted = sa.select(sa.literal(1)).where(same, *self.where(facts, plain))
            query = query.where(wanted.correlate(TurnRow).exists())
        return query


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
