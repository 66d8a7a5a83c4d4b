"""Two channels: results on stdout, everything else on stderr; JSON means nothing but JSON."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def console(*, stderr: bool = False) -> Console:
    """A console on the stdout or stderr of this moment; 120 columns where there is no terminal."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else 120, highlight=False)


def show(item: RenderableType) -> None:
    """Print a table or a line on stdout; a line is never read as markup."""
    line = isinstance(item, str)
    console().print(item, soft_wrap=line, markup=not line)


def note(text: str) -> None:
    """A remark on stderr."""
    console(stderr=True).print(text, style="dim", soft_wrap=True, markup=False)


def error(text: str) -> None:
    """The one line that says what went wrong."""
    from rich.text import Text

    line = Text.assemble(("Error: ", "bold red"), (text, "red"))
    console(stderr=True).print(line, soft_wrap=True)


def show_json(value: Any) -> None:
    """`value` as JSON on stdout."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=_plain, allow_nan=False)
    sys.stdout.write(text + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
