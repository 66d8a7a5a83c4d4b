"""What the tagger learns from: marked dialogs, said in several ways, as pieces with their entities.

    python -m callsight.train.tag_examples --seen dev.jsonl ... --fresh hand_taught_w.txt ... \\
        --start FOLDER --out examples.npz

`--seen` dialogs are those on which the recognizers were tuned: there they find more than they would
elsewhere, so the tagger is told less often what they found. Synthesized calls count as seen.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from tokenizers import Tokenizer

from callsight.calls import Speaker, Transcript, Turn
from callsight.redact.cues import NUMBER_TYPES, OTHER_CUES
from callsight.redact.passages import converse
from callsight.redact.policy import load_policy
from callsight.redact.scan import detect
from callsight.redact.tag_features import COLUMNS, TURN, Describer
from callsight.redact.tag_model import NONE, TOKENIZER
from callsight.redact.tagger import owners
from callsight.synthesize.phrases import grammar
from callsight.synthesize.script import course, write_script
from callsight.train.marked import read
from callsight.train.variants import Segment, Turns, changed, draws, turns_of

VARIANTS: Final = 5
SYNTHESIZED: Final = 150
IGNORED: Final = -100
"""Label of pieces that say nothing."""
ENTITIES: Final = (
    NONE, "ABA_ROUTING_NUMBER", "ACCOUNT_NUMBER", "ADDRESS", "AGE", "CARD_EXPIRY", "CREDIT_CARD",
    "CVV", "DATE_OF_BIRTH", "DE_TAX_ID", "DRIVER_LICENSE", "EMAIL_ADDRESS", "ES_NIF", "FR_NIR",
    "IBAN_CODE", "ID_NUMBER", "IL_ID", "IP_ADDRESS", "LICENSE_PLATE", "MEDICAL_RECORD_NUMBER",
    "PASSPORT", "PASSWORD", "PERSON", "PHONE_NUMBER", "PIN", "SECURITY_ANSWER", "SORT_CODE",
    "UK_NHS", "UK_NINO", "URL", "US_SSN",
)  # fmt: skip
_ANNOUNCED: Final = ("benign", *sorted({*NUMBER_TYPES, *OTHER_CUES}))
CUES: Final = ("none", *_ANNOUNCED, *(f"{name}?" for name in _ANNOUNCED))
"""What an announcement may announce; with a question mark where it does so weakly."""


def example(turns: Turns, describe: Describer) -> dict[str, list[int]]:
    """Columns of one dialog, one entry per piece; separators have no label."""
    said, labels = list[Turn](), dict[tuple[int, int], str]()
    for index, (speaker, segments) in enumerate(turns):
        text = ""
        for segment in segments:
            if segment.entity:
                places = range(len(text), len(text) + len(segment.text))
                labels |= {(index, place): segment.entity for place in places}
            text += segment.text
        role: Speaker = speaker if speaker in ("agent", "customer") else "unknown"  # type: ignore[assignment]
        channel = int(role == "customer")
        said.append(Turn(index, role, channel, float(index), index + 1.0, text))
    conversation = converse(Transcript("dialog", None, tuple(said), len(said)))
    found, _ = detect(conversation, load_policy())
    pieces = describe(conversation, owners(conversation, found, ENTITIES))
    label = [IGNORED] * len(pieces.ids)
    ends = [*pieces.first[1:], len(pieces.ids)]
    for each, first, end in zip(pieces.tokens, pieces.first, ends, strict=True):
        entity = labels.get((each.turn, each.start), NONE)
        for k in range(first, end):
            if pieces.columns["gap"][k] != TURN:  # the separator of the next turn
                label[k] = ENTITIES.index(entity)
    return {"ids": pieces.ids, **pieces.columns, "label": label}


def synthesized(count: int, seed: int) -> Iterator[Turns]:
    """Scripts of the synthesizer, as they are spoken."""
    for number in range(count):
        rng = random.Random(f"tagger {seed} {number}")
        scene = rng.choice(grammar()["scenarios"])
        script = write_script(rng, scene, course(rng, scene["topic"]))
        yield [
            (
                line.speaker,
                [
                    Segment(" ".join(piece.words) + " ", piece.entity, piece.value)
                    for piece in line.pieces
                ],
            )
            for line in script.lines
        ]


def _examples(job: tuple[Turns, str, str]) -> list[dict[str, list[int]]]:
    turns, key, folder = job
    rng, describe = random.Random(key), _describer(folder)
    return [example(changed(turns, change, rng), describe) for change in draws(VARIANTS, rng)]


@lru_cache(maxsize=1)
def _describer(folder: str) -> Describer:
    return Describer(Tokenizer.from_file(f"{folder}/{TOKENIZER}"), ENTITIES, CUES)


def write(seen: Sequence[Path], fresh: Sequence[Path], start: Path, out: Path) -> None:
    """Examples of all dialogs; `start` holds the tokenizer."""
    jobs, sources = list[tuple[Turns, str, str]](), list[tuple[str, int, bool]]()
    for path in (*seen, *fresh):
        split = path.stem.removeprefix("hand_")
        for number, row in enumerate(read(path, split)):
            jobs.append((turns_of(row), f"{split} {number}", str(start)))
            sources.append((split, number, path in seen))
    for number, turns in enumerate(synthesized(SYNTHESIZED, 0)):
        jobs.append((turns, f"synthesized {number}", str(start)))
        sources.append(("synthesized", number, True))
    columns: dict[str, list[int]] = {name: [] for name in ("ids", *COLUMNS, "label")}
    rows: dict[str, list[Any]] = {
        name: [] for name in ("start", "length", "source", "dialog", "seen")
    }
    with ProcessPoolExecutor() as pool:
        for source, drawn in zip(sources, pool.map(_examples, jobs, chunksize=16), strict=True):
            for each in drawn:
                place = (len(columns["ids"]), len(each["ids"]), *source)
                for entries, value in zip(rows.values(), place, strict=True):
                    entries.append(value)
                for name, values in each.items():
                    columns[name] += values
    arrays = {name: np.array(values, np.int16) for name, values in columns.items()}
    np.savez_compressed(out, **arrays, **{name: np.array(values) for name, values in rows.items()})


def main() -> None:
    """Write the examples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seen", type=Path, nargs="*", default=[])
    parser.add_argument("--fresh", type=Path, nargs="*", default=[])
    parser.add_argument("--start", type=Path, required=True, help="folder with the tokenizer")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write(options.seen, options.fresh, options.start, options.out)


if __name__ == "__main__":
    main()
