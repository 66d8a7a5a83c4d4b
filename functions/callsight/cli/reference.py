"""The command reference of the documentation, made from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer


def help_markdown(app: typer.Typer) -> str:
    """Every command with its arguments and options as Markdown; the same on every machine."""
    parts = []
    for path, command in _commands(typer.main.get_command(app), "callsight"):
        parts.append(f"#### `{_usage(path, command)}`\n\n{_cell(command.help)}")
        if rows := [_row(parameter) for parameter in command.params if parameter.name != "help"]:
            parts.append("\n".join(["| Option | What it does |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    for name in command.list_commands(None):
        child = command.commands[name]
        if hasattr(child, "commands"):
            yield from _commands(child, f"{path} {name}")
        else:
            yield f"{path} {name}", child


def _usage(path: str, command: Any) -> str:
    return " ".join([path, *(_argument(item) for item in command.params if _is_argument(item))])


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _argument(parameter: Any) -> str:
    name = (parameter.metavar or parameter.name.upper()).strip("[]")
    return name if parameter.required else f"[{name}]"


def _row(parameter: Any) -> str:
    if _is_argument(parameter):
        return f"| `{_argument(parameter)}` | {_cell(parameter.help)} |"
    names = ", ".join(f"`{option}`" for option in parameter.opts)
    if not parameter.is_flag:
        names += f" `{parameter.metavar or parameter.opts[0].strip('-').upper()}`"
    default = parameter.default
    if default is None or default is False or default == ():
        return f"| {names} | {_cell(parameter.help)} |"
    return f"| {names} | {_cell(parameter.help)} Default: `{default}`. |"


def _cell(text: str | None) -> str:
    """One line that cannot break a table."""
    return " ".join((text or "").split()).replace("|", "\\|")
