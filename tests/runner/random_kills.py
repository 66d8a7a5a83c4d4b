"""Kill any one shard process at any time, again and again: the database must be the same.

    python -m tests.runner.random_kills [TIMES] [SEED]

Each time all stages go over short clips, transcribe and analyze in two shard processes each, as
`--workers` does, and one of these processes, chosen by chance, is killed (SIGKILL) after a random
part of its life. It is started again, and in the end every row is compared with those of a run in
one process, but for what is of a run (times, ids of runs, claims). Minutes; no part of the tests.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from callsight.config import ASSETS
from callsight.pipeline import STAGE_FUNCTIONS
from callsight.run import Run
from callsight.runner.shards import SHARDED, run_in_shards
from tests.conftest import write_clips
from tests.killable import configuration, run_stages
from tests.test_pipeline import contents

CLIPS, SHARDS = 4, 2
LONGEST = {"transcribe": 15.0, "analyze": 6.0}
"""Seconds after which a process of the stage is killed at the latest; most live for longer."""


def main(times: int, seed: int) -> None:
    """Print one line per time; exit with 1 where a database differed."""
    chance, wrong, killed = random.Random(seed), 0, 0
    calls = sorted((ASSETS / "samples").glob("*.flac"))
    with tempfile.TemporaryDirectory(prefix="callsight-kills-") as name:
        folder = Path(name)
        recordings = write_clips(folder / "recordings", CLIPS, calls)
        run_stages(configuration(str(recordings), str(folder / "whole")), "whole")
        expected = contents(folder / "whole" / "callsight.db")
        for number in range(1, times + 1):
            output = folder / f"out-{number}"
            what = _disturbed(str(recordings), str(output), chance)
            found = contents(output / "callsight.db")
            same = all(found[table] == rows for table, rows in expected.items())
            wrong, killed = wrong + (not same), killed + what.startswith("killed")
            print(f"{number:3}  {what:<40} {'same' if same else 'DIFFERENT'}", flush=True)
            shutil.rmtree(output)
    print(f"{times} times, {killed} killed, {wrong} with another database")
    sys.exit(bool(wrong))


def _disturbed(recordings: str, output: str, chance: random.Random) -> str:
    """All stages, and a kill in one of those with shards; what was killed."""
    config = configuration(recordings, output)
    settings = {"recordings": recordings, "output": output, "database": f"{output}/callsight.db"}
    victim, what = chance.choice(SHARDED), ["nothing: it had ended"]
    for stage, function in STAGE_FUNCTIONS.items():
        run, ended = Run(config, "disturbed"), threading.Event()
        run.begin()
        if stage == victim:
            delay = chance.uniform(0.0, LONGEST[stage])
            killer = threading.Thread(target=_kill, args=(delay, stage, chance, what, ended))
            killer.start()
        if stage in SHARDED:
            run_in_shards(run, stage, settings, SHARDS)
        else:
            function(run)
        ended.set()
    return what[0]


def _kill(
    delay: float, stage: str, chance: random.Random, what: list[str], ended: threading.Event
) -> None:
    """SIGKILL one shard process of this one, `delay` seconds after the first has started."""
    started = None
    while not ended.wait(0.05):
        found = subprocess.run(
            ["pgrep", "-P", str(os.getpid()), "-f", "callsight.runner.shards"],
            capture_output=True, text=True,
        )  # fmt: skip
        alive = [int(pid) for pid in found.stdout.split()]
        started = started or (time.monotonic() if alive else None)
        if alive and started is not None and time.monotonic() >= started + delay:
            os.kill(chance.choice(alive), signal.SIGKILL)
            what[0] = f"killed in {stage} after {delay:.1f} s"
            return


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [20, 1][len(given) :]))
