"""The engine `openai` against real servers on loopback, well-behaved and not."""

import json
import sys
import threading
import time

import pytest

from callsight.analyze import CallAnswers, load_engine, load_questionnaire
from callsight.analyze.prompted import PromptedEngine
from callsight.analyze.server import Server
from callsight.calls import Failure
from callsight.errors import ConfigurationError
from callsight.options import AnalyzeOptions
from tests.analyze.chat_server import filled, good, schema_of, serving
from tests.analyze.dialogs import BILLING, item

QUESTIONS = load_questionnaire("default")


def engine_for(url, *, timeout=5.0, retries=0, batch_size=8, model="test"):
    options = AnalyzeOptions(engine="openai", model=model, base_url=url, batch_size=batch_size)
    return PromptedEngine(Server.connect(options, environment={}, timeout=timeout, retries=retries))


def value(result, question):
    return next(answer for answer in result.answers if answer.question == question)


def test_a_good_server_answers_every_call_with_evidence_and_token_counts():
    with serving(good) as server:
        results = engine_for(server.url).answer([item(), item(call_id="b")], QUESTIONS)
    assert [type(result) for result in results] == [CallAnswers, CallAnswers]
    topic = value(results[0], "topic")
    assert (topic.value, topic.status, topic.evidence) == ("billing", "answered", (0,))
    assert topic.quote is None  # "charged twice" is in turn 1, not in turn 0
    addressed = value(results[0], "concern_addressed")
    assert (addressed.value, addressed.status) == (True, "unsupported")
    assert value(results[0], "empathy").value == 1
    assert (results[0].prompt_tokens, results[0].answer_tokens) == (100, 20)


def test_the_transcript_comes_after_the_questions_and_is_marked_as_data():
    with serving(good) as server:
        engine_for(server.url).answer([item()], QUESTIONS)
        system, user = server.requests[0]["messages"]
    assert "churn_risk" in system["content"] and "It is data" in system["content"]
    assert user["content"].startswith("<transcript>\n[0] agent: Thank you for calling")
    assert user["content"].count("</transcript>") == 1


def test_a_server_that_ignores_the_schema_gets_one_repair_turn():
    def stubborn(handler, body):
        if len(body["messages"]) == 2:
            handler.reply("1. The customer is upset.\n2. Billing.")
        else:
            assert "not valid" in body["messages"][-1]["content"]
            handler.reply("Sure!\n```json\n" + json.dumps(filled(schema_of(body))) + "\n```")

    with serving(stubborn) as server:
        (result,) = engine_for(server.url).answer([item()], QUESTIONS)
        assert len(server.requests) == 2
    assert value(result, "topic").value == "billing"
    assert (result.prompt_tokens, result.answer_tokens) == (200, 40)


def test_garbage_costs_one_call_only_and_is_not_repeated_in_the_message():
    def mixed(handler, body):
        if "SECRET" in body["messages"][1]["content"]:
            handler.reply('{"topic": "SECRET words"}')
        else:
            good(handler, body)

    bad = item(BILLING.replace("Goodbye", "SECRET"), call_id="bad")
    with serving(mixed) as server:
        results = engine_for(server.url).answer([item(), bad, item(call_id="c")], QUESTIONS)
        assert len(server.requests) == 4
    assert isinstance(results[1], Failure)
    assert (results[1].kind, results[1].transient) == ("invalid_answer", False)
    assert "SECRET" not in results[1].message and "topic" in results[1].message
    assert isinstance(results[0], CallAnswers) and isinstance(results[2], CallAnswers)


def test_a_hanging_server_is_a_transient_timeout():
    release = threading.Event()
    with serving(lambda handler, body: release.wait(10)) as server:
        started = time.perf_counter()
        (result,) = engine_for(server.url, timeout=0.3).answer([item()], QUESTIONS)
        release.set()
    assert (result.kind, result.transient) == ("timeout", True)
    assert time.perf_counter() - started < 5


def test_a_dropped_connection_is_retried():
    def flaky(handler, body):
        if len(handler.server.requests) == 1:
            handler.connection.close()
        else:
            good(handler, body)

    with serving(flaky) as server:
        (result,) = engine_for(server.url, retries=2).answer([item()], QUESTIONS)
        assert len(server.requests) == 2
    assert isinstance(result, CallAnswers)


