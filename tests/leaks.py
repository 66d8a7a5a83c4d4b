"""Looks for ground-truth values in everything that a run left behind.

    PYTHONPATH=functions python -m tests.leaks OUTPUT CALLS [LOG]

Every value is searched, in written and in spoken form. A value is found where its words stand in a
row, whatever the case and punctuation between them; long ones also where letters and digits alone
agree, so that no grouping hides them. Text is searched wherever text can stand: the columns of the
database, the strings of JSON and parquet files, the texts, attributes and scripts of pages, names
of files, logs. Numbers that are no text (seconds, bytes) and what machines write (times of day,
UUIDs, hashes) are left out, or a three-digit code would be "found" in one of them by chance.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd

from callsight.synthesize import truth

AUDIO = (".flac", ".ogg", ".wav", ".opus")
LONG = 7
"""Letters and digits from which a value is also searched without word boundaries."""
_MACHINE = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?"  # a time
    r"|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"  # a UUID
    r"|\b(?=\d*[a-f])[0-9a-f]{16,}\b"  # a hash
    r"|\b\d+\.\d+\b"  # a number with a fraction
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Values:
    """The personal values of some calls, in all forms in which they may be left."""

    def __init__(self, truths: list[Path]) -> None:
        forms: set[str] = set()
        for path in truths:
            call = truth.read(path)
            for item in call.pii:
                forms |= {item.value, call.turns[item.turn].spoken[item.start : item.end]}
        self.rows = sorted({words(form) for form in forms if words(form)})
        self.long = sorted({s for s in map(squeezed, forms) if len(s) >= LONG})

    def in_text(self, text: str) -> list[str]:
        """The values that `text` holds."""
        kept = _MACHINE.sub(" ", text)
        spaced, dense = f" {words(kept)} ", squeezed(kept)
        return [row for row in self.rows if f" {row} " in spaced] + [
            value for value in self.long if value in dense
        ]


def words(text: str) -> str:
    """Lower-case words and numbers alone, one space between them."""
    return " ".join(match[0].removesuffix("'s") for match in _WORD.finditer(text.lower()))


def squeezed(text: str) -> str:
    """Letters, digits and @ alone, lower case."""
    return re.sub(r"[^a-z0-9@]", "", text.lower())


def strings(value: Any) -> Iterator[str]:
    """All texts in a JSON value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


class _Page(HTMLParser):
    """Texts, attributes and the strings of scripts of a page; not its styles."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in ("style", "script") else ""
        self.texts += [value for name, value in attrs if value and name not in ("style", "d")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.texts += _STRING.findall(data)
        elif not self._inside:
            self.texts.append(data)


def page_texts(html: str) -> list[str]:
    """Where text can stand in a page; words of one line may lie in several marks."""
    page = _Page()
    page.feed(html)
    return [*page.texts, " ".join(page.texts)]


def database_texts(path: Path) -> Iterator[tuple[str, str]]:
    """Name of the column and text of every text value of a SQLite database."""
    with sqlite3.connect(path) as connection:
        tables = connection.execute("select name from sqlite_master where type = 'table'")
        for (table,) in tables.fetchall():
            cursor = connection.execute(f'select * from "{table}"')
            columns = [column[0] for column in cursor.description]
            for row in cursor:
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, bytes):
                        value = value.decode("utf-8", errors="replace")
                    if isinstance(value, str):
                        yield f"{table}.{column}", value


def file_texts(path: Path) -> Iterator[str]:
    """The texts of a file by its kind."""
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        for column in frame.select_dtypes(include=["object", "string", "category"]):
            yield from (str(value) for value in frame[column].dropna())
        return
    text = path.read_bytes().decode("utf-8", errors="replace")
    if path.suffix == ".json":
        try:
            yield from strings(json.loads(text))
        except json.JSONDecodeError:
            yield text
    elif path.suffix in (".html", ".htm", ".svg"):
        yield from page_texts(text)
    else:
        yield text


def written(folder: Path, logs: str = "") -> Iterator[tuple[str, str]]:
    """Place and text of everything that a run left in `folder`; audio is scored by its seconds."""
    yield "logs", logs
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in AUDIO:
            continue
        name = str(path.relative_to(folder))
        yield f"name of {name}", name
        if path.read_bytes()[:15] == b"SQLite format 3":
            yield from ((f"{name} {column}", text) for column, text in database_texts(path))
        else:
            yield from ((name, text) for text in file_texts(path))


def find(folder: Path, values: Values, logs: str = "") -> dict[str, list[str]]:
    """The values that are left, by place."""
    found: dict[str, list[str]] = {}
    for place, text in written(folder, logs):
        if left := values.in_text(text):
            found.setdefault(place, []).extend(left)
    return found


def main(output: str, calls: str, log: str = "") -> None:
    """Print what is left; exit code 1 if anything is."""
    values = Values(sorted(Path(calls).glob("*.json")))
    found = find(Path(output), values, Path(log).read_text() if log else "")
    for place, left in found.items():
        print(place, sorted(set(left)))
    print(f"{len(values.rows)} values searched, {sum(map(len, found.values()))} times left")
    sys.exit(bool(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
