"""Full-text search over redacted turns, the way each database does it best.

SQLite: an FTS5 table over `turns` that holds no text of its own, kept by triggers in the
transaction of the write (https://sqlite.org/fts5.html#external_content_tables). PostgreSQL: a
generated `tsvector` with a GIN index. MySQL and MariaDB: a FULLTEXT index; as that leaves out short
and common words, its hits are checked by a regular expression. So the same query finds the same
turns everywhere: words as they are said, without stemming and without regard to case.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, NamedTuple

import sqlalchemy as sa

from callsight.store.schema import TurnRow

MOST_TERMS = 30
"""Further words of a query are left out."""
SEARCH = "turn_search"
"""SQLite's FTS5 table, and the name of the index elsewhere."""
VECTOR = "search"
"""PostgreSQL's generated column of `turns`."""
FTS5 = sa.table(SEARCH, sa.column("rowid", sa.Integer))

_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r'"([^"]*)"?|([^\s"]+)')
_QUOTES = str.maketrans("“”„«»", '"' * 5)
# InnoDB's default stop words (information_schema.innodb_ft_default_stopword).
_NOT_INDEXED = frozenset(
    "a about an are as at be by com de en for from how i in is it la of on or that the this to was "
    "what when where who will with und the www".split()
)
_SHORTEST, _LONGEST = 3, 84
"""Characters of the words in a FULLTEXT index of InnoDB, as its settings are by default."""
_LONGEST_TURN = 250_000
"""Characters of a turn that PostgreSQL indexes: a `tsvector` holds at most 1 MB."""


class Term(NamedTuple):
    """Words that follow each other in a turn."""

    words: tuple[str, ...]
    """Letters and digits only."""
    prefix: bool = False
    """Whether the last word may go on."""

    def pattern(self) -> str:
        """A regular expression that MariaDB, MySQL and Python read alike."""
        end = "" if self.prefix else r"(?![\p{L}\p{N}])"
        return r"(?<![\p{L}\p{N}])" + r"[^\p{L}\p{N}]+".join(self.words) + end


def parse(text: str) -> tuple[Term, ...]:
    """What people type: words in any order, `"phrases"`, and `beginnings*`; nothing is an error.

    Punctuation inside a word divides it: `don't` is the phrase "don t".
    """
    terms = []
    plain = unicodedata.normalize("NFC", text.translate(_QUOTES))
    for match in _PART.finditer(plain):
        phrase, part = match.groups()
        words = _WORD.findall(phrase if part is None else part)
        if words:
            terms.append(Term(tuple(words), part is not None and part.endswith("*")))
    return tuple(terms[:MOST_TERMS])