@pytest.mark.parametrize(
    ("status", "message", "kind", "transient", "requests"),
    [
        (500, "oops", "server_error", True, 3),
        (429, "slow down", "server_error", True, 3),
        (413, "payload", "rejected", False, 1),
        (400, "bad request", "rejected", False, 2),
    ],
)
def test_only_transient_errors_are_retried(status, message, kind, transient, requests):
    with serving(lambda handler, body: handler.error(status, message)) as server:
        (result,) = engine_for(server.url, retries=2).answer([item()], QUESTIONS)
        assert len(server.requests) == requests
    assert (result.kind, result.transient) == (kind, transient)


def test_nobody_listening_is_transient():
    with serving(good) as server:
        url = server.url
    (result,) = engine_for(url).answer([item()], QUESTIONS)
    assert (result.kind, result.transient) == ("unreachable", True)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_wrong_key_or_model_stops_the_run(status):
    with (
        serving(lambda handler, body: handler.error(status, "no")) as server,
        pytest.raises(ConfigurationError, match=r"refused model `test` \(status 4"),
    ):
        engine_for(server.url).answer([item()], QUESTIONS)


def test_a_server_without_json_schemas_gets_the_schema_in_the_prompt():
    def older(handler, body):
        if "response_format" in body:
            handler.error(400, "unknown field response_format")
        else:
            schema = body["messages"][0]["content"].partition("JSON schema:\n")[2]
            handler.reply(json.dumps(filled(json.loads(schema))))

    with serving(older) as server:
        engine = engine_for(server.url, batch_size=1)
        results = engine.answer([item(), item(call_id="b")], QUESTIONS)
        assert len(server.requests) == 3  # the refusal is remembered
    assert all(isinstance(result, CallAnswers) for result in results)


def test_a_call_that_is_too_long_is_answered_in_parts():
    def small(handler, body):
        text = body["messages"][1]["content"]
        if text.count("\n[") > 5:
            handler.error(400, "maximum context length is 10 tokens")
        else:
            good(handler, body)

    with serving(small) as server:
        (result,) = engine_for(server.url).answer([item()], QUESTIONS)
        asked = [body["messages"][1]["content"] for body in server.requests]
    parts = [text for text in asked if text.startswith("<transcript>") and text.count("\n[") <= 5]
    assert sum(text.count("\n[") for text in parts) == len(BILLING.strip().splitlines())
    assert any("Part 2: " in text for text in asked)
    assert value(result, "topic").value == "billing"
    assert result.prompt_tokens == 100 * (len(parts) + len([t for t in asked if "Part 2" in t]))


def test_a_single_turn_that_is_too_long_is_a_failure_not_a_cut():
    with serving(lambda handler, body: handler.error(400, "prompt is too long")) as server:
        (result,) = engine_for(server.url).answer([item()], QUESTIONS)
    assert isinstance(result, Failure)
    assert (result.kind, result.transient) == ("too_long", False)


def test_an_answer_cut_by_the_server_is_named():
    with serving(lambda handler, body: handler.reply('{"topic"', finish="length")) as server:
        (result,) = engine_for(server.url).answer([item()], QUESTIONS)
    assert result.kind == "incomplete_answer"


@pytest.mark.parametrize("body", ["", "[]", "null", '{"choices": []}', "<html>busy</html>"])
def test_what_is_no_completion_is_a_failure(body):
    with serving(lambda handler, _: handler.send(200, body)) as server:
        (result,) = engine_for(server.url).answer([item()], QUESTIONS)
    assert isinstance(result, Failure) and result.kind in ("no_answer", "engine_error")


def test_requests_run_side_by_side_but_not_without_bound():
    lock, running, most = threading.Lock(), [0], [0]

    def slow(handler, body):
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.1)
        with lock:
            running[0] -= 1
        good(handler, body)

    calls = [item(call_id=str(number)) for number in range(9)]
    with serving(slow) as server:
        engine_for(server.url, batch_size=3).answer(calls, QUESTIONS)
    assert most[0] == 3


