"""One stage in several processes: each takes a shard of the calls, and the database gathers.

    python -m callsight.runner.shards   # reads one JSON line: settings, run, stage, shard, shards

A shard that dies is started again: what it had committed stays, what it had claimed is taken over,
so killing any process at any time costs time and nothing else. The processes share nothing but the
database, exactly as the pods of a cluster do.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

from callsight.calls import Stage
from callsight.config import Config
from callsight.errors import CallsightError, ConfigurationError
from callsight.run import Run, StageReport

logger = logging.getLogger(__name__)

SHARDED: tuple[Stage, ...] = ("transcribe", "analyze")
"""The stages that are worth more than one process: they run the models."""
ATTEMPTS = 3
"""A shard that dies is started this often in all."""
_USAGE = 2


def workers_of(wanted: str, config: Config) -> int:
    """`auto`: one process per GPU, or one per two cores; else the number.

    Raises ConfigurationError for anything else.
    """
    if wanted == "auto":
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return len(_gpus(config)) or max(1, (cores or 1) // 2)
    if not wanted.isdecimal() or int(wanted) < 1:
        raise ConfigurationError(f"`{wanted}` workers: give a number from 1, or `auto`.")
    return int(wanted)


def run_in_shards(
    run: Run, stage: Stage, settings: Mapping[str, Any] | None, shards: int
) -> StageReport:
    """Run `stage` in `shards` processes; their counts together.

    `settings` are those of the MLRun step: with `${NAME}` in place of secrets.

    Raises ConfigurationError where a shard says so, CallsightError where one died too often; the
    others finish first in both cases.
    """
    started = monotonic()
    busy = [
        shard
        for shard in range(shards)
        if run.store.pending(stage, run.wanted, shard=(shard, shards))
    ]
    gpus = _gpus(run.config)
    with ThreadPoolExecutor(max(1, len(busy)), thread_name_prefix="shard") as pool:
        work = {"settings": dict(settings or {}), "run": run.id, "stage": stage, "shards": shards}
        environments = [_environment(shard, shards, gpus) for shard in busy]
        jobs = [{**work, "shard": shard} for shard in busy]
        problems = [problem for problem in pool.map(_persist, jobs, environments) if problem]
    if problems:
        raise problems[0]
    return _gathered(run, stage, busy, monotonic() - started)


def _persist(job: dict[str, Any], environment: dict[str, str]) -> CallsightError | None:
    """Run one shard until it is done; what went wrong in the end, or None."""
    which = f"Shard {job['shard']} of {job['shards']} ({job['stage']})"
    for attempt in range(1, ATTEMPTS + 1):
        code, last = _run_process(job, environment)
        if code == 0:
            return None
        if code == _USAGE:
            return ConfigurationError(last.removeprefix("Error: "))
        logger.warning("%s ended with exit code %d (attempt %d).", which, code, attempt)
    return CallsightError(
        f"{which} ended with exit code {code} {ATTEMPTS} times (out of memory, or killed?): what "
        "it had done is stored. Run again with fewer `--workers`."
    )


def _run_process(job: dict[str, Any], environment: dict[str, str]) -> tuple[int, str]:
    """Exit code and last line on stderr; its lines are passed on."""
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdin and process.stderr
    with process, contextlib.suppress(BrokenPipeError):
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.flush()  # and stays open: its end tells the shard that we are gone
        last = ""
        for line in process.stderr:
            last = line.strip() or last
            sys.stderr.write(f"[{job['shard'] + 1}/{job['shards']}] {line}")
        return process.wait(), last
    return process.wait(), ""


def _gathered(run: Run, stage: Stage, shards: list[int], seconds: float) -> StageReport:
    counts = run.store.counts_of(run.id)
    report = StageReport(stage, seconds=seconds, failures=Counter())
    for numbers in (counts.get(f"{stage}-{shard}", {}) for shard in shards):
        report.done += int(numbers.get("calls", 0))
        report.audio_seconds += numbers.get("audio_seconds", 0.0)
        for key, count in numbers.items():
            if key.startswith("failed_"):
                report.failures[key.removeprefix("failed_")] += count
    return report


def _gpus(config: Config) -> list[str]:
    """The GPUs that this process may use, as `CUDA_VISIBLE_DEVICES` names them."""
    if "cpu" == config.transcribe.device == config.analyze.device:
        return []
    if visible := os.environ.get("CUDA_VISIBLE_DEVICES"):
        return visible.split(",")
    import torch

    return [str(index) for index in range(torch.cuda.device_count())]


def _environment(shard: int, shards: int, gpus: list[str]) -> dict[str, str]:
    """Each shard has a GPU, or its share of the cores, for itself."""
    environment = dict(os.environ)
    if gpus:
        environment["CUDA_VISIBLE_DEVICES"] = gpus[shard % len(gpus)]
    environment.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // shards)))
    return environment


@contextlib.contextmanager
def _until_parent_dies() -> Iterator[None]:
    """A shard whose parent was killed must not go on beside the next run."""

    def watch() -> None:
        sys.stdin.read()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    yield


def main() -> int:
    """One shard, in a process of its own."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    job = json.loads(sys.stdin.readline())
    from callsight.pipeline import STAGE_FUNCTIONS
    from callsight.runner.opening import open_run

    with _until_parent_dies():
        try:
            run = open_run(job["settings"], job["run"], (job["shard"], job["shards"]))
            STAGE_FUNCTIONS[job["stage"]](run)
        except CallsightError as problem:
            sys.stderr.write(f"Error: {problem}\n")
            return 1 if problem.transient else _USAGE
    return 0


if __name__ == "__main__":
    sys.exit(main())
