"""From the parameters of a step to a `Run`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from callsight import ingest
from callsight.config import Config, load_config
from callsight.run import Run


def open_run(
    settings: Mapping[str, Any] | None, run_id: str, shard: tuple[int, int] | None = None
) -> Run:
    """The run `run_id`, or one shard of it, with recordings that may lie in a data store."""
    config = load_config(settings)
    return Run(config, run_id, _data_store_source(config), shard)


def _data_store_source(config: Config) -> ingest.Source | None:
    """Recordings at a URL are read through MLRun's data stores, which know the secrets."""
    if "://" not in config.recordings or config.recordings.startswith("file://"):
        return None
    import mlrun

    item = mlrun.get_dataitem(config.recordings)
    return ingest.RemoteSource(item.url, item.store.filesystem)