def test_polled_questions_are_voted_on(tmp_path):
    path = tmp_path / "polled.yaml"
    path.write_text(
        "name: polled\nquestions:\n"
        "  - {id: good, text: Good, type: yes_no, poll: 3}\n"
        "  - {id: reason, text: Why, type: text}\n"
    )

    def voting(handler, body):
        votes = [request["temperature"] for request in handler.server.requests]
        assert ("reason" in schema_of(body)["properties"]) == (len(votes) == 1)
        handler.reply(
            json.dumps({"good": "yes"} if len(votes) > 1 else {"good": "no", "reason": "x"})
        )

    with serving(voting) as server:
        (result,) = engine_for(server.url).answer([item()], load_questionnaire(path))
        assert [request["temperature"] for request in server.requests] == [0.0, 0.7, 0.7]
    good_answer, reason = result.answers
    assert (good_answer.value, good_answer.confidence) == (True, 0.6667)
    assert (reason.value, reason.confidence) == ("x", None)


def test_a_call_without_speech_needs_no_server():
    from callsight.calls import Transcript
    from tests.analyze.dialogs import call

    silent = (call(), Transcript("call", None, (), 10.0))
    (result,) = engine_for("http://127.0.0.1:9/v1").answer([silent], QUESTIONS)
    assert {answer.status for answer in result.answers} == {"not_stated"}
    assert result.prompt_tokens == 0


@pytest.mark.parametrize("url", [None, "", "localhost:8000"])
def test_the_url_is_required(url):
    with pytest.raises(ConfigurationError, match="needs the URL of a server"):
        load_engine(AnalyzeOptions(engine="openai", model="m", base_url=url))


def test_a_missing_package_is_answered_with_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'callsight\[openai\]'"):
        load_engine(AnalyzeOptions(engine="openai", model="m", base_url="http://x/v1"))


def test_a_server_that_drips_is_cut_off_at_the_deadline():
    """A byte now and then keeps every single read alive; the whole reply has its time."""

    def dripping(handler, body):
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)

    with serving(dripping) as server:
        started = time.perf_counter()
        (result,) = engine_for(server.url, timeout=0.5).answer([item()], QUESTIONS)
    assert (result.kind, result.transient) == ("timeout", True)
    assert time.perf_counter() - started < 8


def test_a_reply_without_end_is_cut_off(monkeypatch):
    monkeypatch.setattr("callsight.analyze.server.LONGEST_REPLY", 10_000)

    def endless(handler, body):
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 1000)

    with serving(endless) as server:
        (result,) = engine_for(server.url).answer([item()], QUESTIONS)
    assert (result.kind, result.message) == ("no_answer", f"Server `{server.url}` sent too much.")


def test_a_reply_that_breaks_off_is_asked_for_once_more():
    def breaking(handler, body):
        if len(handler.server.requests) > 1:
            return good(handler, body)
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"choices": [')
        handler.wfile.flush()
        handler.connection.close()

    with serving(breaking) as server:
        (result,) = engine_for(server.url).answer([item()], QUESTIONS)
        assert len(server.requests) == 2
    assert isinstance(result, CallAnswers)


@pytest.mark.parametrize(
    "body",
    [
        '{"choices": [{"message": {"content": ["a"]}}]}',
        '{"choices": [{"message": null}]}',
        '{"choices": {"0": 1}}',
        '"choices"',
        '{"choices": [[]]}',
        "\x00\xff",
        '{"error": {"message": "SECRET"}}',
        "[" * 100_000,
    ],
)
def test_garbage_of_every_shape_is_one_failure_without_its_words(body):
    with serving(lambda handler, _: handler.send(200, body)) as server:
        (result,) = engine_for(server.url).answer([item()], QUESTIONS)
    assert (result.kind, result.transient) == ("no_answer", True)
    assert "SECRET" not in result.message


def test_a_server_that_is_gone_stops_the_run_and_not_each_call_for_itself():
    calls = [item(call_id=str(number)) for number in range(60)]
    with serving(lambda handler, body: handler.connection.close()) as server:
        engine = engine_for(server.url, batch_size=1)
        with pytest.raises(ConfigurationError, match="did not answer 20 times in a row"):
            engine.answer(calls, QUESTIONS)
        assert len(server.requests) == 20
