"""MLRun function `ingest`: a thin adapter, see `callsight.pipeline`."""

import mlrun

from callsight.runner.steps import run_stage


def ingest(context: mlrun.MLClientCtx, settings: dict | None = None) -> None:
    """Find recordings, check their audio, and register new ones as calls.

    :param settings: keys of the configuration, for example {"profile": "gpu"}
    """
    run_stage(context, "ingest", settings)
