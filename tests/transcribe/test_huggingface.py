"""Hugging Face Whisper folders: the same logits through our path, and clear answers to bad ones."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from transformers import WhisperConfig, WhisperForConditionalGeneration

from callsight.errors import ConfigurationError
from callsight.options import TranscribeOptions
from callsight.transcribe import fingerprint, load_engine
from callsight.transcribe.huggingface import read_folder
from tests.transcribe.builders import clip


def save_random(folder: Path, shards: bool = False, **values: object) -> Path:
    """A tiny model with random weights, as fine-tuning tools save it."""
    torch.manual_seed(0)
    sizes = {"d_model": 32, "encoder_layers": 2, "decoder_layers": 2, "vocab_size": 51865}
    heads = {"encoder_attention_heads": 2, "decoder_attention_heads": 2}
    context = {"max_source_positions": 150, "max_target_positions": 64}
    ffn = {"encoder_ffn_dim": 128, "decoder_ffn_dim": 128, "init_std": 0.3}
    config = WhisperConfig(**(sizes | heads | context | ffn | values))
    model = WhisperForConditionalGeneration(config)
    model.generation_config.alignment_heads = [[1, 0]]
    model.save_pretrained(folder, max_shard_size="2MB" if shards else "50GB")
    return folder


@pytest.mark.parametrize(
    ("values", "shards"),
    [
        ({}, False),
        ({"vocab_size": 51864}, True),
        (
            {"vocab_size": 51866, "num_mel_bins": 128, "encoder_layers": 6, "decoder_layers": 4},
            True,
        ),
    ],
    ids=["multilingual", "english, in shards", "as large-v3-turbo"],
)
def test_logits_are_those_of_transformers(
    values: dict[str, int], shards: bool, tmp_path: Path
) -> None:
    folder = save_random(tmp_path / "model", shards, **values)
    assert (folder / "model.safetensors.index.json").exists() == shards
    theirs = WhisperForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    ours = read_folder(folder, "cpu").eval()
    mel = torch.randn(2, values.get("num_mel_bins", 80), 300)
    tokens = torch.tensor([[50258, 50259, 11, 12, 13], [50258, 50262, 5, 6, 7]])
    with torch.no_grad():
        expected = theirs(input_features=mel, decoder_input_ids=tokens).logits
        torch.testing.assert_close(ours(mel, tokens), expected, atol=1e-4, rtol=0)
    assert ours.alignment_heads.indices().T.tolist() == [[1, 0]]


def test_a_folder_runs_and_counts_by_its_content(tmp_path: Path) -> None:
    folder = save_random(tmp_path / "tuned")
    options = TranscribeOptions(model=str(folder), device="cpu")
    engine = load_engine(options)
    assert (engine.name, engine.context_seconds, engine.language) == ("tuned", 3.0, None)
    [heard] = engine.decode(
        [clip().samples[0, :16000].copy()], language="de", prompt=None, temperature=0.0
    )
    assert heard.words
    copy = shutil.copytree(folder, tmp_path / "copy")
    before = fingerprint(options)
    assert fingerprint(TranscribeOptions(model=str(copy), device="cpu")) == before
    save_random(copy, init_std=0.2)
    assert fingerprint(TranscribeOptions(model=str(copy), device="cpu")) != before


def test_wrong_folders_are_named(tmp_path: Path) -> None:
    folder = save_random(tmp_path / "tuned")
    config = json.loads((folder / "config.json").read_text())
    ask = TranscribeOptions(model=str(folder), device="cpu")
    for change, problem in (
        ({"decoder_layers": 3}, "another shape"),
        ({"d_model": 48}, "another shape"),
        ({"model_type": "wav2vec2"}, "`model_type` is `wav2vec2`"),
        ({"d_model": None}, "whole number"),
    ):
        (folder / "config.json").write_text(json.dumps(config | change))
        with pytest.raises(ConfigurationError, match=problem):
            load_engine(ask)
    weights = (folder / "model.safetensors").rename(tmp_path / "weights")
    with pytest.raises(ConfigurationError, match=r"`model\.safetensors` is not there"):
        fingerprint(ask)
    weights.rename(folder / "model.safetensors")
    (folder / "config.json").write_text("{")
    with pytest.raises(ConfigurationError, match=r"`config\.json` cannot be read"):
        load_engine(ask)
