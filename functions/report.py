"""MLRun function `report`: a thin adapter, see `callsight.report`."""

import mlrun

from callsight.runner.steps import close_run


def report(
    context: mlrun.MLClientCtx, settings: dict | None = None, notifications: list | None = None
) -> None:
    """Close the run: log its tables and the report page.

    :param settings:      keys of the configuration, for example {"profile": "gpu"}
    :param notifications: whom to tell: MLRun's `kind` and `params` of each
    """
    close_run(context, settings, notifications)
