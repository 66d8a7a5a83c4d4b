"""The five calls made by hand, with sound for one of them."""

from __future__ import annotations

import wave
from collections.abc import Iterator

import pytest

import callsight
from callsight.explore import Explorer
from tests.report.example import make_call, make_store


@pytest.fixture(scope="session")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Explorer]:
    folder = tmp_path_factory.mktemp("explore")
    make_store(folder).close()
    (folder / "audio").mkdir()
    with wave.open(str(folder / "audio" / f"{make_call(3).id}.wav"), "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 2 * 8000 * 60))
    with callsight.open(folder / "callsight.db") as opened:
        yield opened
