"""MLRun function `analyze`: a thin adapter, see `callsight.pipeline`."""

import mlrun

from callsight.runner.steps import run_stage


def analyze(context: mlrun.MLClientCtx, settings: dict | None = None) -> None:
    """Answer the questionnaire over redacted calls.

    :param settings: keys of the configuration, for example {"profile": "gpu"}
    """
    run_stage(context, "analyze", settings)
