import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from callsight.calls import Failure, RedactedCall, Transcript
from callsight.errors import CallError, ConfigurationError
from callsight.options import RedactOptions
from callsight.redact import redact, redact_dialog, report, scan, verify
from callsight.redact.name_model import NameModel
from tests.redact.helpers import call

SECRET = "4111 1111 1111 1111"


def run(*texts: str, **options: object) -> list[RedactedCall | Failure]:
    return list(redact(((call(t), ()) for t in texts), RedactOptions(**options)))  # type: ignore[arg-type]


def test_calls_stream_one_at_a_time() -> None:
    pulled = []

    def calls() -> Iterator[tuple[Transcript, tuple[str, ...]]]:
        for k in range(3):
            pulled.append(k)
            yield call("C: my pin is 4412"), ()

    results = redact(calls(), RedactOptions())
    assert pulled == []
    assert isinstance(next(results), RedactedCall)
    assert pulled == [0]


def test_a_failing_recognizer_withholds_the_call_and_says_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(conversation: object) -> Iterator[object]:
        raise ValueError(f"cannot read {SECRET}")
        yield

    monkeypatch.setattr(scan.secrets, "find", broken)
    (failure,) = run(f"C: my card is {SECRET}")
    assert isinstance(failure, Failure)
    assert (failure.stage, failure.kind, failure.call_id) == ("redact", "recognizer_error", "call")
    assert "ValueError" in failure.message and "4111" not in failure.message


def test_what_is_left_in_a_redacted_text_withholds_the_call() -> None:
    (clean,) = run(f"A: card?\nC: it is {SECRET}")
    assert isinstance(clean, RedactedCall)
    verify(clean)
    turns = clean.transcript.turns
    leaky = (turns[0], dataclasses.replace(turns[1], text=f"{turns[1].text} {SECRET}"))
    dirty = dataclasses.replace(
        clean, transcript=dataclasses.replace(clean.transcript, turns=leaky)
    )
    with pytest.raises(CallError) as error:
        verify(dirty)
    assert error.value.kind == "residual_pii"
    assert "CREDIT_CARD" in str(error.value) and "4111" not in str(error.value)


def test_what_only_looks_like_a_placeholder_is_read() -> None:
    for text in ("[CARD_4111111111111111]", "[PERSON_1] [4111 1111 1111 1111]"):
        (result,) = run(f"C: {text}")
        assert isinstance(result, RedactedCall)
        assert "4111" not in result.transcript.turns[0].text


