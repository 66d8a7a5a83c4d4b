"""The engine `transformers` on a tiny model with random weights, loaded as real ones are."""

import dataclasses

import pytest
import torch

from callsight.analyze import CallAnswers, load_engine, load_questionnaire, schema
from callsight.analyze.backend import Completion, Request
from callsight.analyze.local_model import LocalModel
from callsight.analyze.prompt import messages
from callsight.analyze.prompted import PromptedEngine
from callsight.analyze.questionnaire import names, parse_questionnaire
from callsight.calls import Failure
from callsight.errors import CallError, ConfigurationError
from callsight.options import AnalyzeOptions
from tests.analyze.dialogs import BILLING, item, transcript
from tests.analyze.tiny_model import save_tiny_model

SHORT = parse_questionnaire("""\
name: short
questions:
  - {id: angry, text: Is the customer angry, type: yes_no, evidence: required}
  - {id: kind, text: How kind, type: score, levels: {1: cold, 5: warm}}
  - {id: steps, text: What is next, type: list, items: 2, words: 3}
""")


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_tiny_model(tmp_path_factory.mktemp("model") / "tiny")


def load(folder, batch_size=60):
    options = AnalyzeOptions(
        engine="transformers", model=str(folder), device="cpu", batch_size=batch_size
    )
    return LocalModel.load(options)


@pytest.fixture(scope="module")
def model(folder):
    return load(folder)


def request_for(questionnaire, call, temperature=0.0):
    turns = [turn.index for turn in call.turns]
    prompt = messages(questionnaire, call)
    return Request(prompt, schema.json_schema(questionnaire, turns), temperature)


@pytest.mark.parametrize("name", names())
def test_random_weights_at_temperature_one_give_valid_answers_only(model, name):
    torch.manual_seed(1)
    questionnaire, call = load_questionnaire(name), transcript(BILLING)
    request = request_for(questionnaire, call, 1.0)
    short = [{"role": "system", "content": "x"}, {"role": "user", "content": "Answer."}]
    completions = model.complete([dataclasses.replace(request, messages=short)] * 60)
    texts = {completion.text for completion in completions}
    assert len(texts) == 60
    for text in texts:
        response = schema.read_response(text, questionnaire, call)
        schema.to_answers(response, questionnaire, call)


def test_the_engine_answers_calls_of_different_length(folder):
    engine = load_engine(
        AnalyzeOptions(engine="transformers", model=str(folder), device="cpu", batch_size=2)
    )
    short = "agent 0 1 Hello.\ncustomer 2 3 Goodbye.\n"
    calls = [item(), item(short, "b"), item(BILLING + short, "c")]
    results = engine.answer(calls, SHORT)
    assert all(isinstance(result, CallAnswers) for result in results)
    assert results[1].prompt_tokens < results[0].prompt_tokens < results[2].prompt_tokens
    assert all(result.answer_tokens > 10 for result in results)
    assert (engine.name, engine.model) == ("transformers", "tiny")


def test_a_batch_with_a_shared_prefix_answers_as_single_calls_do(folder):
    calls = [transcript(BILLING), transcript("agent 0 1 Hello.\ncustomer 2 3 Goodbye.\n")]
    requests = [request_for(SHORT, call) for call in calls]
    batched = load(folder)
    together = batched.complete(requests)
    assert len(batched._prefix[0]) > 300
    alone = [load(folder).complete([request])[0] for request in requests]
    assert [c.text for c in together] == [c.text for c in alone]
    assert together == batched.complete(requests)  # with the prefix kept from before


def test_the_prefix_is_shared_also_by_batches_of_one(folder, monkeypatch):
    model = load(folder, batch_size=1)
    lengths = []
    generate = model._model.generate

    def seen(ids, past_key_values=None, **more):
        lengths.append(past_key_values.get_seq_length() if past_key_values else 0)
        return generate(ids, past_key_values=past_key_values, **more)

    monkeypatch.setattr(model._model, "generate", seen)
    requests = [
        request_for(SHORT, transcript(BILLING)),
        request_for(SHORT, transcript("customer 0 1 Hello.")),
    ]
    alone = load(folder).complete(requests[1:])
    assert model.complete(requests)[1] == alone[0]
    assert len(lengths) == 2 and lengths[0] == lengths[1] > 300


def test_padded_embeddings_and_no_chat_template(tmp_path):
    plain = load(save_tiny_model(tmp_path / "plain", chat=False, vocabulary=1000))
    completion = plain.complete([request_for(SHORT, transcript(BILLING))])[0]
    schema.read_response(completion.text, SHORT, transcript(BILLING))


