"""Scripts follow their course, and the answers follow from the scripts."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callsight.synthesize.answers import answers
from callsight.synthesize.facts import luhn
from callsight.synthesize.phrases import all_lines, display, expand, grammar, held_out
from callsight.synthesize.script import Script, course, write_script
from callsight.synthesize.utterances import some_facts, training_utterance, vocabulary

TOPICS = {
    "billing", "technical_issue", "cancellation", "order_status", "returns_refunds", "payment",
    "account_access", "fraud_dispute", "claim", "booking_change", "sales_upgrade", "other",
}  # fmt: skip


def scripts(seed: int, scene: dict[str, Any]) -> Script:
    rng = random.Random(seed)
    return write_script(rng, scene, course(rng, scene["topic"]))


@pytest.mark.parametrize("scene", grammar()["scenarios"], ids=lambda scene: scene["intent"])
def test_every_scenario_makes_calls(scene: dict[str, Any]) -> None:
    assert scene["topic"] in TOPICS
    for seed in range(20):
        script = scripts(seed, scene)
        assert script.lines[0].speaker == "agent"
        assert script.lines[-1].speaker == "customer"
        found = answers(script)
        assert found["topic"] == scene["topic"]
        assert found["upsell_succeeded"] is (
            found["upsell_attempted"] and script.course.upsell_taken
        )
        assert (found["outcome"] == "follow_up") <= ("promises" in found)
        if found["outcome"] == "escalated":
            assert found["escalation_requested"] is True


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_calls_use_known_words_only(seed: int) -> None:
    rng = random.Random(seed)
    scene = rng.choice(grammar()["scenarios"])
    known = {word.lower() for word in vocabulary()}
    for line in scripts(seed, scene).lines:
        for piece in line.pieces:
            assert {word.strip(".,?!").lower() for word in piece.words} <= known


@given(st.integers(0, 10_000))
def test_card_numbers_are_valid(seed: int) -> None:
    number = luhn(random.Random(seed), "4")
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(number)]
    assert len(number) == 16
    assert sum(sum(divmod(d, 10)) for d in doubled) % 10 == 0


def test_vocabulary_is_small() -> None:
    assert len(vocabulary()) < 900


def test_held_out_lines_are_one_in_twelve() -> None:
    lines = all_lines()
    assert 0.05 < sum(map(held_out, lines)) / len(lines) < 0.12


def test_line_becomes_words() -> None:
    facts = some_facts(random.Random(1)) | {}
    pieces = expand("Thank you for calling {brand}. I'm {agent}.", facts, random.Random(1))
    words = [word for piece in pieces for word in piece.words]
    assert words[:4] == ["thank", "you", "for", "calling"]
    assert display(words)[0] == "Thank"
    assert pieces[-1].entity == "PERSON"
    assert pieces[-1].words[-1] == facts["agent"].written + "."


def test_training_utterance_is_reproducible(flite_library: None) -> None:
    first, again = training_utterance(5, 3), training_utterance(5, 3)
    assert first.words == again.words
    assert (first.speech.samples == again.speech.samples).all()
    assert len(first.words) == len(first.speech.words)
    assert first.speech.phones[-1][1] <= len(first.speech.samples) / 8000 + 0.01
