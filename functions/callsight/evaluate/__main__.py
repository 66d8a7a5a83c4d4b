"""`python -m callsight.evaluate`: the scoreboard of the README, on calls made for it alone.

Calls are drawn from a seed that neither training nor the bundled samples use, so nothing was tuned
on them; the profile and all options come from the configuration as everywhere.
"""

import argparse
import tempfile
from collections import deque
from pathlib import Path

from rich.console import Console

from callsight.config import load_config
from callsight.evaluate import evaluate, markdown, scoreboard
from callsight.progress import track
from callsight.synthesize import synthesize

CALLS, SEED = 50, 6200


def main() -> None:
    """Make the calls, run the stages, print the scoreboard, save `evaluation.json` and `.md`."""
    parser = argparse.ArgumentParser(prog="python -m callsight.evaluate", description=main.__doc__)
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--output", type=Path, default=Path("evaluation.json"))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="callsight-") as folder:
        made = synthesize(folder, chosen.calls, chosen.seed)
        deque(track(made, "Synthesize", chosen.calls), maxlen=0)
        report = evaluate(folder, load_config({"recordings": folder}), track)
    path = report.save(chosen.output)
    path.with_suffix(".md").write_text(markdown(report), encoding="utf-8")
    console = Console()
    console.print(scoreboard(report))
    console.print(f"Saved as {path} and {path.with_suffix('.md')} (seed {chosen.seed}).")


if __name__ == "__main__":
    main()
