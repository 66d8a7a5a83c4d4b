"""A very small corpus, rendered once."""

import pytest

from callsight.train.corpus import Corpus, render


@pytest.fixture(scope="session")
def corpus(flite_library: None) -> Corpus:
    """Twenty-four utterances of seed 3; skips where flite is not installed."""
    return render(seed=3, count=24, workers=1)
