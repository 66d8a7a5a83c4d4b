"""Progress: lines without a terminal, one bar after or within another on one."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from callsight.progress import track


def test_lines_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(track(iter("abc"), "Ingest", 3)) == ["a", "b", "c"]
    out, err = capsys.readouterr()
    assert out == ""
    assert re.sub(r"\d+\.\d s", "N s", err) == "Ingest: started, 3 to do\nIngest: done, 3 in N s\n"


def test_total_is_taken_from_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    list(track([], "Redact"))
    assert capsys.readouterr().err.startswith("Redact: started, 0 to do\nRedact: done, 0 in ")


def test_it_is_lazy() -> None:
    pulled = []

    def source() -> Iterator[int]:
        for number in range(3):
            pulled.append(number)
            yield number

    items = track(source(), "Lazy")
    assert pulled == []
    next(items)
    assert pulled == [0]


def test_an_error_stops_it(capsys: pytest.CaptureFixture[str]) -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        list(track(source(), "Analyze"))
    assert "Analyze: stopped after 1 in " in capsys.readouterr().err


SCRIPT = """
from callsight.progress import track
for i in track(range(2), "Outer"):
    for j in track(iter("ab"), "In[n]er", 5):
        pass
early = track(range(9), "Early")
next(early)
early.close()
for i in track(range(4), "After"):
    pass
print("result")
"""


def test_bars_on_a_terminal() -> None:
    controller, terminal = pty.openpty()
    process = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        stdout=subprocess.PIPE,
        stderr=terminal,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
        check=True,
        timeout=30,
    )
    os.close(terminal)
    shown = io.BytesIO()
    while True:
        try:
            chunk = os.read(controller, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown.write(chunk)
    os.close(controller)
    assert process.stdout == b"result\n"
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.getvalue().decode())
    assert re.search(r"Outer .* 2/2", text) and re.search(r"After .* 4/4", text)
    assert "In[n]er" in text and "Traceback" not in text
