"""MLRun function `transcribe`: a thin adapter, see `callsight.pipeline`."""

import mlrun

from callsight.runner.steps import run_stage


def transcribe(
    context: mlrun.MLClientCtx,
    settings: dict | None = None,
    shard: int = 0,
    shards: int = 1,
    workers: int = 1,
) -> None:
    """Transcribe the calls that need it; raw transcripts wait in the scratch store.

    :param settings: keys of the configuration, for example {"profile": "gpu"}
    :param shard:    which part of the calls, from 0
    :param shards:   how many parts there are, each a step of its own
    :param workers:  processes of this step that divide its calls
    """
    run_stage(context, "transcribe", settings, shard, shards, workers)
