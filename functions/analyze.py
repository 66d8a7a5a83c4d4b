"""MLRun function `analyze`: a thin adapter, see `callsight.pipeline`."""

import mlrun

from callsight.runner.steps import run_stage


def analyze(
    context: mlrun.MLClientCtx,
    settings: dict | None = None,
    shard: int = 0,
    shards: int = 1,
    workers: int = 1,
) -> None:
    """Answer the questionnaire over redacted calls.

    :param settings: keys of the configuration, for example {"profile": "gpu"}
    :param shard:    which part of the calls, from 0
    :param shards:   how many parts there are, each a step of its own
    :param workers:  processes of this step that divide its calls
    """
    run_stage(context, "analyze", settings, shard, shards, workers)
