"""What becomes of a value: evidence, quotes, limits, conditions, rules, the scorecard."""

import pytest

from callsight.analyze import load_questionnaire
from callsight.analyze.answers import clipped, finish, make_answer, scorecard, verified_quote
from callsight.analyze.questionnaire import parse_questionnaire
from callsight.calls import Answer
from tests.analyze.dialogs import BILLING, transcript

CALL = transcript(BILLING)
REQUIRED = parse_questionnaire(
    "name: x\nquestions:\n  - {id: a, text: A, type: yes_no, evidence: required}\n"
).questions[0]


@pytest.mark.parametrize(
    ("quote", "evidence", "kept"),
    [
        ("I was charged TWICE on my last bill,", (1,), True),
        ("I am really upset", (1,), True),  # the turn says "I'm"
        ("I was charged twice", (0, 1), True),
        ("I was charged twice", (0,), False),
        ("charged on my twice", (1,), False),
        ("upset about it. I'm so sorry", (1, 2), False),  # not across turns
        ("set about", (1,), False),  # whole words only
        ("...", (1,), False),
        (None, (1,), False),
    ],
)
def test_a_quote_must_be_in_a_cited_turn(quote, evidence, kept):
    assert verified_quote(quote, evidence, CALL) == (quote if kept else None)


@pytest.mark.parametrize(
    ("value", "evidence", "quote", "status", "stored"),
    [
        (True, (1,), "charged twice", "answered", "charged twice"),
        (True, (1,), None, "answered", None),
        (True, (), None, "unsupported", None),
        (True, (1,), "never said", "unsupported", None),
        (True, (99,), "charged twice", "unsupported", None),
        (False, (), None, "answered", None),
        (None, (1,), "charged twice", "not_stated", None),
    ],
)
def test_required_evidence(value, evidence, quote, status, stored):
    answer = make_answer(REQUIRED, value, CALL, evidence=evidence, quote=quote)
    assert (answer.value, answer.status, answer.quote) == (value, status, stored)
    assert (answer.reason is None) == (status == "answered")


def test_evidence_is_deduplicated_and_bounded():
    answer = make_answer(REQUIRED, True, CALL, evidence=[3, 3, 1, 0, 50, 2, 5])
    assert answer.evidence == (3, 1, 0, 2)


@pytest.mark.parametrize(
    ("text", "words", "short"),
    [
        ("One two.", 5, "One two."),
        ("One two. Three four five six.", 5, "One two."),
        ("One two three four five six.", 3, "One two three…"),
        ("One, two, three four", 2, "One, two…"),
        ("", 3, ""),
    ],
)
def test_clipped(text, words, short):
    assert clipped(text, words) == short


WHEN = parse_questionnaire("""\
name: x
questions:
  - {id: offered, text: A, type: yes_no}
  - {id: sold, text: B, type: yes_no, when: {offered: true}}
  - {id: kind, text: C, type: choice, options: {x: X, y: Y}, when: {sold: [true, false]}}
""")


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        (True, [("answered", True), ("answered", True), ("answered", "x")]),
        (False, [("answered", False), ("not_stated", None), ("not_stated", None)]),
        (None, [("answered", None), ("not_stated", None), ("not_stated", None)]),
    ],
)
def test_a_question_is_asked_only_when_its_condition_holds(offered, expected):
    given = {
        "offered": Answer("offered", offered, "answered"),
        "sold": Answer("sold", True, "answered"),
        "kind": Answer("kind", "x", "answered"),
    }
    answers = finish(WHEN, given, CALL)
    assert [(answer.status, answer.value) for answer in answers] == expected
    if offered is False:
        assert answers[1].reason == "Asked only if `offered` is yes."


RULES = parse_questionnaire("""\
name: x
questions:
  - id: greeted
    text: Greeted?
    type: yes_no
    rule: {phrases: [thank you for calling], speaker: agent, first_seconds: 30}
  - id: no_goodbye
    text: No goodbye?
    type: yes_no
    rule: {phrases: [goodbye], speaker: agent, absent: true}
""")


def test_rules_answer_without_an_engine():
    greeted, no_goodbye = finish(RULES, {}, CALL)
    assert (greeted.value, greeted.evidence, greeted.status) == (True, (0,), "answered")
    assert (no_goodbye.value, no_goodbye.evidence) == (True, ())


def test_rules_are_silent_about_other_languages():
    greeted, _ = finish(RULES, {}, transcript(BILLING, language="de"))
    assert (greeted.value, greeted.status) == (None, "unavailable")
    assert greeted.reason == "The phrases are for `en`, not `de`."


def test_the_scorecard_weighs_what_applies():
    card = load_questionnaire("qa_scorecard")
    values = {
        "greeting": True,  # 1 of 1
        "needs_identified": "met",  # 2 of 2
        "hold_courtesy": "not_applicable",
        "accurate_information": "not_met",  # 0 of 3
        "courtesy": 4,  # 0.75 of 1, weight 2
        "closing": None,
    }
    answers = [Answer(name, value, "answered") for name, value in values.items()]
    assert scorecard(card, answers) == pytest.approx((1 + 2 + 0 + 1.5) / (1 + 2 + 3 + 2))
    assert scorecard(card, []) is None
    plain = load_questionnaire("default")
    assert scorecard(plain, [Answer("empathy", 5, "answered")]) is None
