"""A very small corpus, rendered once."""

import pytest

from callsight.errors import ConfigurationError
from callsight.synthesize import flite
from callsight.train.corpus import Corpus, render


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Twenty-four utterances of seed 3; skips where flite is not installed."""
    try:
        flite.library()
    except ConfigurationError:
        pytest.skip(f"flite is missing; install it with: {flite.INSTALL}")
    return render(seed=3, count=24, workers=1)
