"""Ground truth survives the disk, and is refused where it does not fit."""

import dataclasses
import json
from pathlib import Path

import pytest

from callsight.errors import InputError
from callsight.synthesize import truth
from callsight.synthesize.truth import GroundTruth, TruePii, TrueTurn, TrueWord


def example(recording: Path) -> GroundTruth:
    recording.write_bytes(b"sound")
    words = (TrueWord("It's", 0.1, 0.3), TrueWord("four", 0.35, 0.6), TrueWord("one.", 0.6, 0.9))
    turn = TrueTurn("customer", 1, 0.1, 0.9, "It's 41.", "It's four one.", words, "flite:slt+0")
    return GroundTruth(
        call_id="call_0001",
        recording=recording.name,
        sha256=truth.sha256(recording),
        sample_rate=8000,
        seconds=1.5,
        channels={"0": "agent", "1": "customer"},
        seed="7/0",
        intent="late_order",
        sector="retail",
        topic="order_status",
        outcome="resolved",
        client_tone="neutral",
        agent_tone="positive",
        upsell_attempted=False,
        upsell_succeeded=False,
        escalation_requested=False,
        turns=(turn,),
        pii=(TruePii("PIN", 0, 5, 13, 0.35, 0.9, "41", "digits"),),
        answers={"topic": "order_status", "promises": ["I will call you."], "empathy": 5},
    )


def test_reads_what_it_wrote(tmp_path: Path) -> None:
    known = example(tmp_path / "call.flac")
    truth.write(known, tmp_path / "call.json")
    assert truth.read(tmp_path / "call.json") == known
    assert sorted(p.name for p in tmp_path.iterdir()) == ["call.flac", "call.json"]
    truth.check(known, tmp_path / "call.flac")


def test_refuses_another_recording(tmp_path: Path) -> None:
    known = example(tmp_path / "call.flac")
    (tmp_path / "call.flac").write_bytes(b"other sound")
    with pytest.raises(InputError, match=r"`call_0001` does not match its recording `call.flac`"):
        truth.check(known, tmp_path / "call.flac")
    (tmp_path / "call.flac").unlink()
    with pytest.raises(InputError, match=r"`call.flac` of the ground truth `call_0001` is missing"):
        truth.check(known, tmp_path / "call.flac")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', '{"version": 99}'])
def test_refuses_what_is_no_ground_truth(tmp_path: Path, text: str) -> None:
    (tmp_path / "call.json").write_text(text)
    with pytest.raises(InputError, match=r"`call.json` is not a ground-truth file of version 1"):
        truth.read(tmp_path / "call.json")


def test_refuses_a_truth_with_an_unknown_field(tmp_path: Path) -> None:
    raw = dataclasses.asdict(example(tmp_path / "call.flac")) | {"extra": 1}
    (tmp_path / "call.json").write_text(json.dumps(raw))
    with pytest.raises(InputError, match="extra"):
        truth.read(tmp_path / "call.json")
