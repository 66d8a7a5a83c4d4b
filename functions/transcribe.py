"""MLRun function `transcribe`: a thin adapter, see `callsight.pipeline`."""

import mlrun

from callsight.runner.steps import run_stage


def transcribe(context: mlrun.MLClientCtx, settings: dict | None = None) -> None:
    """Transcribe the calls that need it; raw transcripts wait in the scratch store.

    :param settings: keys of the configuration, for example {"profile": "gpu"}
    """
    run_stage(context, "transcribe", settings)
