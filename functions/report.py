"""MLRun function `report`: a thin adapter, see `callsight.report`."""

import mlrun

from callsight.runner.steps import close_run


def report(context: mlrun.MLClientCtx, settings: dict | None = None) -> None:
    """Close the run: log its tables and the report page.

    :param settings: keys of the configuration, for example {"profile": "gpu"}
    """
    close_run(context, settings)
