"""The engine `openai` against servers over real models: one of our own, which keeps to the schema,
and `transformers serve`, which ignores it and answers 200 all the same.
"""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest

from callsight.analyze import CallAnswers, load_engine
from callsight.analyze.backend import Request
from callsight.analyze.local_model import LocalModel
from callsight.analyze.questionnaire import parse_questionnaire
from callsight.calls import Failure
from callsight.options import AnalyzeOptions
from tests.analyze.chat_server import schema_of, serving
from tests.analyze.dialogs import item
from tests.analyze.tiny_model import save_parrot, save_tiny_model

UPSET = parse_questionnaire("""\
name: upset
questions:
  - {id: upset, text: Is the customer upset, type: yes_no}
""")
MIXED = parse_questionnaire("""\
name: mixed
questions:
  - {id: angry, text: Is the customer angry, type: yes_no, evidence: required}
  - {id: kind, text: How kind, type: score, levels: {1: cold, 5: warm}}
  - {id: steps, text: What is next, type: list, items: 2, words: 3}
""")
SERVE = "from transformers.cli.transformers import main; main()"
START_SECONDS = 120
"""Most that a server may take until it answers."""


def engine_for(url, model):
    return load_engine(AnalyzeOptions(engine="openai", model=str(model), base_url=url))


def test_a_server_that_keeps_to_the_schema_needs_no_second_turn(tmp_path):
    folder = save_tiny_model(tmp_path / "tiny")
    model = LocalModel.load(AnalyzeOptions(engine="transformers", model=str(folder), device="cpu"))
    one_at_a_time = threading.Lock()

    def sampled(handler, body):
        with one_at_a_time:
            (done,) = model.complete([Request(body["messages"], schema_of(body), temperature=1.0)])
        handler.reply(done.text)

    with serving(sampled) as server:
        calls = [item(call_id=name) for name in "ab"]
        results = engine_for(server.url, "tiny").answer(calls, MIXED)
        assert len(server.requests) == 2
    assert all(isinstance(result, CallAnswers) for result in results)


@pytest.fixture(scope="module")
def parrot(tmp_path_factory):
    """URL and model of a running `transformers serve`."""
    folder = tmp_path_factory.mktemp("serve")
    model = save_parrot(folder / "parrot", "1. The customer is upset.", '{"upset": "yes"}')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    offline = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1", "OMP_NUM_THREADS": "1"}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, "serve", str(model), *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **offline},
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/health", server)
            yield f"http://127.0.0.1:{port}/v1", model
        finally:
            server.terminate()
            server.wait(10)


def wait_for(url, server):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("`transformers serve` did not start")


def test_transformers_serve_ignores_the_schema_and_is_asked_again(parrot):
    (result,) = engine_for(*parrot).answer([item()], UPSET)
    (answer,) = result.answers
    assert (answer.value, answer.status) == (True, "answered")
    once = Request([{"role": "user", "content": "?"}], {})
    (short,) = engine_for(*parrot).backend.complete([once])
    assert result.answer_tokens == 4  # two texts and their ends
    assert result.prompt_tokens > 2 * short.prompt_tokens


def test_an_answer_of_transformers_serve_that_stays_wrong_is_a_failure(parrot):
    url, model = parrot
    (failed,) = engine_for(url, model).answer([item()], MIXED)
    assert isinstance(failed, Failure)
    assert (failed.kind, failed.transient) == ("invalid_answer", False)
    assert "did not fit the questionnaire" in failed.message
    assert "customer is upset" not in failed.message
