"""The floors on the spoken-PII test set; the numbers come from `python -m tests.redact.score`."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from callsight.options import RedactOptions
from callsight.redact import DialogRedactor
from tests.redact.score import DATA, JUDGES, load, score

WRITTEN = {
    "held_out.jsonl": "408f2a4f082ffab2511a967e864f359cb3df909e2920a27e26a4d5a689a952f4",
    "hand_unseen_j.txt": "33ccf0770adab02a39f1bbd0f99d461a78d0dcae1aeec4ef3a3a358f739e4189",
    "hand_unseen_k.txt": "663600c019aed111b060fffaf74acab3bd319279950fa42d0a371ac0699c5192",
    "hand_unseen_r.txt": "d190686ce2d1e1ee828b75702dd23bf29110b7f1cea3760bfd6eb11fa1dc1de8",
    "hand_unseen_x.txt": "969192bec52139c58e7ee87172db580c19c8c504a798ac89203518e2026c2c9b",
    "hand_unseen_tt.txt": "0237fe6c83a793a15f11b056f055dc1467ddbdc835b2d1ae407b25087165cbfc",
    "hand_unseen_uu.txt": "5d0241d9cc3001bd94307ef6b59c775c7f9d94d2dead26845ba8c2c695f10a28",
    "hand_unseen_bb.txt": "22c9b39e772e167ebb78be331f9e53a87e150c85f75cb1648c4d5d3e8ffd6469",
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
}
"""What the recognizers alone reach on dialogs by authors who did not know them, but on whose errors
they were tuned: recall and precision at least, leaked digits and negatives touched at most."""
UNSEEN = {
    "unseen_j": (0.98, 0.955, 0.006, 0.03),
    "unseen_k": (0.94, 0.91, 0.008, 0.07),
    "unseen_r": (0.985, 0.97, 0.004, 0.03),
    "unseen_x": (0.98, 0.975, 0.004, 0.03),
    "unseen_bb": (0.975, 0.975, 0.007, 0.04),
    "unseen_tt": (0.975, 0.945, 0.01, 0.04),
    "unseen_uu": (0.965, 0.935, 0.012, 0.065),
}
"""The same of recognizers and tagger on dialogs that nobody who tunes has read and no model has: the
honest measure."""
SAMPLE = 60
"""Dialogs of each judge that every test run reads; `tests.redact.score` reads all."""
ALONE = DialogRedactor(RedactOptions(tagger="off"))


@pytest.mark.parametrize("name", WRITTEN)
def test_the_splits_are_those_written_before_tuning(name: str) -> None:
    assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == WRITTEN[name]


def test_the_set_is_large_enough() -> None:
    assert sum(len(load(split)) for split in ("dev", "held_out")) >= 300


def test_the_generator_writes_the_stored_set_again(tmp_path: Path) -> None:
    from tests.redact.generate_dialogs import main

    for split in ("dev", "held_out"):
        (tmp_path / f"hand_{split}.txt").write_bytes((DATA / f"hand_{split}.txt").read_bytes())
    main(str(tmp_path))
    for split in ("dev", "held_out"):
        name = f"{split}.jsonl"
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()


@pytest.mark.parametrize(
    ("split", "tagger"), [("dev", "off"), ("held_out", "off"), ("held_out", "bundled")]
)
def test_the_floors_hold(split: str, tagger: str) -> None:
    numbers = score(load(split), DialogRedactor(RedactOptions(tagger=tagger)))
    assert numbers["withheld"] == 0
    assert numbers["recall"] >= 0.98
    assert numbers["precision"] >= 0.95
    assert numbers["leaked_digits"] <= 0.005
    assert numbers["negatives_touched"] <= 0.01
    for kind in ("PERSON", "ADDRESS", "AGE"):
        assert numbers["by_type"][kind][1] >= 0.85


@pytest.mark.parametrize("split", OTHERS)
def test_the_recognizers_alone_hold_their_floors(split: str) -> None:
    _check(score(load(split), ALONE), OTHERS[split])


@pytest.mark.parametrize("split", UNSEEN)
def test_the_floors_hold_on_dialogs_of_unseen_authors(split: str) -> None:
    _check(score(load(split), DialogRedactor(RedactOptions())), UNSEEN[split])


@pytest.mark.parametrize("split", JUDGES)
def test_the_floors_hold_on_dialogs_of_the_judges(split: str) -> None:
    numbers = score(load(split)[:SAMPLE], DialogRedactor(RedactOptions()))
    assert numbers["withheld"] == 0
    assert numbers["recall_core"] >= 0.97
    assert numbers["precision"] >= 0.95
    assert numbers["negatives_touched"] <= 0.015


def _check(numbers: dict[str, Any], floors: tuple[float, float, float, float]) -> None:
    recall, precision, leaked, touched = floors
    assert numbers["withheld"] == 0
    assert numbers["recall"] >= recall
    assert numbers["precision"] >= precision
    assert numbers["leaked_digits"] <= leaked
    assert numbers["negatives_touched"] <= touched