def test_the_second_look_removes_what_only_then_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    from callsight.redact import engine

    real = engine.scan
    calls = []

    def blind(*args: object) -> list[object]:
        calls.append(args)
        found = real(*args)  # type: ignore[arg-type]
        return [f for f in found if f.entity != "PIN"]  # type: ignore[misc]

    monkeypatch.setattr(engine, "scan", blind)
    (result,) = run("C: my name is Jason Jones and my pin is 4412 okay")
    assert calls and isinstance(result, RedactedCall)
    assert result.transcript.turns[0].text == "my name is [PERSON_1] and my pin is [PIN_1] okay"


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A random BERT token classifier of two layers with a vocabulary of letters and few words."""
    import torch
    from transformers import BertConfig, BertForTokenClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny-ner")
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "zorblat", "hello", "there", ".", ","]
    vocabulary = words + list(letters) + [f"##{letter}" for letter in letters]
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=64, id2label={0: "O", 1: "B-PER"},
        label2id={"O": 0, "B-PER": 1},
    )  # fmt: skip
    model = BertForTokenClassification(config)
    with torch.no_grad():  # every token is O but "zorblat", whatever the rest says
        model.bert.encoder.layer[0].output.dense.weight.zero_()
        model.bert.encoder.layer[0].attention.output.dense.weight.zero_()
        model.bert.embeddings.position_embeddings.weight.zero_()
        model.bert.embeddings.token_type_embeddings.weight.zero_()
        direction = torch.tensor([1.0, -1.0] * 8)
        model.bert.embeddings.word_embeddings.weight[:] = -direction
        model.bert.embeddings.word_embeddings.weight[vocabulary.index("zorblat")] = direction
        model.classifier.weight[0], model.classifier.weight[1] = -direction, direction
        model.classifier.bias.zero_()
    model.save_pretrained(folder)
    BertTokenizerFast(vocab={word: i for i, word in enumerate(vocabulary)}).save_pretrained(folder)
    return str(folder)


def test_a_name_model_finds_names(tiny_model: str) -> None:
    model = NameModel(tiny_model)
    assert next(iter(model.find(["", "hello zorblat there"])))[:4] == (1, "PERSON", 6, 13)
    text = "C: hello zorblat there. hello there"
    (result,) = run(text, name_model=tiny_model, policy="hipaa")
    assert isinstance(result, RedactedCall)
    assert result.transcript.turns[0].text == "hello [PERSON_1] there. hello there"
    assert {f.detector for f in result.findings} == {"name_model"}
    long = "C: " + "hello there " * 100 + "zorblat"
    (result,) = run(long, name_model=tiny_model)
    assert isinstance(result, RedactedCall) and "zorblat" not in result.transcript.turns[0].text


def test_a_failing_name_model_fails_closed(
    tiny_model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("zorblat is at 5 Oak Street")

    from transformers import TokenClassificationPipeline

    monkeypatch.setattr(TokenClassificationPipeline, "forward", broken)
    (failure,) = run("C: hello zorblat", name_model=tiny_model)
    assert isinstance(failure, Failure) and failure.kind == "name_model"
    assert "zorblat" not in failure.message


def test_a_missing_name_model_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigurationError, match="empty"):
        run(name_model=str(tmp_path / "empty"))


def test_the_report_counts_and_holds_no_value() -> None:
    items = [
        *run(f"A: card?\nC: {SECRET}\nA: and your name\nC: my name is Jason Jones"),
        Failure("redact", "residual_pii", "x", False, "c"),
    ]
    numbers = report(items, ("best effort",)).to_dict()
    assert numbers["calls"] == 1 and numbers["withheld"] == {"residual_pii": 1}
    assert numbers["entities"] == {"CREDIT_CARD": 1, "PERSON": 1}
    assert numbers["detectors"] == {"credit_card": 1, "name": 1}
    assert 0 < numbers["seconds_silenced"] < numbers["seconds"]
    assert "4111" not in str(numbers) and "Jason" not in str(numbers)


def test_a_dialog_has_offsets_into_its_text() -> None:
    text = "Agent: What is your PIN?\r\nCustomer: it's 4412\n\njust text, jane@x.com"
    result = redact_dialog(text)
    assert result.text == (
        "Agent: What is your PIN?\r\nCustomer: it's [PIN_1]\n\njust text, [EMAIL_ADDRESS_1]"
    )
    assert [(f.entity, text[f.start : f.end]) for f in result.findings] == [
        ("PIN", "4412"),
        ("EMAIL_ADDRESS", "jane@x.com"),
    ]
    assert set(result.to_dict()["findings"][0]) == {"entity", "start", "end", "score", "detector"}


def test_importing_and_fingerprinting_need_no_heavy_library() -> None:
    code = (
        "import sys, callsight.config, callsight.redact as r\n"
        "r.fingerprint(callsight.config.RedactOptions())\n"
        "heavy = {'torch', 'transformers', 'presidio_analyzer', 'spacy', 'phonenumbers', 'scipy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_presidio_loads_without_torch_and_finds_in_both_views() -> None:
    code = (
        "import sys; from callsight.redact import presidio\n"
        "print(sorted(e for e, *_ in presidio.find('card 4111111111111111, 00:1A:2B:3C:4D:5E')))\n"
        "print(sorted({'torch', 'transformers'} & set(sys.modules)))\n"
        "import torch, transformers"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["['CREDIT_CARD', 'MAC_ADDRESS']", "[]"]
