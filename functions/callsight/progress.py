"""Progress for people: one bar per stage on a terminal, two plain lines everywhere else.

Stages are lazy iterators, and a bar may be open while another one starts, so all open bars share
one display: rich draws only one at a time. Everything goes to stderr; stdout is for results.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sized
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

Item = TypeVar("Item")

_lock = threading.Lock()
_display: Progress | None = None
_open_bars = 0


def track(iterable: Iterable[Item], description: str, total: int | None = None) -> Iterator[Item]:
    """Yield the items of `iterable`, showing how many have gone by.

    `total` is the expected number of items; without it (and without a length) the bar only counts.
    Where stderr is not a terminal, one line is written at the start and one at the end with the
    count and the seconds.
    """
    if total is None and isinstance(iterable, Sized):
        total = len(iterable)
    shown = _bar if sys.stderr.isatty() else _lines
    return shown(iterable, description, total)


def _lines(iterable: Iterable[Item], description: str, total: int | None) -> Iterator[Item]:
    started, count, how = time.monotonic(), 0, "stopped after"
    sys.stderr.write(f"{description}: started{'' if total is None else f', {total} to do'}\n")
    try:
        for item in iterable:
            yield item
            count += 1
        how = "done,"
    finally:
        seconds = time.monotonic() - started
        sys.stderr.write(f"{description}: {how} {count} in {seconds:.1f} s\n")


def _bar(iterable: Iterable[Item], description: str, total: int | None) -> Iterator[Item]:
    display = _open_display()
    task = display.add_task(description, total=total)
    count = 0
    try:
        for item in iterable:
            yield item
            count += 1
            display.advance(task)
        display.update(task, total=count, completed=count)  # an estimate may have been off
    finally:
        display.stop_task(task)
        _close_display()


def _open_display() -> Progress:
    global _display, _open_bars
    with _lock:
        if _display is None:
            _display = _new_display()
            _display.start()
        _open_bars += 1
        return _display


def _close_display() -> None:
    global _display, _open_bars
    with _lock:
        _open_bars -= 1
        if not _open_bars and _display is not None:
            _display.stop()
            _display = None


def _new_display() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description:<12}", markup=False),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(file=sys.stderr),
        expand=True,
        redirect_stdout=False,  # stdout may be a pipe with JSON
    )
