"""Fills the generated parts of the README, so that they cannot go stale: `make readme`.

A part stands between `<!-- name:begin -->` and `<!-- name:end -->`; a test compares it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import BaseModel

from callsight.config import Config


def configuration_table() -> str:
    """Every key of the configuration with its default and meaning."""
    rows = ["| Key | Default | Meaning |", "|---|---|---|"]
    for key, default, text in _keys(Config, ""):
        shown = f"`{default}`" if default not in (None, "", ()) else ""
        rows.append(f"| `{key}` | {shown} | {text} |")
    return _folded("All keys", "\n".join(rows))


def schema() -> str:
    """Tables and columns of the database."""
    from callsight.store import describe_schema

    return _folded("Tables and columns", describe_schema())


def commands() -> str:
    """Every command with its options."""
    from callsight.cli.app import app
    from callsight.cli.reference import help_markdown

    return _folded("All commands and options", help_markdown(app))


PARTS: dict[str, Callable[[], str]] = {
    "configuration": configuration_table,
    "schema": schema,
    "commands": commands,
}


def filled(readme: str) -> str:
    """`readme` with every generated part made anew."""
    for name, make in PARTS.items():
        pattern = rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)"
        parts = re.split(pattern, readme, flags=re.DOTALL)
        if len(parts) != 4:
            raise ValueError(f"the README needs the part `{name}` exactly once")
        before, begin, end, after = parts
        readme = f"{before}{begin}{make().strip()}\n{end}{after}"
    return readme


def _keys(group: type[BaseModel], prefix: str) -> Iterator[tuple[str, object, str]]:
    for name, item in group.model_fields.items():
        default = item.default
        if isinstance(default, BaseModel):
            yield from _keys(type(default), f"{prefix}{name}.")
        else:
            yield prefix + name, default, item.description or ""


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{text.strip()}\n\n</details>"


if __name__ == "__main__":
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "README.md")
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
