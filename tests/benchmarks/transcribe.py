"""Speech to text side by side: ours beside the ways people run Whisper, on the same calls.

    python tests/benchmarks/transcribe.py --calls 20 --minutes 3 --out base.json
    python tests/benchmarks/transcribe.py --out base.json --show
    python tests/benchmarks/transcribe.py --memory 50 500 --minutes 1
    python tests/benchmarks/transcribe.py --device cuda --dims large-v3-turbo --calls 200 --batch 64

Random weights run offline; the number of tokens per call is fixed: all do the same work. The
systems take turns, a few calls each (`--round`), every one in a process of its own: what else runs
on the machine hits all of them alike. CPU seconds are counted beside the clock for the same reason.
Every turn is added to `--out` as soon as it is over; the same command goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import os
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.speech import figures
from tests.benchmarks.speech.figures import Measured
from tests.benchmarks.speech.material import DIMS, chunks_of, make_calls, make_model, recordings
from tests.benchmarks.speech.stopwatch import STAGES
from tests.benchmarks.speech.systems import SYSTEMS, Runner, Task

TOKENS_PER_SECOND = 3.3
"""Of a call: what English telephone speech has, both sides together."""
SETTINGS = ("dims", "calls", "minutes", "device", "batch", "round")
"""Turns of other settings than these do not belong together."""
USUAL = [system for system in SYSTEMS if system != "ours, compiled"]
"""To compile takes a minute of each run: worth it on a GPU only, if at all."""
RUNNING: dict[str, Runner] = {}


def warm_up(task: Task, paths: list[Path]) -> None:
    """Load in this process, and run once what is compiled at first use."""
    RUNNING[task.system] = SYSTEMS[task.system](task)
    RUNNING[task.system](paths)


def measure(system: str, paths: list[Path], seconds: float) -> Measured:
    """One turn of a system with `seconds` of calls."""
    import torch

    STAGES.clear()
    wall, cpu = time.perf_counter(), time.process_time()
    tokens = RUNNING[system](paths)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if torch.cuda.is_available():
        peak = torch.cuda.max_memory_allocated() / 1e6
    return Measured(seconds, wall, cpu, tokens, peak, dict(STAGES))


class Processes:
    """One for each system, from its first turn on."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._pools: dict[str, ProcessPoolExecutor] = {}

    def measure(self, task: Task, warm: list[Path], paths: list[Path], seconds: float) -> Measured:
        """A turn of a system, which has run on `warm` before."""
        if task.system not in self._pools:
            pool = self._stack.enter_context(ProcessPoolExecutor(1, get_context("spawn")))
            pool.submit(warm_up, task, warm).result()
            self._pools[task.system] = pool
        return self._pools[task.system].submit(measure, task.system, paths, seconds).result()


class Turns:
    """The turns so far, in a file that a stopped run leaves behind."""

    def __init__(self, path: Path | None, settings: dict[str, Any], device: str) -> None:
        self.path, self.settings = path, settings
        self.data: dict[str, Any] = {"machine": figures.machine(device), "settings": settings}
        if path and path.exists():
            self.data = json.loads(path.read_text())
            if self.data["settings"] != settings:
                raise SystemExit(f"{path} holds turns of other settings: {self.data['settings']}")
        self.data.setdefault("turns", [])

    def has(self, system: str, first: int) -> bool:
        """Whether a system had its turn with the calls from `first` on."""
        return any((t["system"], t["first"]) == (system, first) for t in self.data["turns"])

    def add(self, system: str, first: int, measured: Measured) -> None:
        """Keep a turn."""
        entry = {"system": system, "first": first, **dataclasses.asdict(measured)}
        self.keep(turns=[*self.data["turns"], entry])

    def keep(self, **values: Any) -> None:
        """Write `values` into the file."""
        self.data |= values
        if self.path:
            self.path.write_text(json.dumps(self.data, indent=1) + "\n")

    def sums(self) -> dict[str, Measured]:
        """What was measured, by system, in their usual order."""
        fields = [field.name for field in dataclasses.fields(Measured)]
        found: dict[str, list[Measured]] = {}
        for turn in self.data["turns"]:
            found.setdefault(turn["system"], []).append(
                Measured(**{name: turn[name] for name in fields})
            )
        return {system: figures.total(found[system]) for system in SYSTEMS if system in found}


