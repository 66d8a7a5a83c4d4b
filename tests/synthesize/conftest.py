"""Calls made once for all tests of the synthesizer."""

from pathlib import Path

import pytest

from callsight.synthesize import SynthesizedCall, synthesize


@pytest.fixture(scope="session")
def made(flite_library: None, tmp_path_factory: pytest.TempPathFactory) -> list[SynthesizedCall]:
    """Two short calls of seed 7, made in this process."""
    folder: Path = tmp_path_factory.mktemp("calls") / "out"
    return list(synthesize(folder, 2, seed=7, minutes=0.5, workers=1))
