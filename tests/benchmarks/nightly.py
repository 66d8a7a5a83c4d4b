"""A night without news: how long 100,000 known recordings take, and how much memory.

    python tests/benchmarks/nightly.py [RECORDINGS] [SHARDS] [DATABASE]

The whole workflow runs with MLRun's local engine in a process of its own, over hard links to a few
bytes: nothing of a known recording is read. Every recording has a row in a metadata table, as in a
call center. DATABASE: URL of an empty one instead of SQLite. Goal: under 60 s and 500 MB on 2
cores; the memory is that of the night's process alone (`VmHWM`), not of this one, which fills the
database: what `getrusage` says of a child begins with its parent's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from callsight.config import load_config
from callsight.run import Run
from callsight.store.rows import from_call
from callsight.store.schema import LocationRow

NIGHT = """
import json, sys, time
from pathlib import Path
from callsight.config import load_config
from callsight.runner import run_workflow
settings, shards = json.loads(sys.argv[1]), int(sys.argv[2])
summary = run_workflow(load_config(settings), shards=shards)
status = Path("/proc/self/status").read_text()
used = [time.process_time(), int(status.partition("VmHWM:")[2].split()[0]) / 1024]
steps = {name: dict(numbers) for name, numbers in summary.results.items()}
print("RESULT " + json.dumps([summary.state, used, steps]))
"""


def main(recordings: int, shards: int, database: str = "") -> None:
    """Fill a database with calls that are done, run a night over them, print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        settings = {
            "recordings": str(root / "recordings"),
            "output": str(root / "out"),
            "database": database or str(root / "out" / "callsight.db"),
            "ingest.metadata": str(root / "calls.csv"),
        }
        _fill(settings, root / "recordings", recordings)
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", NIGHT, json.dumps(settings), str(shards)],
            capture_output=True,
            text=True,
        )
        wall = time.monotonic() - started
        lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
        if not lines:
            raise SystemExit(done.stderr)
        state, (cpu, peak), results = json.loads(lines[0].removeprefix("RESULT "))
        print(f"{recordings:,} known recordings, {shards} shards: {state}")
        print(f"wall {wall:.1f} s, CPU {cpu:.1f} s, memory at most {peak:.0f} MB")
        for name, numbers in results.items():
            print(f"  {name}: {numbers.get('seconds')} s, known {numbers.get('known', '–')}")


def _fill(settings: dict[str, str], folder: Path, count: int) -> None:
    for index in range(count):
        place = folder / f"{index // 1000:03}"
        if index % 1000 == 0:
            place.mkdir(parents=True)
            (place / "0000.wav").write_bytes(b"RIFF")
        else:
            os.link(place / "0000.wav", place / f"{index % 1000:04}.wav")
    with (folder.parent / "calls.csv").open("w") as table:
        table.write("file,call_id,agent_id,queue\n")
        for index in range(count):
            name = f"{index // 1000:03}/{index % 1000:04}.wav"
            table.write(f"{name},C{index},agent-{index % 200},queue-{index % 9}\n")
    run = Run(load_config(settings), "before")
    run.begin()
    _insert(run)
    run.close()
    run.outputs.save("report.html", _page)


def _insert(run: Run) -> None:
    from callsight import ingest
    from callsight.calls import Call

    calls, places = [], []
    for index, found in enumerate(ingest.find(run.source, run.metadata)):
        sha256 = f"{(index * 2654435761) % 2**32:08x}{index:056x}"
        call = Call(sha256[:16], sha256, "0000.wav", 60.0, 8000, 2, "pcm_s16le", 4)
        row = from_call(call, "before")
        row.redacted_fingerprint, row.analyzed_fingerprint = (
            run.wanted.redacted,
            run.wanted.analyzed,
        )
        row.status = "analyzed"
        calls.append(row)
        places.append(LocationRow(location_key=found.key, call_id=call.id))
    with sa.orm.Session(run.store.engine) as session, session.begin():
        session.add_all(calls)
        session.flush()
        session.add_all(places)


def _page(target: Path) -> Path:
    target.write_text("")
    return target


if __name__ == "__main__":
    given = [*sys.argv[1:], *("100000", "4")[len(sys.argv) - 1 :]]
    main(int(given[0]), int(given[1]), *given[2:])
