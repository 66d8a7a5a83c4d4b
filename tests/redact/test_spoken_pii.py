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
    "unseen_j": "8d846b9b286879bebc5b3a6b6746f80bff0197072feddf9e47edfa98119f8410",
    "unseen_k": "0331fa30a5a9b0df50cb122e6f538db972261a13aafb875704cdf47e5f26cf80",
    "unseen_r": "fd430b672d15d916242c1c0529ac756cc871e53dd4222e3ba0594536eef9f2bb",
}
OTHERS = {
    "fresh": (0.965, 0.97, 0.005, 0.01),
    "dev_a": (0.965, 0.97, 0.005, 0.01),
    "dev_b": (0.965, 0.97, 0.005, 0.012),
    "dev_c": (0.975, 0.97, 0.008, 0.02),
    "dev_d": (0.975, 0.97, 0.008, 0.02),
    "dev_e": (0.97, 0.97, 0.008, 0.02),
    "dev_f": (0.97, 0.97, 0.01, 0.02),
    "dev_g": (0.955, 0.96, 0.01, 0.03),
    "dev_h": (0.975, 0.96, 0.006, 0.02),
    "dev_i": (0.94, 0.95, 0.02, 0.03),
    "dev_l": (0.955, 0.955, 0.006, 0.025),
    "dev_m": (0.98, 0.965, 0.005, 0.02),
    "dev_n": (0.95, 0.98, 0.01, 0.012),
    "dev_o": (0.96, 0.96, 0.01, 0.04),
    "dev_q": (0.95, 0.955, 0.012, 0.03),
    "dev_t": (0.975, 0.96, 0.008, 0.018),
    "dev_u": (0.8, 0.88, 0.055, 0.1),
    "dev_v": (0.94, 0.94, 0.012, 0.05),
    "unseen_j": (0.935, 0.95, 0.018, 0.04),
    "unseen_k": (0.86, 0.875, 0.03, 0.105),
    "unseen_r": (0.95, 0.95, 0.015, 0.04),
}
"""Dialogs by authors who did not know the recognizers, with what is reached: recall and precision at
least, leaked digits and hard negatives touched at most. The `unseen` ones are the honest measure: nobody
who tunes has read them."""


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
