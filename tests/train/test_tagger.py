"""From marked dialogs to a tagger: what it learns from, and that it learns."""

import random
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from callsight.redact import tag_model
from callsight.redact.lexicon import REMOVED
from callsight.redact.tag_features import SEPARATOR, Describer
from callsight.train import tag_examples
from callsight.train.marked import read
from callsight.train.tag_examples import CUES, ENTITIES, IGNORED, example, synthesized, write
from callsight.train.tagger import Examples, Plan, train
from callsight.train.variants import Change, changed, draws, turns_of

DIALOGS = """A: Who is calling?
C: It's {{PERSON#a|Doreen Whitlock}}, card {{CREDIT_CARD#b|4111 1111}}
A: {{-duration|One moment}}.
C: {{CREDIT_CARD#b|1111 1111}}.

A: {{-company|Fern Bank}}, your PIN?
C: {{PIN#c|four four one two}}
"""


@pytest.fixture
def dialogs(tmp_path: Path) -> Path:
    path = tmp_path / "hand_tiny.txt"
    path.write_text(DIALOGS, encoding="utf-8")
    return path


@pytest.fixture
def start(tmp_path: Path) -> Path:
    """A tiny network that knows letters and digits only."""
    pieces = ["[PAD]", "[UNK]", SEPARATOR, "[MASK]"]
    pieces += [p + c for p in ("", "##") for c in "abcdefghijklmnopqrstuvwxyz0123456789'"]
    tokenizer = Tokenizer(
        models.WordPiece({piece: k for k, piece in enumerate(pieces)}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    shape = {
        "pieces": len(pieces), "width": 32, "inner": 32, "heads": 2, "layers": 1, "longest": 512,
    }  # fmt: skip
    torch.manual_seed(0)
    config = {"encoder": shape, "entities": list(ENTITIES), "cues": list(CUES)}
    tag_model.save(tag_model.TagModel(config), tokenizer, tmp_path / "start")
    return tmp_path / "start"


def test_marked_dialogs_are_read_with_the_places_of_their_marks(dialogs: Path) -> None:
    first, second = read(dialogs, "tiny")
    said = [(e["entity"], first["text"][e["start"] : e["end"]]) for e in first["entities"]]
    assert said == [
        ("PERSON", "Doreen Whitlock"), ("CREDIT_CARD", "4111 1111"), ("CREDIT_CARD", "1111 1111"),
    ]  # fmt: skip
    (moment,) = first["negatives"]
    assert first["text"][moment["start"] : moment["end"]] == "One moment"
    assert second["id"] == "tiny-hand-01"
    assert second["text"].splitlines()[0] == "Agent: Fern Bank, your PIN?"


def test_segments_put_together_are_the_dialog_again(dialogs: Path) -> None:
    for row in read(dialogs, "tiny"):
        lines = [
            f"{speaker.capitalize()}: {''.join(part.text for part in parts)}"
            for speaker, parts in turns_of(row)
        ]
        assert "\n".join(lines) == row["text"]


@given(st.integers(0, 10_000))
def test_another_form_of_a_dialog_keeps_its_marks(seed: int) -> None:
    rng = random.Random(seed)
    turns = next(synthesized(1, seed % 7))
    marks = [(said.entity, said.group) for _, segments in turns for said in segments if said.entity]
    for change in draws(5, rng):
        other = changed(turns, change, rng)
        segments = [segment for _, said in other for segment in said]
        kept = [(segment.entity, segment.group) for segment in segments if segment.entity]
        lost = sum(segment.text == REMOVED * 8 for segment in segments)
        assert len(kept) + lost == len(marks) and (change.removed or not lost)
        assert change.asides or len(other) == len(turns)
        assert all(segment.text for segment in segments)


def test_a_form_without_changes_is_the_dialog_itself(dialogs: Path) -> None:
    turns = turns_of(read(dialogs, "tiny")[0])
    assert changed(turns, Change(), random.Random(0)) == turns


def test_pieces_carry_the_entity_of_their_token(dialogs: Path, start: Path) -> None:
    describe = Describer(Tokenizer.from_file(str(start / "tokenizer.json")), ENTITIES, CUES)
    columns = example(turns_of(read(dialogs, "tiny")[1]), describe)
    said = [ENTITIES[k] if k != IGNORED else None for k in columns["label"]]
    assert said[0] is None  # the separator before the agent's turn
    assert said.count("PIN") == len("fourfouronetwo")
    assert len({len(values) for values in columns.values()}) == 1


def test_it_learns(
    dialogs: Path, start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_examples, "SYNTHESIZED", 2)
    write([], [dialogs], start, tmp_path / "examples.npz")
    examples = Examples(tmp_path / "examples.npz", "cpu", without=["synthesized"])
    assert len(examples.dialogs) == 2 and all(len(forms) == 5 for forms in examples.dialogs)
    plan = Plan(epochs=60, rate=1e-2, batch=2, masked=0.0)
    model = train(plan, examples, start, tmp_path / "out")
    loaded, tokenizer = tag_model.load(tmp_path / "out")
    batch = examples.batch([examples.dialogs[1][0]], random.Random(0))
    with torch.inference_mode():
        likely = loaded(batch["ids"], batch, batch["mask"])[0].argmax(-1)
    known = batch["label"][0] != IGNORED
    assert (likely[known] == batch["label"][0][known]).float().mean() > 0.9
    # Weights are stored in eight bits: nearly the same, not quite.
    for name, weight in model.state_dict().items():
        stored = loaded.state_dict()[name]
        assert torch.allclose(weight, stored, atol=float(weight.abs().max()) / 100)
    assert tokenizer.token_to_id("[UNK]") == 1


def test_a_stopped_training_ends_in_the_same_weights(
    dialogs: Path, start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from callsight.train import tagger

    monkeypatch.setattr(tag_examples, "SYNTHESIZED", 2)
    write([], [dialogs], start, tmp_path / "examples.npz")
    examples = Examples(tmp_path / "examples.npz", "cpu", without=["synthesized"])
    plan = Plan(epochs=8, batch=2, masked=0.0, untold=(0.0, 0.0))
    config = (start / "config.json").read_text()
    (start / "config.json").write_text(config.replace('"pieces"', '"dropout": 0.0, "pieces"'))
    whole = train(plan, examples, start, tmp_path / "whole").state_dict()
    monkeypatch.setattr(tagger, "SAVE_EVERY", 3)
    learn = tagger.Training.learn

    def stopped(self: tagger.Training, batch: dict[str, torch.Tensor]) -> float:
        if self.step == 5:
            raise KeyboardInterrupt
        return learn(self, batch)

    monkeypatch.setattr(tagger.Training, "learn", stopped)
    with pytest.raises(KeyboardInterrupt):
        train(plan, examples, start, tmp_path / "parts")
    monkeypatch.setattr(tagger.Training, "learn", learn)
    parts = train(plan, examples, start, tmp_path / "parts").state_dict()
    assert all(np.allclose(whole[name], parts[name], atol=1e-6) for name in whole)
    assert not (tmp_path / "parts.checkpoint").exists()


def test_it_reads_as_the_encoder_that_it_began_as() -> None:
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    bert = BertModel(
        BertConfig(
            vocab_size=20, hidden_size=32, intermediate_size=48, num_attention_heads=4,
            num_hidden_layers=2, max_position_embeddings=16,
        ), add_pooling_layer=False,
    ).eval()  # fmt: skip
    shape = {"pieces": 20, "width": 32, "inner": 48, "heads": 4, "layers": 2, "longest": 16}
    model = tag_model.TagModel({"encoder": shape, "entities": ["O", "PIN"], "cues": ["none"]})
    missing, unexpected = model.load_state_dict(tag_model.of_bert(bert.state_dict()), strict=False)
    assert not unexpected and all(name.startswith(("features", "out")) for name in missing)
    for table in model.features.values():
        torch.nn.init.zeros_(table.weight)
    ids = torch.randint(20, (3, 9))
    mask = torch.tensor([[k < size for k in range(9)] for size in (9, 6, 2)])
    columns = {name: torch.zeros_like(ids) for name in model.features}
    with torch.inference_mode():
        wanted = model.out(bert(ids, attention_mask=mask).last_hidden_state)
        logits = model.eval()(ids, columns, mask)
    assert torch.allclose(logits[mask], wanted[mask], atol=1e-4)
