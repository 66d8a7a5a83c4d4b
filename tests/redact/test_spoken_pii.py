"""The floors on the spoken-PII test set; the numbers come from `python -m tests.redact.score`."""

import hashlib
from pathlib import Path

import pytest

from callsight.options import RedactOptions
from callsight.redact import DialogRedactor
from tests.redact.score import DATA, SPLITS, load, score

WRITTEN = {
    "held_out": "408f2a4f082ffab2511a967e864f359cb3df909e2920a27e26a4d5a689a952f4",
    "fresh": "3abc02d237d380cf6bb6ac604bf7d91c7224a48ccadba18c9e16190017a2c142",
}
OTHERS = {
    "fresh": (0.965, 0.97, 0.005, 0.01),
    "dev_a": (0.965, 0.97, 0.005, 0.01),
    "dev_b": (0.965, 0.97, 0.005, 0.012),
    "dev_c": (0.965, 0.97, 0.008, 0.025),
    "dev_d": (0.935, 0.97, 0.015, 0.05),
    "dev_e": (0.94, 0.955, 0.015, 0.05),
}
"""Dialogs by authors who did not know the recognizers, with what is reached: recall and precision at
least, leaked digits and hard negatives touched at most."""


@pytest.mark.parametrize("split", WRITTEN)
def test_the_splits_are_those_written_before_tuning(split: str) -> None:
    assert hashlib.sha256((DATA / f"{split}.jsonl").read_bytes()).hexdigest() == WRITTEN[split]


def test_the_set_is_large_enough() -> None:
    assert sum(len(load(split)) for split in ("dev", "held_out")) >= 300


def test_the_generator_writes_the_stored_set_again(tmp_path: Path) -> None:
    from tests.redact.generate_dialogs import main

    for split in SPLITS:
        (tmp_path / f"hand_{split}.txt").write_bytes((DATA / f"hand_{split}.txt").read_bytes())
    main(str(tmp_path))
    for split in SPLITS:
        name = f"{split}.jsonl"
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()


@pytest.mark.parametrize("split", ["dev", "held_out"])
def test_the_floors_hold(split: str) -> None:
    numbers = score(load(split), DialogRedactor(RedactOptions()))
    assert numbers["withheld"] == 0
    assert numbers["recall"] >= 0.98
    assert numbers["precision"] >= 0.95
    assert numbers["leaked_digits"] <= 0.005
    assert numbers["negatives_touched"] <= 0.01
    for kind in ("PERSON", "ADDRESS", "AGE"):
        assert numbers["by_type"][kind][1] >= 0.85


@pytest.mark.parametrize("split", OTHERS)
def test_the_floors_hold_on_dialogs_by_other_authors(split: str) -> None:
    numbers = score(load(split), DialogRedactor(RedactOptions()))
    recall, precision, leaked, touched = OTHERS[split]
    assert numbers["withheld"] == 0
    assert numbers["recall"] >= recall
    assert numbers["precision"] >= precision
    assert numbers["leaked_digits"] <= leaked
    assert numbers["negatives_touched"] <= touched
