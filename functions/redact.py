"""MLRun function `redact`: a thin adapter, see `callsight.pipeline`."""

import mlrun

from callsight.runner.steps import run_stage


def redact(context: mlrun.MLClientCtx, settings: dict | None = None) -> None:
    """Remove personal data from the text and the audio of transcribed calls.

    :param settings: keys of the configuration, for example {"profile": "gpu"}
    """
    run_stage(context, "redact", settings)