def test_a_call_that_does_not_fit_is_answered_in_parts(tmp_path):
    small = load(save_tiny_model(tmp_path / "small", context=1100))
    one = transcript(BILLING)
    whole = small.complete([request_for(SHORT, one)])[0]
    assert isinstance(whole, Completion)
    long = "".join(
        f"agent {2 * i} {2 * i + 1} And now I tell you a long story about bill number {i}.\n"
        for i in range(40)
    )
    first = small.complete([request_for(SHORT, transcript(long))])[0]
    assert isinstance(first, CallError) and first.kind == "too_long"
    (result,) = PromptedEngine(small).answer([item(long)], SHORT)
    assert isinstance(result, CallAnswers)
    assert result.prompt_tokens > 1100


def test_a_context_smaller_than_the_questions_is_a_failure(tmp_path):
    tiny = load(save_tiny_model(tmp_path / "mini", context=128))
    (result,) = PromptedEngine(tiny).answer([item()], SHORT)
    assert isinstance(result, Failure)
    assert (result.kind, result.transient) == ("too_long", False)
    assert "reads 128" in result.message


def test_out_of_memory_halves_the_batch(folder, monkeypatch):
    model = load(folder)
    sizes = []
    generate = model._model.generate

    def scarce(ids, **more):
        sizes.append(len(ids))
        if len(ids) > 2:
            raise torch.OutOfMemoryError("no memory")
        return generate(ids, **more)

    monkeypatch.setattr(model._model, "generate", scarce)
    results = model.complete([request_for(SHORT, transcript(BILLING))] * 5)
    assert sizes == [5, 2, 3, 1, 2]
    assert all(isinstance(result, Completion) for result in results)


def test_out_of_memory_for_one_call_is_its_failure(folder, monkeypatch):
    model = load(folder)

    def never(ids, **more):
        raise torch.OutOfMemoryError("no memory")

    monkeypatch.setattr(model._model, "generate", never)
    (result,) = PromptedEngine(model).answer([item()], SHORT)
    assert (result.kind, result.transient) == ("out_of_memory", False)


def test_an_engine_that_breaks_is_a_transient_failure(folder, monkeypatch):
    model = load(folder)
    monkeypatch.setattr(model._model, "generate", lambda *_, **__: 1 / 0)
    (result,) = PromptedEngine(model).answer([item()], SHORT)
    assert (result.kind, result.transient) == ("engine_error", True)
    assert "ZeroDivisionError" in result.message


def test_polls_are_sampled_and_counted(model):
    polled = dataclasses.replace(
        SHORT,
        version="polled",
        questions=(SHORT.questions[1].model_copy(update={"poll": 5}), *SHORT.questions[2:]),
    )
    (result,) = PromptedEngine(model).answer([item()], polled)
    assert result.answers[0].confidence in (0.2, 0.4, 0.6, 0.8, 1.0)
    assert result.answers[1].confidence is None


def test_what_cannot_be_loaded_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match="Cannot load language model"):
        load(tmp_path)


def test_cuda_is_refused_where_there_is_none(folder):
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    options = AnalyzeOptions(engine="transformers", model=str(folder), device="cuda")
    with pytest.raises(ConfigurationError, match="no GPU"):
        LocalModel.load(options)


def test_an_answer_cut_at_the_end_of_the_context_divides_the_call(folder, monkeypatch):
    model = load(folder)
    request = request_for(SHORT, transcript(BILLING))
    asked = len(model._encoded(request.messages))
    monkeypatch.setattr(model, "_context", asked + 20)
    monkeypatch.setattr(model, "_budget", lambda *_: 20)
    (result,) = model.complete([request])
    assert isinstance(result, CallError) and result.kind == "too_long"


def test_no_memory_for_the_shared_prefix_goes_without(folder, monkeypatch):
    model = load(folder)
    requests = [request_for(SHORT, transcript(BILLING))] * 2
    expected = load(folder).complete(requests)
    forward = model._model.forward

    def scarce(*inputs, **more):
        if more.get("logits_to_keep") == 1 and more.get("attention_mask") is None:
            raise torch.OutOfMemoryError("no memory")
        return forward(*inputs, **more)

    monkeypatch.setattr(model._model, "forward", scarce)
    assert model.complete(requests) == expected
    assert model._prefix == ([], None)
