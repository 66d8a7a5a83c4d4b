"""A database to look at, and the command line as people call it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from callsight.cli import app
from tests.report.example import make_store


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Path]:
    make_store(tmp_path).close()
    yield tmp_path / "callsight.db"


@pytest.fixture
def call() -> Callable[..., Result]:
    """Run a command; stdout and stderr are kept apart."""

    def run(*arguments: object, input: str | None = None) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=input)

    return run
