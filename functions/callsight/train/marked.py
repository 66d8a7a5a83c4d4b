"""Dialogs written by hand, in which personal data and what only looks like it are marked.

`A: ` and `C: ` begin the turns of agent and customer, an empty line parts dialogs;
`{{ENTITY#group|what is said}}` is a value (fragments and repetitions share the group) and
`{{-kind|what is said}}` something harmless.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

SPEAKERS: Final = {"A": "Agent: ", "C": "Customer: "}
MARK: Final = re.compile(r"\{\{([A-Z_]+|-[\w ]+)(?:#(\w+))?\|(.*?)\}\}")


def read(path: Path, split: str) -> list[dict[str, Any]]:
    """The dialogs of a marked text (`.txt`), or of lines of JSON that hold them already.

    Each has `id`, `split`, `source`, `style`, `text` (a turn per line), `entities` and `negatives`
    with characters of the text.
    """
    text = path.read_text(encoding="utf-8").strip()
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return [
        _row(f"{split}-hand-{index:02d}", split, dialog)
        for index, dialog in enumerate(re.split(r"\n\s*\n", text))
    ]


def _row(key: str, split: str, dialog: str) -> dict[str, Any]:
    said, entities, negatives = "", list[dict[str, Any]](), list[dict[str, Any]]()
    for line in dialog.splitlines():
        if line[:1] not in SPEAKERS:
            continue
        said += "\n" * bool(said) + SPEAKERS[line[0]]
        at = 3
        for match in MARK.finditer(line):
            said += line[at : match.start()]
            place = {"start": len(said), "end": len(said) + len(match[3])}
            if match[1].startswith("-"):
                negatives.append({"kind": match[1][1:]} | place)
            else:
                entities.append({"entity": match[1], "group": match[2] or "0"} | place)
            said += match[3]
            at = match.end()
        said += line[at:]
    return {
        "id": key, "split": split, "source": "hand", "style": "written", "text": said,
        "entities": entities, "negatives": negatives,
    }  # fmt: skip
