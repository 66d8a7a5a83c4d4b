from pathlib import Path

import pytest

from callsight.errors import ConfigurationError
from callsight.options import RedactOptions
from callsight.redact import fingerprint, limits, load_policy, redact, shipped_policies
from callsight.redact.policy import ENTITIES


def write(tmp_path: Path, text: str) -> str:
    path = tmp_path / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_shipped_policies_load() -> None:
    assert shipped_policies() == ["default", "gdpr", "hipaa", "pci"]
    for name in shipped_policies():
        assert load_policy(name).description
    assert load_policy("pci").action_for("CREDIT_CARD") == "mask"
    assert load_policy("pci").audio.mode == "tone"
    assert not load_policy("pci").wants("PERSON", 1.0)
    assert load_policy("hipaa").wants("DATE_TIME", 0.6)
    assert not load_policy("default").wants("DATE_TIME", 0.6)
    assert not load_policy("default").wants("CVV", 0.3)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("acton: drop", ["`acton`", "action", "min_score", "keep_agent_names"]),
        ("action: shred", ["`action`", "`shred`", "placeholder", "mask", "hash", "drop"]),
        ("min_score: 2", ["`min_score`", "`2`"]),
        ("entities: {CREDITCARD: on}", ["CREDITCARD", "CREDIT_CARD", "PERSON"]),
        ("entities: {CVV: {keep: 1}}", ["`entities.CVV.keep`", "redact", "min_score", "action"]),
        ("audio: {mode: beep}", ["`audio.mode`", "`beep`", "silence", "tone"]),
        ("audio: {volume: 3}", ["`audio.volume`", "margin", "other_channels"]),
        ("- a list", ["keys and values"]),
        ("a: [", ["readable YAML"]),
    ],
)
def test_an_invalid_policy_is_answered_with_what_is_valid(
    tmp_path: Path, text: str, parts: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as error:
        load_policy(write(tmp_path, text))
    for part in parts:
        assert part in str(error.value)


def test_an_unknown_policy_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match=r"`nope`.*default, gdpr, hipaa, pci"):
        load_policy("nope")


def test_a_strict_policy_needs_a_name_model_before_any_call_is_read() -> None:
    with pytest.raises(ConfigurationError, match=r"redact\.name_model"):
        redact(iter(()), RedactOptions(policy="hipaa"))
    assert list(redact(iter(()), RedactOptions())) == []
    assert "best effort" in limits(RedactOptions())[0]
    assert limits(RedactOptions(policy="pci")) == ()


def test_hash_needs_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALLSIGHT_REDACT_KEY", raising=False)
    options = RedactOptions(policy=write(tmp_path, "action: hash"))
    with pytest.raises(ConfigurationError, match="CALLSIGHT_REDACT_KEY"):
        redact(iter(()), options)
    monkeypatch.setenv("CALLSIGHT_REDACT_KEY", "k")
    assert list(redact(iter(()), options)) == []


def test_the_fingerprint_follows_content_and_model(tmp_path: Path) -> None:
    first = fingerprint(RedactOptions(policy=write(tmp_path, "min_score: 0.5")))
    assert len(first) == 16 and int(first, 16) >= 0
    assert fingerprint(RedactOptions(policy=write(tmp_path, "min_score: 0.50"))) == first
    assert fingerprint(RedactOptions(policy=write(tmp_path, "min_score: 0.6"))) != first
    assert fingerprint(RedactOptions(name_model="a")) != fingerprint(RedactOptions())
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "weights").write_text("1")
    before = fingerprint(RedactOptions(name_model=str(folder)))
    (folder / "weights").write_text("22")
    assert fingerprint(RedactOptions(name_model=str(folder))) != before


def test_every_entity_that_a_recognizer_names_can_be_ruled() -> None:
    from callsight.redact import name_model, presidio
    from callsight.redact.cues import NUMBER_TYPES, OTHER_CUES

    named = {*NUMBER_TYPES, *OTHER_CUES, *name_model.ENTITIES.values()}
    named |= {entity for _, _, entity, _ in presidio.RECOGNIZERS}
    assert named <= set(ENTITIES)
