"""The demo language model's training: what it learns from, and that the real engine loads it."""

import dataclasses
import json
import random
import shutil
from itertools import islice

import pytest
import torch

from callsight.analyze import CallAnswers, load_engine, load_questionnaire
from callsight.analyze.answers import verified_quote
from callsight.analyze.prompt import messages
from callsight.analyze.schema import read_response, to_answers
from callsight.calls import Call
from callsight.options import AnalyzeOptions
from callsight.train.dialogs import EVIDENCE, answered_calls, kinds_of_sentences
from callsight.train.examples import IGNORED, as_dialog, assembled, drawn, encoded
from callsight.train.language import Plan, Size, Trainer, run
from callsight.train.muon import Muon, orthogonal

DEFAULT = load_questionnaire("default")
TINY = Plan(
    seed=3,
    calls=24,
    steps=3,
    rows=2,
    held_out=4,
    warmup=1,
    save_every=2,
    size=Size(width=32, layers=1, heads=2, inner=48),
)


@pytest.fixture(scope="module")
def calls():
    return list(islice(answered_calls(3), 24))


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    folder = tmp_path_factory.mktemp("work")
    run(TINY, folder, folder / "model")
    return folder


def test_every_answer_is_valid_and_points_at_its_line(calls):
    for call in calls:
        text = json.dumps(call.answer)
        answers = to_answers(
            read_response(text, DEFAULT, call.transcript), DEFAULT, call.transcript
        )
        assert {a.status for a in answers.values()} <= {"answered", "not_stated"}
        (first, *_) = answers["topic"].evidence
        assert "problem" in call.kinds[first]
        for step in answers["next_steps"].value:
            said = step.removeprefix("Agent: ").rstrip("…")
            assert verified_quote(said, answers["next_steps"].evidence, call.transcript)


def test_the_kinds_of_evidence_are_kinds_of_the_grammar():
    known = {kind for kinds in kinds_of_sentences().values() for kind in kinds}
    assert {kind for kinds in EVIDENCE.values() for kind in kinds} <= known


def test_no_name_of_a_caller_is_left_in_what_is_learned(calls):
    texts = [turn.text for call in calls for turn in call.transcript.turns]
    answers = [text for text in texts if text.startswith("My name is")]
    assert answers and all("[PERSON_" in text for text in answers)


def test_calls_are_the_same_for_a_seed(calls):
    again = list(islice(answered_calls(3), 3))
    assert [call.answer for call in again] == [call.answer for call in calls[:3]]
    assert [call.transcript for call in again] == [call.transcript for call in calls[:3]]


def test_the_prompt_is_what_the_engine_sends(work, calls):
    model = load_engine(options(work / "model")).backend
    dialog = as_dialog(calls[0], random.Random(0))
    ids = encoded(dialog, model._tokenizer).ids
    asked = model._encoded(messages(DEFAULT, calls[0].transcript))
    assert list(ids[: len(asked)]) == asked
    assert model._tokenizer.decode(ids[len(asked) :]) == dialog.answer + "<|end|>"


def test_only_the_answer_is_learned(work, calls):
    tokenizer = Trainer(TINY, work).tokenizer
    rows = [encoded(as_dialog(call, random.Random(1)), tokenizer) for call in calls[:3]]
    batch = assembled(rows)
    for i, row in enumerate(rows):
        wanted = batch.targets[i] != IGNORED
        assert tuple(batch.targets[i][wanted].tolist()) == row.ids[row.start :]
        assert wanted.nonzero()[0].item() == row.start - 1
    assert len(batch.turns) == sum(len(call.transcript.turns) for call in calls[:3])


def test_batches_are_the_same_after_a_restart(work):
    trainer = Trainer(TINY, work)
    one, other = (drawn(trainer.examples, 3, 17, 2, 1.0) for _ in range(2))
    assert torch.equal(one.ids, other.ids) and torch.equal(one.kinds, other.kinds)
    assert not torch.equal(one.ids, drawn(trainer.examples, 3, 18, 2, 1.0).ids)


def test_an_interrupted_training_ends_in_the_same_model(work, tmp_path):
    shutil.copytree(work, tmp_path / "work")
    (tmp_path / "work" / "state.pt").unlink()
    trainer = Trainer(TINY, tmp_path / "work")
    trainer.train_step()
    trainer.save(tmp_path / "work" / "state.pt")
    run(TINY, tmp_path / "work", tmp_path / "again")
    one, other = (
        torch.load(folder / "state.pt", weights_only=False)["model"]
        for folder in (work, tmp_path / "work")
    )
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_loss_falls(work):
    trainer = Trainer(dataclasses.replace(TINY, steps=30, rate=2e-2), work)
    before = trainer.measure()["answer"]
    for _ in range(12):
        trainer.train_step()
    assert trainer.measure()["answer"] < before - 0.5


def test_the_real_engine_loads_the_result(work, calls):
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= {
        path.name for path in (work / "model").iterdir()
    }
    engine = load_engine(options(work / "model"))
    call = Call("a", "a", "a.wav", 60.0, 8000, 2, "pcm", 1)
    results = engine.answer([(call, calls[i].transcript) for i in range(2)], DEFAULT)
    assert all(isinstance(result, CallAnswers) for result in results)
    assert results[0].prompt_tokens < 1000  # instructions and questions are known by heart


def test_muon_makes_singular_values_alike():
    torch.manual_seed(0)
    for shape in ((40, 90), (90, 40)):
        values = torch.linalg.svdvals(orthogonal(torch.randn(shape)))
        assert values.min() > 0.5 and values.max() < 1.3


def test_muon_is_pytorchs_muon():
    torch.manual_seed(0)
    ours, theirs = (torch.nn.Parameter(torch.ones(8, 12)) for _ in range(2))
    one = Muon([ours], lr=0.01)
    other = torch.optim.Muon(
        [theirs], lr=0.01, weight_decay=0.02, momentum=0.95, adjust_lr_fn="match_rms_adamw"
    )
    for _ in range(3):
        ours.grad = torch.randn(8, 12)
        theirs.grad = ours.grad.clone()
        one.step()
        other.step()
    assert torch.allclose(ours, theirs, atol=5e-4)  # bfloat16 there


def options(folder):
    return AnalyzeOptions(engine="transformers", model=str(folder), device="cpu", batch_size=2)
