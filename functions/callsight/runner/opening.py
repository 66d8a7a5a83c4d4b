"""From the parameters of a step to a `Run`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from callsight import ingest
from callsight.config import load_config
from callsight.errors import ConfigurationError
from callsight.outputs import Outputs
from callsight.run import Run
from callsight.store.scratch import Scratch


def open_run(
    settings: Mapping[str, Any] | None, run_id: str, shard: tuple[int, int] | None = None
) -> Run:
    """The run `run_id`, or one shard of it.

    What lies at a URL is reached through MLRun's data stores, which know the project's secrets.
    """
    config = load_config(settings)
    source = None
    if _is_remote(config.recordings) and not config.recordings.startswith(("http:", "https:")):
        source = ingest.RemoteSource(config.recordings, _filesystem(config.recordings))
    run = Run(config, run_id, source, shard)
    if _is_remote(config.output):
        run.outputs = Outputs(config.output, _filesystem(config.output))
    if _is_remote(config.scratch_url):
        run.scratch = Scratch(config.scratch_url, _filesystem(config.scratch_url))
    return run


def _is_remote(place: str) -> bool:
    return "://" in place and not place.startswith(("file:", "memory:"))


def _filesystem(url: str) -> Any:
    import mlrun

    try:
        return mlrun.get_dataitem(url).store.filesystem
    except (ImportError, ValueError, mlrun.errors.MLRunMissingDependencyError) as problem:
        scheme = url.partition(":")[0]
        raise ConfigurationError(
            f"`{scheme}://` cannot be used here ({type(problem).__name__}): install its driver "
            "with `pip install 'callsight[stores]' --constraint functions/images/constraints.txt`, "
            "or use the images."
        ) from None