def side_by_side(given: argparse.Namespace, turns: Turns, folder: Path) -> None:
    """Every system has its turn with some calls, then with the next ones."""
    make_model(given.dims, folder / "model.pt")
    paths = make_calls(folder, given.calls, given.minutes)
    first_calls = chunks_of(paths[:4])
    windows = len(first_calls) / len(paths[:4])
    fill = sum(map(len, first_calls)) / len(first_calls) / 480_000
    tokens = round(TOKENS_PER_SECOND * 60 * given.minutes)
    turns.keep(windows=windows, fill=fill)
    warm = make_calls(_folder(folder / "warm"), 1, min(0.5, given.minutes))
    systems = [s for s in given.systems if "faster" not in s or find_spec("faster_whisper")]
    rounds = range(0, given.calls, given.round)
    with ExitStack() as stack:
        processes = Processes(stack)
        for at, system in itertools.product(rounds, systems):
            some = paths[at : at + given.round]
            if turns.has(system, at) or at >= given.most.get(system, given.calls):
                continue
            task = Task(system, folder, given.dims, given.device, given.batch, tokens, windows)
            one = processes.measure(task, warm, some, 60 * given.minutes * len(some))
            turns.add(system, at, one)
            print(f"{system}, calls {at} to {at + len(some) - 1}: {one.wall:.1f} s, "
                  f"{one.cpu:.1f} CPU s", file=sys.stderr, flush=True)  # fmt: skip


def show(given: argparse.Namespace, turns: Turns) -> None:
    """Print the table, and how near our own engine came to the floor."""
    data = turns.data
    print(
        f"{data['machine']}; {given.dims} dims, calls of {given.minutes:g} min stereo, batches of "
        f"{given.batch}; {data['windows']:.1f} chunks of ours per call, filled to "
        f"{data['fill']:.0%}\n"
    )
    sums = turns.sums()
    print(*figures.table(sums, given.minutes), sep="\n")
    for system in ("ours", "ours, float32"):
        if system not in sums:
            continue
        kind = _precision(system, given.device)
        rate, bandwidth = data.get("rates", {}).get(kind) or figures.rates(given.device, kind)
        turns.keep(rates={**data.get("rates", {}), kind: (rate, bandwidth)})
        calls = sums[system].audio / 60 / given.minutes
        size = 4 if kind == "float32" else 2
        parts = figures.floors(
            given.dims, data["windows"] * calls, sums[system].tokens, given.batch, size
        )
        print(f"\n{system}:", *figures.shares(sums[system], parts, rate, bandwidth, kind), sep="\n")


def _precision(system: str, device: str) -> str:
    from callsight.transcribe.loading import precision_on

    single = system.endswith("float32")
    return "float32" if single else str(precision_on(device)).removeprefix("torch.")


def memory(given: argparse.Namespace, folder: Path) -> None:
    """Print the peak memory of the demo model's run for several numbers of calls."""
    paths = make_calls(folder, max(given.memory), given.minutes)
    for count in given.memory:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            peak = pool.submit(demo_peak, paths[:count], given.device).result()
        print(f"{count} calls of {given.minutes:g} min: peak {peak:.0f} MB", flush=True)


def demo_peak(paths: list[Path], device: str) -> float:
    """MB of resident memory that it takes to transcribe recordings with the demo model."""
    from callsight.options import TranscribeOptions
    from callsight.transcribe import transcribe

    options = TranscribeOptions.model_validate({"device": device, "language": "en"})
    done = sum(1 for _ in transcribe(recordings(paths), options))
    assert done == len(paths)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _most(text: str) -> tuple[str, int]:
    system, _, calls = text.partition("=")
    if system not in SYSTEMS or not calls.isdigit():
        raise argparse.ArgumentTypeError(f"SYSTEM=CALLS, not `{text}`")
    return system, int(calls)


def main() -> None:
    """Command line; the defaults take some minutes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dims", choices=DIMS, default="base")
    parser.add_argument("--calls", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--round", type=int, default=4, help="calls of a turn")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=USUAL)
    parser.add_argument("--most", nargs="+", type=_most, default=[], metavar="SYSTEM=CALLS",
                        help="fewer calls for a slow system")  # fmt: skip
    parser.add_argument("--memory", nargs="+", type=int, help="peak memory for so many calls")
    parser.add_argument("--out", type=Path, help="file (JSON) of all turns; goes on from it")
    parser.add_argument("--show", action="store_true", help="measure nothing more")
    given = parser.parse_args()
    given.most = dict(given.most)
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count()))
    # a thread that waits by spinning would count as work
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    with tempfile.TemporaryDirectory() as folder:
        if given.memory:
            memory(given, Path(folder))
            return
        turns = Turns(given.out, {name: getattr(given, name) for name in SETTINGS}, given.device)
        if not given.show:
            side_by_side(given, turns, Path(folder))
        show(given, turns)


if __name__ == "__main__":
    main()
