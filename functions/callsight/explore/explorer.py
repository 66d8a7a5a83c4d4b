"""`callsight.open`: the database for people in notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from callsight.explore import corrections
from callsight.explore.card import CallCard
from callsight.explore.frames import Column, frame, of_table, overview_columns
from callsight.outputs import Outputs
from callsight.report.numbers import questions
from callsight.store import Filters, Store, open_store, read_filters
from callsight.store.fulltext import matches, parse
from callsight.store.schema import (
    AnswerRow,
    CallRow,
    FailureRow,
    FindingRow,
    MetricRow,
    TurnRow,
)

if TYPE_CHECKING:
    import pandas as pd


def open_calls(url: str | Path | None = None, *, audio: str | Path | None = None) -> Explorer:
    """Open a database to look at; use it in a `with` block or close it.

    `url`: path of a SQLite file, or URL of PostgreSQL or MySQL/MariaDB; None: the one of the
    configuration. `audio`: output folder or URL with the redacted recordings; None: the folder of
    the SQLite file, or else the output of the configuration.

    Raises ConfigurationError where there is no such database.
    """
    from callsight.config import load_config

    config = load_config({} if url is None else {"database": str(url)})
    store = open_store(config.database_url, create=False)
    path = store.engine.url.database
    on_disk = store.engine.dialect.name == "sqlite" and url is not None and path
    folder = audio or (Path(str(path)).parent if on_disk else config.output)
    return Explorer(store, Outputs(str(folder)))


class Explorer:
    """An open database. Every table takes the same filters; all times are UTC, lengths seconds.

    A column's unit and meaning are in `frame.attrs["units"]` and `frame.attrs["meanings"]`.
    """

    def __init__(self, store: Store, outputs: Outputs) -> None:
        self.store = store
        """For everything else that the database can do."""
        self._outputs = outputs

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        from callsight.store.connection import shown

        return f"<Callsight database {shown(self.store.engine.url)}>"

    def close(self) -> None:
        """Close all connections."""
        self.store.close()

    def calls(self, *, limit: int | None = None, **filters: Any) -> pd.DataFrame:
        """One wide row per call, the earliest first: metadata, main answers and numbers.

        `limit`: only the latest so many. `filters`: since, until, agent, queue, topic, outcome,
        language, status, direction, sentiment, seconds, text, speaker; see
        `callsight.store.read_filters`.
        """
        rows = self.store.calls(filters=read_filters(**filters), limit=limit)
        return frame([tuple(row.values()) for row in rows[::-1]], overview_columns())

    def turns(self, **filters: Any) -> pd.DataFrame:
        """What was said, redacted, in order; with `text` or `speaker` only the turns that match."""
        chosen = read_filters(**filters)
        of_calls = Filters(**{**vars(chosen), "text": "", "speaker": None})
        columns = of_table(
            TurnRow, "call_id turn speaker channel start end text confidence sentiment flags"
        )
        where = self.store.among(TurnRow.call_id, of_calls)
        if chosen.text:
            where.append(matches(self.store.engine.dialect.name, parse(chosen.text)))
        if chosen.speaker:
            where.append(TurnRow.speaker == chosen.speaker)
        return self._frame(columns, where, TurnRow.call_id, TurnRow.turn)

    def answers(self, **filters: Any) -> pd.DataFrame:
        """The answers to the last questionnaire of each call, one row each.

        `value` is the reviewer's where there is a `corrected_by`; `original` is the engine's then.
        """
        columns = of_table(
            AnswerRow,
            "call_id question value value_number status reason evidence quote confidence "
            "engine model corrected_by original",
        )
        where = self.store.among(AnswerRow.call_id, read_filters(**filters))
        last = sa.select(CallRow.id).where(
            CallRow.id == AnswerRow.call_id,
            CallRow.questionnaire_version == AnswerRow.questionnaire_version,
        )
        where.append(last.correlate(AnswerRow).exists())
        return self._frame(columns, where, AnswerRow.call_id, AnswerRow.position)

    def findings(self, **filters: Any) -> pd.DataFrame:
        """Where personal data was removed; never the value."""
        columns = of_table(
            FindingRow, "call_id finding entity turn start end detector score placeholder"
        )
        where = self.store.among(FindingRow.call_id, read_filters(**filters))
        return self._frame(columns, where, FindingRow.call_id, FindingRow.finding)

    def metrics(self, **filters: Any) -> pd.DataFrame:
        """Call dynamics: one row per call, one column per metric (`attrs` has their units).

        The columns are always the same; those that no call has are empty.
        """
        from callsight.analyze.metrics import METRICS

        where = self.store.among(MetricRow.call_id, read_filters(**filters))
        columns = of_table(MetricRow, "call_id metric value")
        long = self._frame(columns, where, MetricRow.call_id, MetricRow.metric)
        wide = long.pivot(index="call_id", columns="metric", values="value")
        others = [name for name in wide.columns if name not in METRICS]
        wide = wide.reindex(columns=[*METRICS, *others]).astype("float64")
        wide.attrs["units"] = {name: metric.unit for name, metric in METRICS.items()}
        wide.attrs["meanings"] = {name: metric.description for name, metric in METRICS.items()}
        return wide

    def failures(self, *, resolved: bool = True) -> pd.DataFrame:
        """What went wrong, one row per call (or file) and stage; `resolved`: also what is over."""
        columns = of_table(
            FailureRow,
            "call_id recording stage kind message transient attempts run_id first_at last_at "
            "resolved_at",
        )
        columns[1:1] = of_table(CallRow, "external_id")
        rows = self.store.failures(resolved=resolved)
        return frame([tuple(row[column.name] for column in columns) for row in rows], columns)

    def search(self, text: str, *, limit: int = 50, **filters: Any) -> pd.DataFrame:
        """Turns with all words of `text` (`"phrases"`, `beginnings*`), the latest stored first.

        `seconds` is where the first of the words is said.
        """
        import pandas as pd

        names = "call_id external_id agent_id started_at turn speaker seconds snippet".split()
        hits = self.store.search(text, read_filters(**filters), limit=limit)
        rows = [[getattr(hit, name) for name in names] for hit in hits]
        types = {"turn": "Int64", "seconds": "float64"}
        table = pd.DataFrame(rows, columns=names).astype(types)
        table["started_at"] = pd.to_datetime(table["started_at"], utc=True)
        table.attrs["units"] = {"seconds": "seconds", "started_at": "UTC"}
        return table

    def call(self, reference: str, *, player: bool = True) -> CallCard:
        """One call, by external id or the beginning of its id; in a notebook it shows as a card.

        `player=False` leaves out the audio, which is part of the card (about 3 kB a second).

        Raises InputError where no call or several have this reference.
        """
        record = self.store.load_call(reference)
        asked = questions(self.store).get(record.questionnaire_version or "", {})
        return CallCard(record, asked, self._outputs if player else None)

    def correct(self, call: str, question: str, value: Any, *, author: str, reason: str) -> bool:
        """Put an answer right, or confirm it; see `callsight.explore.correct_answer`."""
        return corrections.correct_answer(
            self.store, call, question, value, author=author, reason=reason
        )

    def agreement(self) -> pd.DataFrame:
        """How often reviewers agree with the model, per question; see `callsight agreement`."""
        import pandas as pd

        from callsight.evaluate.agreement import Agreement, agreement

        names = list(Agreement.__dataclass_fields__)
        return pd.DataFrame(map(vars, agreement(self.store)), columns=names)

    def _frame(
        self, columns: list[Column], where: list[sa.ColumnElement[bool]], *order: Any
    ) -> pd.DataFrame:
        query = sa.select(*(column.source for column in columns)).where(*where).order_by(*order)
        with self.store.reading() as session:
            return frame([tuple(row) for row in session.execute(query)], columns)