def highlight(text: str, terms: tuple[Term, ...]) -> list[tuple[int, int]]:
    """Where the terms are in `text`: sorted characters spans that do not overlap."""
    spans: list[tuple[int, int]] = []
    for words, prefix in terms:
        end = r"[^\W_]*" if prefix else r"(?![^\W_])"
        pattern = r"(?<![^\W_])" + r"[\W_]+".join(words) + end
        spans += [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
    kept: list[tuple[int, int]] = []
    for span in sorted(spans):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def matches(backend: str, terms: tuple[Term, ...], number: Any = None) -> sa.ColumnElement[bool]:
    """The condition that a row of `turns` has all `terms`; without any, no row has.

    `number`: what stands for `turns.id` on SQLite, if not the column itself.
    """
    if not terms:
        return sa.false()
    if backend == "sqlite":
        number = TurnRow.id if number is None else number
        return number.in_(sa.select(FTS5.c.rowid).where(has(terms)))
    if backend == "postgresql":
        vector: sa.ColumnElement[Any] = sa.literal_column(f"turns.{VECTOR}")
        return vector.op("@@")(sa.func.to_tsquery(sa.literal_column("'simple'"), _tsquery(terms)))
    return _on_mysql(terms)


def has(terms: tuple[Term, ...]) -> sa.ColumnElement[bool]:
    """The condition that a row of SQLite's `turn_search` has all `terms`; without any, none has."""
    return sa.literal_column(SEARCH).op("MATCH")(_fts5(terms)) if terms else sa.false()


def create_search(connection: sa.Connection) -> None:
    """Create the index where it is missing, and fill it."""
    backend = connection.dialect.name
    if backend == "sqlite":
        exists = sa.inspect(connection).has_table(SEARCH)
        for statement in () if exists else _ON_SQLITE:
            connection.exec_driver_sql(statement)
    elif backend == "postgresql":
        for statement in _ON_POSTGRESQL:
            connection.exec_driver_sql(statement)
    elif SEARCH not in {index["name"] for index in sa.inspect(connection).get_indexes("turns")}:
        connection.exec_driver_sql(f"CREATE FULLTEXT INDEX {SEARCH} ON turns (text)")


def _fts5(terms: tuple[Term, ...]) -> str:
    return " AND ".join(f'"{" ".join(words)}"' + " *" * prefix for words, prefix in terms)


def _tsquery(terms: tuple[Term, ...]) -> str:
    return " & ".join(
        "(" + " <-> ".join(f"'{word}'" for word in words) + ":*" * prefix + ")"
        for words, prefix in terms
    )


def _on_mysql(terms: tuple[Term, ...]) -> sa.ColumnElement[bool]:
    indexed = [
        word
        for words, prefix in terms
        for place, word in enumerate(words)
        if _SHORTEST <= len(word) <= _LONGEST
        and (word.lower() not in _NOT_INDEXED or (prefix and place == len(words) - 1))
    ]
    conditions: list[sa.ColumnElement[bool]] = []
    if indexed:
        # MySQL's words have apostrophes and underscores inside, so the beginning is all we know.
        query = " ".join(f"+{word}*" for word in indexed)
        match = sa.text("MATCH (turns.text) AGAINST (:query IN BOOLEAN MODE)")
        conditions.append(match.bindparams(query=query))  # type: ignore[arg-type]
    conditions += [TurnRow.text.regexp_match(term.pattern()) for term in terms]
    return sa.and_(*conditions)


_ON_SQLITE = (
    f"""CREATE VIRTUAL TABLE {SEARCH} USING fts5(
        text, content='turns', content_rowid='id', columnsize=0,
        tokenize='unicode61 remove_diacritics 0')""",
    f"""CREATE TRIGGER turns_added AFTER INSERT ON turns BEGIN
        INSERT INTO {SEARCH} (rowid, text) VALUES (new.id, new.text); END""",
    f"""CREATE TRIGGER turns_deleted AFTER DELETE ON turns BEGIN
        INSERT INTO {SEARCH} ({SEARCH}, rowid, text) VALUES ('delete', old.id, old.text); END""",
    f"""CREATE TRIGGER turns_changed AFTER UPDATE OF id, text ON turns BEGIN
        INSERT INTO {SEARCH} ({SEARCH}, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO {SEARCH} (rowid, text) VALUES (new.id, new.text); END""",
    f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('rebuild')",
)
# PostgreSQL's parser knows hosts, paths and numbers: without punctuation there are only words.
_ON_POSTGRESQL = (
    f"""ALTER TABLE turns ADD COLUMN IF NOT EXISTS {VECTOR} tsvector GENERATED ALWAYS AS (
        to_tsvector('simple'::regconfig,
                    regexp_replace(left(text, {_LONGEST_TURN}), '[!-/:-@\\[-`{{-~]+', ' ', 'g'))
        ) STORED""",
    f"CREATE INDEX IF NOT EXISTS {SEARCH} ON turns USING gin ({VECTOR})",
    f"COMMENT ON COLUMN turns.{VECTOR} IS 'Words of `text`, for the full-text search.'",
)
