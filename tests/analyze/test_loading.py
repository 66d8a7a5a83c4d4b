"""Precision, quantization and adapters of a local language model, by the libraries' own code."""

import importlib.util
import sys

import pytest
import torch

from callsight.analyze import fingerprint, load_questionnaire, schema
from callsight.analyze.backend import Request
from callsight.analyze.local_model import LocalModel
from callsight.analyze.prompt import messages
from callsight.errors import ConfigurationError
from callsight.options import AnalyzeOptions
from tests.analyze.dialogs import BILLING, transcript
from tests.analyze.tiny_model import save_tiny_model

CALL = transcript(BILLING)
QUESTIONS = load_questionnaire("default").only({"topic", "empathy"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """As wide as bitsandbytes' kernels for processors with AVX-512 want it: blocks of 32."""
    return save_tiny_model(tmp_path_factory.mktemp("model") / "tiny", width=64)


@pytest.fixture(scope="module")
def adapter(folder, tmp_path_factory):
    """A low-rank adapter that changes the tiny model a lot."""
    peft = pytest.importorskip("peft", reason="pip install 'callsight[adapter]'")
    from transformers import AutoModelForCausalLM

    base = AutoModelForCausalLM.from_pretrained(folder)
    config = peft.LoraConfig(r=4, target_modules=["q_proj", "down_proj"], init_lora_weights=False)
    torch.manual_seed(5)
    adapted = peft.get_peft_model(base, config)
    path = tmp_path_factory.mktemp("adapter")
    adapted.save_pretrained(path)
    return path


def options(folder, **more):
    return AnalyzeOptions(engine="transformers", model=str(folder), device="cpu", **more)


def answered(model):
    """A valid answer of the model to a few questions about a call."""
    turns = [turn.index for turn in CALL.turns]
    request = Request(messages(QUESTIONS, CALL), schema.json_schema(QUESTIONS, turns))
    (completion,) = model.complete([request])
    schema.read_response(completion.text, QUESTIONS, CALL)
    return completion.text


def logits(model):
    with torch.inference_mode():
        return model._model(torch.arange(1, 40)[None]).logits.float()


def test_attention_is_scaled_dot_product(folder):
    assert LocalModel.load(options(folder))._model.config._attn_implementation == "sdpa"


@pytest.mark.parametrize(
    ("quantization", "layer"), [("int8", "Linear8bitLt"), ("int4", "Linear4bit")]
)
def test_quantized_weights_answer(folder, quantization, layer):
    pytest.importorskip("bitsandbytes", reason="pip install 'callsight[quantization]'")
    model = LocalModel.load(options(folder, quantization=quantization))
    projection = model._model.model.layers[0].mlp.up_proj
    assert type(projection).__name__ == layer
    assert projection.weight.dtype in (torch.int8, torch.uint8)
    near = logits(LocalModel.load(options(folder)))
    difference = (logits(model) - near).abs().mean() / near.abs().mean()
    assert 0 < difference < 0.5
    answered(model)


@pytest.mark.parametrize("quantization", ["none", "int4"])
def test_an_adapter_changes_the_model(folder, adapter, quantization):
    if quantization != "none":
        pytest.importorskip("bitsandbytes", reason="pip install 'callsight[quantization]'")
    plain = LocalModel.load(options(folder, quantization=quantization))
    adapted = LocalModel.load(options(folder, quantization=quantization, adapter=str(adapter)))
    assert not torch.allclose(logits(plain), logits(adapted), atol=1e-3)
    answered(adapted)


def test_an_adapter_is_merged_as_peft_applies_it(folder, adapter):
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    base = AutoModelForCausalLM.from_pretrained(folder)
    reference = PeftModel.from_pretrained(base, adapter).eval()
    merged = LocalModel.load(options(folder, adapter=str(adapter)))
    with torch.inference_mode():
        expected = reference(torch.arange(1, 40)[None]).logits
    assert torch.allclose(logits(merged), expected, atol=1e-4)
    assert type(merged._model).__name__ == "LlamaForCausalLM"


def test_an_adapter_that_is_none_is_named(folder, tmp_path):
    pytest.importorskip("peft", reason="pip install 'callsight[adapter]'")
    with pytest.raises(ConfigurationError, match=r"Cannot load adapter .* PEFT adapter"):
        LocalModel.load(options(folder, adapter=str(tmp_path)))


@pytest.mark.parametrize(
    ("package", "given", "extra"),
    [
        ("bitsandbytes", {"quantization": "int4"}, r"callsight\[quantization\]"),
        ("peft", {"adapter": "some/adapter"}, r"callsight\[adapter\]"),
    ],
)
def test_a_missing_package_is_answered_with_its_install_command(
    folder, monkeypatch, package, given, extra
):
    find = importlib.util.find_spec
    monkeypatch.delitem(sys.modules, package, raising=False)
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == package else find(name)
    )
    with pytest.raises(ConfigurationError, match=rf"pip install '{extra}'"):
        LocalModel.load(options(folder, **given))


def test_quantization_and_adapter_are_part_of_the_fingerprint(folder):
    marks = {
        fingerprint(options(folder)),
        fingerprint(options(folder, quantization="int8")),
        fingerprint(options(folder, quantization="int4")),
        fingerprint(options(folder, adapter="some/adapter")),
    }
    assert len(marks) == 4
