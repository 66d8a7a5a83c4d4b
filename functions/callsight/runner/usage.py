"""What a step uses: GPU memory and utilization, where there is a GPU."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import threading
from collections.abc import Iterator

SECONDS_BETWEEN = 5.0
"""Between two looks at the GPUs: rare enough to cost nothing."""
_QUERY = ("--query-gpu=memory.used,utilization.gpu", "--format=csv,noheader,nounits")


@contextlib.contextmanager
def measured() -> Iterator[dict[str, float]]:
    """Fills a dictionary with `gpu_memory_mib` (most seen on one) and `gpu_utilization` (mean, %).

    Empty where NVIDIA's `nvidia-smi` is not installed or does not answer.
    """
    usage: dict[str, float] = {}
    if not shutil.which("nvidia-smi"):
        yield usage
        return
    seen: list[tuple[float, float]] = []
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(seen, ended), daemon=True)
    watcher.start()
    try:
        yield usage
    finally:
        ended.set()
        watcher.join(timeout=SECONDS_BETWEEN)
        if seen:
            usage["gpu_memory_mib"] = max(memory for memory, _ in seen)
            usage["gpu_utilization"] = round(sum(busy for _, busy in seen) / len(seen), 1)


def _watch(seen: list[tuple[float, float]], ended: threading.Event) -> None:
    while True:
        try:
            done = subprocess.run(
                ["nvidia-smi", *_QUERY], capture_output=True, text=True, timeout=SECONDS_BETWEEN
            )
            seen += parse(done.stdout)
        except (OSError, subprocess.TimeoutExpired, ValueError):
            return  # numbers for people are not worth a failed step
        if ended.wait(SECONDS_BETWEEN):
            return


def parse(output: str) -> list[tuple[float, float]]:
    """Memory in MiB and utilization in percent of each GPU; `[N/A]` counts as 0."""
    rows = [line.split(",") for line in output.splitlines() if line.count(",") == 1]
    return [(_number(memory), _number(busy)) for memory, busy in rows]


def _number(text: str) -> float:
    return 0.0 if "N/A" in text else float(text)
