"""Calls made once for all tests of the synthesizer."""

from pathlib import Path

import pytest

from callsight.errors import ConfigurationError
from callsight.synthesize import SynthesizedCall, flite, synthesize


@pytest.fixture(scope="session")
def flite_library() -> None:
    """Skips where the speech engine is not installed."""
    try:
        flite.library()
    except ConfigurationError:
        pytest.skip(f"flite is missing; install it with: {flite.INSTALL}")


@pytest.fixture(scope="session")
def made(flite_library: None, tmp_path_factory: pytest.TempPathFactory) -> list[SynthesizedCall]:
    """Two short calls of seed 7, made in this process."""
    folder: Path = tmp_path_factory.mktemp("calls") / "out"
    return list(synthesize(folder, 2, seed=7, minutes=0.5, workers=1))
