"""MLRun function `synthesize`: a thin adapter, see `callsight.synthesize`."""

import mlrun

from callsight.runner.measure import make_calls


def synthesize(
    context: mlrun.MLClientCtx,
    folder: str,
    calls: int = 10,
    seed: int = 0,
    mono: bool = False,
    minutes: float | None = None,
) -> None:
    """Make calls with ground truth.

    :param folder:  new or empty folder for recordings, ground truth and metadata table
    :param calls:   how many calls
    :param seed:    the same seed makes the same calls
    :param mono:    both sides on one channel
    :param minutes: length of each call; by default as its story goes
    """
    make_calls(context, folder, calls, seed, mono, minutes)
