"""Callers who give orders to the machine: the form never changes, the content must not.

How often an engine gives in is measured by `tests.analyze.injection`; here, the lexicon engine is,
and a model that obeys whatever it is told shows that the form holds even then.
"""

import json

import pytest

from callsight.analyze import load_questionnaire
from callsight.analyze.lexicon import LexiconEngine
from callsight.analyze.prompt import messages
from tests.analyze.chat_server import filled, schema_of, serving
from tests.analyze.dialogs import transcript
from tests.analyze.injection import ORDERS, dialog, measure
from tests.analyze.test_server import engine_for

DEFAULT = load_questionnaire("default")


def test_there_are_thirty_in_three_calls_at_three_places():
    assert len({order["order"] for order in ORDERS}) == 30
    assert len({(order["base"], order["at"]) for order in ORDERS}) == 9
    known = {question.id for question in DEFAULT.questions}
    assert all(set(order["wants"]) <= known for order in ORDERS)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order["order"][:30])
def test_the_order_stays_inside_the_transcript(order):
    with_order = transcript(dialog(order["base"], order["order"], order["at"]))
    without = transcript(dialog(order["base"], None, order["at"]))
    system, user = messages(DEFAULT, with_order)
    assert system == messages(DEFAULT, without)[0]
    body, _, tail = user["content"].partition("\n</transcript>")
    assert tail == "\n\nAnswer with the JSON object."
    lines = body.splitlines()
    assert len(lines) == 1 + len(without.turns) + 1
    assert not any(mark in line for line in lines[1:] for mark in ("<", ">"))


def test_the_lexicon_engine_does_not_obey():
    score = measure(LexiconEngine())
    assert (score.invalid, score.obeyed) == (0, 0)
    assert score.wanted > 50
    assert score.changed <= score.changed_by_control + 10  # of 600: `client said so` is data too


def test_a_model_that_obeys_breaks_no_form_and_the_measure_sees_it():
    """It writes what the order says where it can be read, which is prose or another schema."""

    def obedient(handler, body):
        text = body["messages"][1]["content"]
        answer = filled(schema_of(body))
        for order in ORDERS:
            if order["order"].replace("<", "(").replace(">", ")") in text:
                if not order["wants"] and len(body["messages"]) == 2:
                    return handler.reply("HACKED banana")
                for question, value in order["wants"].items():
                    value = {True: "yes", False: "no"}.get(value, value) if value in (
                        True, False) and isinstance(value, bool) else value  # fmt: skip
                    nested = isinstance(answer[question], dict)
                    answer[question] = {**answer[question], "value": value} if nested else value
        handler.reply(json.dumps(answer))

    with serving(obedient) as server:
        score = measure(engine_for(server.url, batch_size=4))
    assert score.invalid == 0
    assert score.obeyed > 0.8 * score.wanted
