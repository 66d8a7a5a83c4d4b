"""The training runs, can be interrupted, and its result is a Whisper checkpoint."""

from pathlib import Path

import numpy as np
import pytest
import torch
import whisper

from callsight.train import evaluation
from callsight.train.corpus import Corpus, cached
from callsight.train.model import Size, Trainee, attend
from callsight.train.whisper import Plan, Trainer

TINY = Plan(
    seed=3,
    minutes=0.1,
    utterances=24,
    budget=8.0,
    size=Size(width=48, heads=2, encoder_layers=1, decoder_layers=1, context=150, text=64),
    encoder_first=0.0,
    warmup=1,
)


@pytest.fixture
def trained(corpus: Corpus) -> tuple[Trainer, list[dict[str, float]]]:
    trainer = Trainer(TINY, corpus)
    return trainer, [trainer.train_step() for _ in range(6)]


def test_loss_falls(trained: tuple[Trainer, list[dict[str, float]]]) -> None:
    _, parts = trained
    assert parts[-1]["text"] < parts[0]["text"]
    assert all(np.isfinite(part["text"]) for part in parts)


def test_checkpoint_is_read_by_whisper(
    trained: tuple[Trainer, list[dict[str, float]]], tmp_path: Path
) -> None:
    trainer, _ = trained
    path = tmp_path / "tiny.pt"
    trainer.model.export(path)
    assert [p.name for p in tmp_path.iterdir()] == ["tiny.pt"]
    model = whisper.load_model(str(path), device="cpu")
    assert model.dims.n_audio_ctx == 150
    assert not model.is_multilingual
    texts = evaluation.transcribe(model, [np.zeros(8000, np.float32)] * 2)
    assert len(texts) == 2


def test_exported_model_computes_what_was_trained(
    trained: tuple[Trainer, list[dict[str, float]]], tmp_path: Path
) -> None:
    trainer, _ = trained
    trainer.model.export(tmp_path / "tiny.pt")
    model = whisper.load_model(str(tmp_path / "tiny.pt"), device="cpu")
    mel = torch.randn(1, 80, 300)
    with torch.no_grad():
        expected, heard = trainer.model.encode(mel), model.encoder(mel)
    torch.testing.assert_close(heard, expected, atol=0.03, rtol=0.03)


def test_goes_on_where_it_stopped(
    trained: tuple[Trainer, list[dict[str, float]]], corpus: Corpus, tmp_path: Path
) -> None:
    trainer, _ = trained
    trainer.save(tmp_path / "state.pt")
    other = Trainer(TINY, corpus)
    other.load(tmp_path / "state.pt")
    assert (other.step, other.seconds) == (trainer.step, trainer.seconds)
    assert torch.equal(other.model.embedding, trainer.model.embedding)
    other.train_step()


def test_plain_attention_equals_that_of_whisper() -> None:
    model = Trainee(Size(width=48, heads=2, encoder_layers=1, decoder_layers=1, context=50))
    block = model.whisper.encoder.blocks[0]
    x = torch.randn(2, 50, 48)
    torch.testing.assert_close(attend(block.attn, x), block.attn(x)[0], atol=1e-4, rtol=1e-4)


def test_heads_look_at_their_offset_from_the_start() -> None:
    model = Trainee(Size(context=60))
    encoder = model.whisper.encoder
    x = encoder.positional_embedding[None]
    attention = encoder.blocks[1].attn
    query = attention.query(x)[0, :, 32:64]
    key = attention.key(x)[0, :, 32:64]
    looks = (query @ key.T).argmax(-1)[10:50] - torch.arange(10, 50)
    assert looks.float().median() == 2


def test_corpus_is_cached(corpus: Corpus, tmp_path: Path) -> None:
    first = cached(tmp_path, seed=3, count=6, workers=1)
    again = cached(tmp_path, seed=3, count=6, workers=1)
    assert np.array_equal(first.samples, again.samples)
    assert np.array_equal(first.word, corpus.word[: len(first.word)])
    assert np.array_equal(first.samples, corpus.samples[: len(first.samples)])
