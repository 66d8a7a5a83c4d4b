"""Redaction of text: characters per second on one core, with the tagger and without, side by side;
and what importing it costs, beside an import of pandas.

PYTHONPATH=functions python -m tests.benchmarks.redact
"""

import json
import subprocess
import sys
import time

import torch

from callsight.options import RedactOptions
from callsight.redact import DialogRedactor
from tests.redact.score import load

DIALOGS = 120


def speed(tagger: str) -> float:
    """Characters per second of processor time."""
    redactor = DialogRedactor(RedactOptions(tagger=tagger))
    texts = [row["text"] for row in load("dev_l")[:DIALOGS]]
    redactor(texts[0])
    begun = time.process_time()
    for text in texts:
        redactor(text)
    return sum(map(len, texts)) / (time.process_time() - begun)


def import_seconds(module: str) -> float:
    """Processor seconds of a fresh import."""
    code = f"import time, {module}; print(time.process_time())"
    return min(
        float(
            subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True).stdout
        )
        for _ in range(3)
    )


def main() -> None:
    """Print both, how many times as long it takes with the tagger, and the imports."""
    torch.set_num_threads(1)
    alone, judged = speed("off"), speed("bundled")
    numbers = {"characters_per_second": {"off": round(alone), "bundled": round(judged)}}
    numbers["import_seconds"] = {
        module: round(import_seconds(module), 2) for module in ("callsight.redact", "pandas")
    }
    print(json.dumps(numbers | {"times_as_long": round(alone / judged, 1)}))


if __name__ == "__main__":
    main()
