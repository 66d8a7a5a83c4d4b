"""The help: fast, complete, and the source of the reference in the documentation."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from callsight import __version__
from callsight.cli import help_markdown
from callsight.cli.app import ORDER

Call = Callable[..., Result]
HEAVY = {"torch", "mlrun", "pandas", "numpy", "sqlalchemy", "transformers", "plotly", "av"}


def test_help_names_every_command_and_the_exit_codes(call: Call) -> None:
    text = call("--help").stdout
    assert all(name in text for name in ORDER)
    assert "Exit codes" in text


def test_version(call: Call) -> None:
    assert call("--version").stdout == f"callsight {__version__}\n"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom callsight.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit as end:\n    assert not end.code\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "functions")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_reference() -> None:
    text = help_markdown()
    for name in ORDER:
        assert f"#### `callsight {name}" in text
    assert "#### `callsight show CALL`" in text
    assert "#### `callsight run [RECORDINGS]`" in text
    assert "#### `callsight db upgrade`" in text
    assert "| `--limit` `LIMIT` | Most calls to list. Default: `50`. |" in text
    assert "| `--set` `KEY=VALUE` | Any key of the configuration; repeatable. |" in text
    assert help_markdown() == text
