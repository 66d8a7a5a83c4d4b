# ruff: noqa: E501
"""Page times at 100,000 calls and 5 million turns: `python tests/benchmarks/pages.py [URL] [CALLS]`.

Without a URL a SQLite file is made in a temporary folder (100,000 calls: 4 GB, ten minutes). A
database that is empty is filled first. Every page is asked for through the whole application, each
time about another agent, topic or time, so that nothing is answered from what the server keeps.
Wall time and, as other work may run on the machine, the time of this process on a core: on SQLite
that is all of the work, elsewhere the database works in its own processes.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from starlette.testclient import TestClient

from callsight.serve import Accounts, create_app
from callsight.store import Store, open_store
from tests.benchmarks.many_calls import OUTCOMES, TOPICS, TURNS, fill

REPEATS = 12


def pages(store: Store, rng: random.Random) -> dict[str, Callable[[], str]]:
    """Name of a page to what makes an address of it."""
    ids = [row["call_id"] for row in store.calls(limit=500)]

    def day() -> str:
        return f"2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"

    return {
        "overview, all calls": lambda: f"/?until=2030-01-{rng.randint(1, 28):02}",
        "overview, one topic": lambda: (
            f"/?topic={rng.choice(TOPICS)}&since=2023-01-{rng.randint(1, 28):02}"
        ),
        "overview, outcome and 1 year": lambda: f"/?outcome={rng.choice(OUTCOMES)}&since={day()}",
        "overview, one agent": lambda: f"/?agent=agent_{rng.randrange(200):03}&since={day()}",
        "overview, words said": lambda: f"/?text=cancel+contract&since={day()}",
        "page 1,000 of the list": lambda: f"/?until=2030-02-{rng.randint(1, 28):02}&page=1000",
        "agents": lambda: "/agents",
        "agent": lambda: f"/agent?id=agent_{rng.randrange(200):03}",
        "call": lambda: f"/calls/{rng.choice(ids)}",
        "personal data": lambda: "/privacy",
        "access log": lambda: "/access",
    }


def main(url: str, calls: int) -> None:
    """Fill if empty, then measure."""
    with open_store(url) as store:
        if not store.calls(limit=1):
            began = time.perf_counter()
            fill(store, calls)
            print(f"filled in {time.perf_counter() - began:.0f} s")
        app = create_app(store, "no-recordings", Accounts())
        with TestClient(app, base_url="http://localhost") as client:
            print(f"{calls:,} calls, {calls * TURNS:,} turns, {store.engine.dialect.name}")
            print(f"{'page':<32}{'median':>9}{'p95':>9}{'worst':>9}{'own core, median':>18}   (ms)")
            for name, address in pages(store, random.Random(3)).items():
                walls, owns = [], []
                for _ in range(REPEATS):
                    app.state.context._kept.clear()
                    path, wall, own = address(), time.perf_counter(), time.process_time()
                    answer = client.get(path)
                    walls.append(1000 * (time.perf_counter() - wall))
                    owns.append(1000 * (time.process_time() - own))
                    assert answer.status_code == 200, path
                walls.sort()
                owns.sort()
                p95 = walls[min(len(walls) - 1, round(0.95 * len(walls)) - 1)]
                median, own = walls[len(walls) // 2], owns[len(owns) // 2]
                print(
                    f"{name:<32}{median:>9.0f}{p95:>9.0f}{walls[-1]:>9.0f}{own:>18.0f}", flush=True
                )


if __name__ == "__main__":
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    if len(sys.argv) > 1:
        main(sys.argv[1], number)
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(f"{folder}/callsight.db", number)
