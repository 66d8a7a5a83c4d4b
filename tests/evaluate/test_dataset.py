"""Folders of recordings with truth, good and bad, on real files."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from callsight.errors import CallError, InputError
from callsight.evaluate.dataset import check_length, load_dataset
from callsight.synthesize import truth as truths
from callsight.synthesize.truth import GroundTruth
from tests.evaluate.builders import pii, true_turn, truth

SECONDS = 3.0
TURN = true_turn("agent", 0.0, "this is Anna")


def record(folder: Path, name: str, level: float = 0.1, **changes: Any) -> GroundTruth:
    """A recording of 3 s with its truth."""
    path = folder / f"{name}.flac"
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.full((int(SECONDS * 8000), 2), level), 8000)
    known = truth(
        TURN,
        mentions=(pii((TURN,), 0, "Anna", "PERSON", "plain"),),
        call_id=name,
        recording=path.name,
        sha256=truths.sha256(path),
        seconds=SECONDS,
    )
    known = replace(known, **changes)
    truths.write(known, path.with_suffix(".json"))
    return known


def test_a_folder_with_subfolders_and_other_files(tmp_path: Path) -> None:
    second = record(tmp_path / "more", "call_b", 0.2)
    first = record(tmp_path, "call_a", 0.1)
    soundfile.write(tmp_path / "without_truth.wav", np.zeros(8000), 8000)
    (tmp_path / "evaluation.json").write_text('{"version": 1}')
    (tmp_path / "notes.json").write_text("not JSON at all")
    dataset = load_dataset(tmp_path)
    assert [case.truth for case in dataset.cases] == [first, second]
    assert [case.recording.name for case in dataset.cases] == ["call_a.flac", "call_b.flac"]
    assert dataset.failures == ()
    assert dataset.cases[0].call_id == first.sha256[:16]


def test_the_fingerprint_changes_with_a_truth(tmp_path: Path) -> None:
    known = record(tmp_path, "call_a")
    before = load_dataset(tmp_path).fingerprint
    assert load_dataset(tmp_path).fingerprint == before
    truths.write(replace(known, client_tone="neutral"), tmp_path / "call_a.json")
    assert load_dataset(tmp_path).fingerprint != before


def far(**times: float) -> Any:
    return (replace(pii((TURN,), 0, "Anna", "PERSON", "plain"), **times),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sha256": "b" * 64}, "does not match its recording `call_a.flac`"),
        ({"recording": "other.flac"}, "`other.flac` of the ground truth `call_a` is missing"),
        ({"seconds": 0.5}, "turn `0` is not within the recording"),
        ({"pii": far(turn=7)}, "personal value `0` is in turn `7`, which does not exist"),
        ({"pii": far(end=99)}, "personal value `0` is not within the characters of its turn"),
        ({"pii": far(end_seconds=99.0)}, "personal value `0` is not within the recording"),
    ],
)
def test_a_truth_of_another_recording_costs_one_call(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    record(tmp_path, "call_a", **changes)
    good = record(tmp_path, "call_b", 0.2)
    dataset = load_dataset(tmp_path)
    assert [case.truth for case in dataset.cases] == [good]
    (failure,) = dataset.failures
    assert (failure.kind, failure.stage, failure.recording) == (
        "truth_mismatch", "ingest", "call_a.json",
    )  # fmt: skip
    assert message in failure.message and "Anna" not in failure.message


@pytest.mark.parametrize("text", ["{", '{"version": 99}', "[]", '{"version": 1, "turns": 3}'])
def test_a_broken_truth_beside_a_recording_costs_one_call(tmp_path: Path, text: str) -> None:
    record(tmp_path, "call_a")
    record(tmp_path, "call_b", 0.2)
    (tmp_path / "call_a.json").write_text(text)
    dataset = load_dataset(tmp_path)
    assert len(dataset.cases) == 1
    assert "`call_a.json` is not a ground-truth file" in dataset.failures[0].message


def test_the_same_recording_twice_counts_once(tmp_path: Path) -> None:
    record(tmp_path, "call_a")
    record(tmp_path, "call_b")
    dataset = load_dataset(tmp_path)
    assert [case.recording.name for case in dataset.cases] == ["call_a.flac"]
    assert [failure.kind for failure in dataset.failures] == ["duplicate"]


def test_nothing_usable_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        load_dataset(tmp_path / "missing")
    soundfile.write(tmp_path / "call.wav", np.zeros(8000), 8000)
    with pytest.raises(InputError, match="No ground truth in"):
        load_dataset(tmp_path)
    record(tmp_path, "call_a", sha256="b" * 64)
    with pytest.raises(InputError, match="does not match its recording"):
        load_dataset(tmp_path)


def test_the_length_must_match(tmp_path: Path) -> None:
    known = record(tmp_path, "call_a")
    check_length(known, SECONDS + 0.05)
    with pytest.raises(CallError, match=r"speaks of `3\.00` seconds, the recording has `3\.20`"):
        check_length(known, SECONDS + 0.2)


def test_names_with_brackets_find_their_recording(tmp_path: Path) -> None:
    record(tmp_path, "call [1]")
    assert json.loads((tmp_path / "call [1].json").read_text())["recording"] == "call [1].flac"
    (tmp_path / "call [1].json").write_text("{")
    with pytest.raises(InputError, match="not a ground-truth file"):
        load_dataset(tmp_path)
