"""Conditions over `call_overview` as people write them: `topic = 'billing' and seconds > 60`.

They are read by a small parser, never handed to the database as text: columns must be those of the
view, and every value becomes a bound parameter.

    condition  = part {"or" part};  part = factor {"and" factor};  factor = ["not"] test
    test       = "(" condition ")" | column is
    is         = operator value | "is" ["not"] "null" | ["not"] ("in" "(" value {"," value} ")"
                 | "like" 'text' | "between" value "and" value)
    operator   = "=" | "!=" | "<>" | "<" | "<=" | ">" | ">="
    value      = 'text' | "text" | number
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from callsight.errors import ConfigurationError
from callsight.store.columns import Json, Number, Time, as_utc
from callsight.store.view import OVERVIEW

LONGEST, DEEPEST = 2000, 20
"""Characters, and parentheses or `not` within each other: more is a mistake."""
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")|(?P<number>[-+]?\d+(?:\.\d+)?)(?![\w.])"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<sign><=|>=|!=|<>|[=<>(),]))"
)
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_EXAMPLE = "for example `topic = 'billing' and seconds > 60`"
Condition = sa.ColumnElement[bool]


def parse_where(text: str) -> Condition:
    """The condition that `text` states.

    Raises ConfigurationError, which says where it cannot be read and what would be right.
    """
    if len(text) > LONGEST:
        raise ConfigurationError(f"A condition has at most {LONGEST} characters, not {len(text)}.")
    return _Parser(text).parse()


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0

    def parse(self) -> Condition:
        condition = self._any()
        if self._at < len(self._tokens):
            raise self._problem("`and`, `or`, or the end")
        return condition

    def _any(self) -> Condition:
        parts = [self._all()]
        while self._took("or"):
            parts.append(self._all())
        return sa.or_(*parts)

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._took("and"):
            parts.append(self._one())
        return sa.and_(*parts)

    def _one(self) -> Condition:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ConfigurationError(f"Condition `{self._text}` is nested too deeply.")
        if self._took("not"):
            condition = sa.not_(self._one())
        elif self._took("("):
            condition = self._any()
            self._expect(")")
        else:
            condition = self._test()
        self._depth -= 1
        return condition

    def _test(self) -> Condition:
        column = self._column()
        if self._took("is"):
            negated = self._took("not")
            self._expect("null")
            return column.is_not(None) if negated else column.is_(None)
        negated = self._took("not")
        if self._took("in"):
            self._expect("(")
            values = [self._value(column)]
            while self._took(","):
                values.append(self._value(column))
            self._expect(")")
            condition: Condition = column.in_(values)
        elif self._took("between"):
            low = self._value(column)
            self._expect("and")
            condition = column.between(low, self._value(column))
        elif self._took("like"):
            condition = column.like(str(self._value(column)))
        elif not negated and self._peek() in _COMPARE:
            compare = _COMPARE[self._next()[1]]
            return compare(column, self._value(column))
        else:
            raise self._problem("an operator such as `=`, `!=`, `<`, `in`, `like` or `is null`")
        return sa.not_(condition) if negated else condition

    def _column(self) -> Any:
        kind, name = self._next("a column")
        if kind != "name":
            self._at -= 1
            raise self._problem("a column")
        if name not in OVERVIEW.c or isinstance(OVERVIEW.c[name].type, Json):
            columns = ", ".join(c.name for c in OVERVIEW.c if not isinstance(c.type, Json))
            raise ConfigurationError(f"Unknown column `{name}`: choose one of {columns}.")
        return OVERVIEW.c[name]

    def _value(self, column: Any) -> Any:
        kind, token = self._next("a value")
        if kind not in ("text", "number"):
            self._at -= 1
            hint = f" (text stands in quotes: `'{token}'`)" if kind == "name" else ""
            raise self._problem(f"a value{hint}")
        text = token[1:-1].replace(token[0] * 2, token[0]) if kind == "text" else token
        return _typed(column, kind, text)

    def _next(self, wanted: str = "more") -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise self._problem(wanted)
        self._at += 1
        return self._tokens[self._at - 1]

    def _peek(self) -> str:
        """The next keyword or sign in lowercase; empty for a value and at the end."""
        if self._at >= len(self._tokens) or self._tokens[self._at][0] not in ("name", "sign"):
            return ""
        return self._tokens[self._at][1].lower()

    def _took(self, word: str) -> bool:
        found = self._peek() == word
        self._at += found
        return found

    def _expect(self, word: str) -> None:
        if not self._took(word):
            raise self._problem(f"`{word}`")

    def _problem(self, wanted: str) -> ConfigurationError:
        ended = self._at >= len(self._tokens)
        where = "at its end" if ended else f"at `{self._tokens[self._at][1]}`"
        return ConfigurationError(
            f"Cannot read condition `{self._text}` {where}: expected {wanted}; {_EXAMPLE}."
        )


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            rest = text[at:].strip()[:20]
            raise ConfigurationError(f"Cannot read condition `{text}` at `{rest}`: {_EXAMPLE}.")
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return found


def _typed(column: Any, kind: str, text: str) -> Any:
    """The value as the type of its column; databases would compare anything, each in its way."""
    if isinstance(column.type, Time):
        try:
            return as_utc(dt.datetime.fromisoformat(text))
        except ValueError:
            raise ConfigurationError(
                f"Column `{column.name}` is a time: `{text}` must be like '2026-03-01' or "
                "'2026-03-01T14:30'."
            ) from None
    numeric = isinstance(column.type, (Number, sa.Integer))
    if numeric and kind == "text":
        raise ConfigurationError(f"Column `{column.name}` is a number: `{text}` is not.")
    if not numeric:
        return text
    return float(text) if "." in text else int(text)
