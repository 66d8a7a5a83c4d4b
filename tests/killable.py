"""Runs all stages over a folder, and kills itself with SIGKILL at a chosen moment.

    python -m tests.killable FOLDER OUTPUT [METHOD before|after COUNT]

The moment is the COUNT-th call of a method of the store, the scratch store or the outputs.
"""

import os
import signal
import sys
from functools import wraps
from typing import Any

from callsight.config import Config, load_config
from callsight.outputs import Outputs
from callsight.pipeline import STAGE_FUNCTIONS
from callsight.run import Run
from callsight.store import Store
from callsight.store.scratch import Scratch


def configuration(folder: str, output: str, **settings: Any) -> Config:
    """The demo profile with everything under `output`."""
    return load_config(
        {"recordings": folder, "output": output, "database": f"{output}/callsight.db", **settings}
    )


def run_stages(config: Config, run_id: str) -> dict[str, Any]:
    """All stages in order, as the workflow runs them; returns the reports."""
    reports = {}
    for stage, function in STAGE_FUNCTIONS.items():
        run = Run(config, run_id)  # every step opens the run anew, as in its own pod
        run.begin()
        reports[stage] = function(run)
    run.close()
    return reports


def kill_at(method: str, when: str, count: int) -> None:
    """SIGKILL this process before or after the `count`-th call of `method`."""
    owner = next(cls for cls in (Store, Scratch, Outputs) if hasattr(cls, method))
    original, calls = getattr(owner, method), 0

    @wraps(original)
    def killing(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == count and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **kwargs)
        if calls == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, method, killing)


if __name__ == "__main__":
    if len(sys.argv) > 3:
        kill_at(sys.argv[3], sys.argv[4], int(sys.argv[5]))
    run_stages(configuration(sys.argv[1], sys.argv[2]), run_id=f"run-{os.getpid()}")
