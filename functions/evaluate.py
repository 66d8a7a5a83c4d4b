"""MLRun function `evaluate`: a thin adapter, see `callsight.evaluate`."""

import mlrun

from callsight.runner.measure import measure


def evaluate(context: mlrun.MLClientCtx, folder: str, settings: dict | None = None) -> None:
    """Measure every stage against ground truth.

    :param folder:   recordings with their ground truth beside them
    :param settings: keys of the configuration, for example {"profile": "gpu"}
    """
    measure(context, folder, settings)
