"""Which model an option means, its fingerprint, and clear answers to wrong ones."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from callsight.errors import ConfigurationError
from callsight.options import TranscribeOptions
from callsight.transcribe import fingerprint, load_engine
from callsight.transcribe.models import KNOWN
from callsight.transcribe.whisper_engine import WhisperEngine
from tests.transcribe.builders import save_whisper, tiny_whisper


def options(**values: object) -> TranscribeOptions:
    return TranscribeOptions.model_validate({"device": "cpu", **values})


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    return save_whisper(tiny_whisper(), tmp_path / "mine.pt")


def test_the_fingerprint_changes_with_what_changes_words(checkpoint: Path) -> None:
    base = fingerprint(options(model=str(checkpoint)))
    assert len(base) == 16 and int(base, 16) >= 0
    assert fingerprint(options(model=str(checkpoint), batch_size=3, device="auto")) == base
    changed = [
        {"language": "en"},
        {"vocabulary": ["Acme"]},
        {"vad_threshold": 0.4},
        {"temperatures": [0.0]},
        {"channel_roles": ["customer", "agent"]},
        {"beam_size": 2},
    ]
    others = {fingerprint(options(model=str(checkpoint), **change)) for change in changed}
    others |= {fingerprint(options(model=name)) for name in ("base", "small", "demo")}
    assert len(others | {base}) == len(changed) + 3 + 1


def test_a_model_counts_by_its_content(checkpoint: Path, tmp_path: Path) -> None:
    base = fingerprint(options(model=str(checkpoint)))
    copy = tmp_path / "elsewhere.pt"
    copy.write_bytes(checkpoint.read_bytes())
    assert fingerprint(options(model=str(copy))) == base
    save_whisper(tiny_whisper(seed=1), checkpoint)
    assert fingerprint(options(model=str(checkpoint))) != base


def test_one_changed_byte_of_a_large_file_is_seen_in_the_blocks_read(tmp_path: Path) -> None:
    large = tmp_path / "large.pt"
    large.write_bytes(bytes(70 << 20))
    base = fingerprint(options(model=str(large)))
    with large.open("r+b") as file:
        file.seek(69 << 20)
        file.write(b"x")
    os.utime(large, ns=(1, 1))
    assert fingerprint(options(model=str(large))) != base


def test_the_fingerprint_needs_no_torch() -> None:
    code = (
        "import sys; from callsight.config import TranscribeOptions;"
        "from callsight.transcribe import fingerprint; fingerprint(TranscribeOptions());"
        "print([name for name in ('torch', 'whisper', 'scipy', 'av') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_known_names_are_those_of_openai_whisper() -> None:
    import whisper

    assert sorted(KNOWN) == sorted(whisper.available_models())


@pytest.mark.parametrize("ask", [fingerprint, load_engine])
def test_an_unknown_model_is_answered_with_the_known_ones(ask: object, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"`bse`.*base.*turbo"):
        ask(options(model="bse"))
    with pytest.raises(ConfigurationError, match=r"no Hugging Face folder.*`config\.json`"):
        ask(options(model=str(tmp_path)))


@pytest.mark.parametrize(
    "content",
    [b"", b"not a model", {"dims": {}}, {"model_state_dict": {}}, {"dims": {"n_mels": 80}}, []],
)
def test_a_file_that_is_no_checkpoint_is_named(content: object, tmp_path: Path) -> None:
    path = tmp_path / "bad.pt"
    path.write_bytes(content) if isinstance(content, bytes) else torch.save(content, path)
    with pytest.raises(ConfigurationError, match=r"bad\.pt` cannot be loaded"):
        load_engine(options(model=str(path)))


def test_a_checkpoint_of_another_shape_is_refused(checkpoint: Path) -> None:
    data = torch.load(checkpoint)
    data["dims"]["n_text_layer"] = 3
    torch.save(data, checkpoint)
    with pytest.raises(ConfigurationError, match="cannot be loaded"):
        load_engine(options(model=str(checkpoint)))
    save_whisper(tiny_whisper(n_mels=40), checkpoint)
    with pytest.raises(ConfigurationError, match="40 mel bands"):
        load_engine(options(model=str(checkpoint)))
    save_whisper(tiny_whisper(n_audio_ctx=20), checkpoint)
    with pytest.raises(ConfigurationError, match=r"hears 0\.4 s"):
        load_engine(options(model=str(checkpoint)))


def test_a_model_that_needs_the_network_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with pytest.raises(ConfigurationError, match=r"`base` could not be downloaded"):
        load_engine(options(model="base"))


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_a_gpu_that_is_not_there_is_a_clear_error(checkpoint: Path) -> None:
    with pytest.raises(ConfigurationError, match="finds no CUDA GPU"):
        load_engine(options(model=str(checkpoint), device="cuda"))


def test_languages_are_checked_against_the_model(checkpoint: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"Unknown language `xx`.*en"):
        load_engine(options(model=str(checkpoint), language="xx"))
    with pytest.raises(ConfigurationError, match="understands `en` only, not `de`"):
        load_engine(options(model=str(checkpoint), language="de"))


def test_the_context_comes_from_the_model(checkpoint: Path) -> None:
    engine = load_engine(options(model=str(checkpoint)))
    assert (engine.name, engine.context_seconds, engine.language) == ("mine", 3.0, "en")


def test_the_precision_is_the_one_asked_for_or_what_the_machine_is_fast_in(
    checkpoint: Path,
) -> None:
    amx = "amx_bf16" in Path("/proc/cpuinfo").read_text().split()
    for asked, expected in (
        ("auto", torch.bfloat16 if amx else torch.float32),
        ("float16", torch.float16),
        ("bfloat16", torch.bfloat16),
        ("float32", torch.float32),
    ):
        engine = load_engine(options(model=str(checkpoint), device="cpu", precision=asked))
        assert isinstance(engine, WhisperEngine) and engine.precision == expected
        assert engine.model.decoder.token_embedding.weight.dtype == expected
    demo = load_engine(options(model="demo", device="cpu"))
    assert isinstance(demo, WhisperEngine) and demo.precision == torch.float32
