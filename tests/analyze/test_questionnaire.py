"""Questionnaires: what is shipped, and how every mistake is answered."""

import pytest
import yaml

from callsight.analyze import load_questionnaire
from callsight.analyze.questionnaire import names, parse_questionnaire
from callsight.errors import ConfigurationError

TOPICS = (
    "billing technical_issue cancellation order_status returns_refunds payment account_access "
    "fraud_dispute claim booking_change sales_upgrade other"
).split()


def test_the_default_questionnaire_is_a_contract():
    questionnaire = load_questionnaire("default")
    kinds = {question.id: question.type for question in questionnaire.questions}
    assert kinds == {
        "topic": "choice",
        "summary": "text",
        "reason": "text",
        "concern_addressed": "yes_no",
        "outcome": "choice",
        "next_steps": "list",
        "client_tone": "choice",
        "agent_tone": "choice",
        "upsell_attempted": "yes_no",
        "upsell_succeeded": "yes_no",
        "escalation_requested": "yes_no",
        "churn_risk": "choice",
        "repeat_contact": "yes_no",
        "promises": "list",
        "empathy": "score",
        "professionalism": "score",
        "kindness": "score",
        "effective_communication": "score",
        "active_listening": "score",
        "customization": "score",
    }
    by_id = {question.id: question for question in questionnaire.questions}
    assert list(by_id["topic"].options) == TOPICS
    assert list(by_id["outcome"].options) == ["resolved", "follow_up", "escalated", "unresolved"]
    assert by_id["summary"].word_limit == 60
    assert by_id["upsell_succeeded"].when == {"upsell_attempted": True}
    assert by_id["empathy"].scores == (1, 2, 3, 4, 5)


def test_all_shipped_questionnaires_load():
    assert names() == ["compliance", "default", "qa_scorecard"]
    for name in names():
        assert load_questionnaire(name).name == name


def test_the_version_depends_on_the_content_not_on_the_layout():
    one = "name: x\nquestions:\n  - {id: a, text: A, type: yes_no}\n"
    other = "# note\nquestions:\n- type: yes_no\n  id: a\n  text: A\nname: x\n"
    assert parse_questionnaire(one).version == parse_questionnaire(other).version
    assert parse_questionnaire(one).text == one
    changed = parse_questionnaire(one.replace("text: A", "text: B"))
    assert changed.version != parse_questionnaire(one).version
    assert len(changed.version) == 16


QUESTION = {"id": "a", "text": "A", "type": "yes_no"}
CHOICE = {"id": "c", "text": "C", "type": "choice", "options": {"x": "X", "y": "Y"}}


@pytest.mark.parametrize(
    ("questions", "message"),
    [
        ([QUESTION, QUESTION], "question `a` is there twice"),
        (
            [QUESTION | {"type": "boolean"}],
            "question `a`: unknown type `boolean`: choose one of choi",
        ),
        (
            [QUESTION | {"typ": "yes_no"}],
            "question `a`: unknown key `typ`: valid keys are id, text",
        ),
        ([{"id": "a", "type": "yes_no"}], "question `a`: `text` is missing"),
        ([QUESTION | {"id": "Two Words"}], "`id` cannot be `Two Words`"),
        ([QUESTION | {"evidence": "maybe"}], "`evidence` cannot be `maybe`"),
        ([QUESTION | {"poll": 0}], "`poll` cannot be `0`"),
        ([QUESTION | {"weight": -1}], "`weight` cannot be `-1`"),
        ([QUESTION | {"options": {"x": "X", "y": "Y"}}], "has `options`: only choices"),
        ([QUESTION | {"words": 5}], "has `words` only if"),
        ([{"id": "s", "text": "S", "type": "score"}], "needs at least two `levels`"),
        ([QUESTION | {"levels": {1: "a", 2: "b"}}], "has `levels`: only scores"),
        ([{"id": "c", "text": "C", "type": "choice"}], "needs at least two `options`"),
        ([{"id": "s", "text": "S", "type": "score", "levels": {1: "a"}}], "at least two `levels`"),
        ([{"id": "s", "text": "S", "type": "score", "levels": {1: "a", 99: "b"}}], "more than 11"),
        ([{"id": "c", "text": "C", "type": "choice", "options": {"x": "X"}}], "at least two `opt"),
        ([CHOICE | {"options": {True: "X", "y": "Y"}}], "quote yes, no, on, off"),
        ([CHOICE | {"weight": 1}], "has a `weight`"),
        ([CHOICE | {"rule": {"phrases": ["hi"]}}], "has a `rule`, so it must be `yes_no`"),
        ([QUESTION | {"rule": {"phrases": []}}], "rule: `phrases` cannot be"),
        ([QUESTION | {"rule": {"phrases": ["(hi"]}}], r"cannot read the phrase `\(hi`"),
        ([QUESTION | {"rule": {"words": ["hi"]}}], "rule: unknown key `words`: valid keys are phr"),
        ([{"id": "t", "text": "T", "type": "text", "poll": 3}], "has a `poll`"),
        ([QUESTION | {"when": {"b": True}}], "`when` names `b`: questions before it are none"),
        ([CHOICE, QUESTION | {"when": {"c": "z"}}], "wants `z` of `c`: valid values are x, y"),
        (
            [QUESTION, CHOICE | {"when": {"a": "yes"}}],
            "wants `yes` of `a`: valid values are yes, no without quotes",
        ),
        ([QUESTION | {"when": {"a": True}}], "`when` names `a`, which is not asked before it"),
        ([QUESTION | {"when": {"c": "x"}}, CHOICE | {"when": {"a": True}}], "or for each other"),
        ([CHOICE, QUESTION | {"when": {"c": []}}], "it would never be asked"),
        ([CHOICE | {"options": {"x\u0007": "X", "y": "Y"}}], "characters nobody can see"),
        ([QUESTION | {"rule": {"phrases": ["(um)?"]}}], "occurs in everything said"),
        (
            [{"id": "s", "text": "S", "type": "score", "levels": {1: "a", 10**11: "b"}}],
            "spans more than 11",
        ),
        ([], "`questions` cannot be"),
        ("none", "`questions` cannot be"),
        (["text"], "question 1: "),
    ],
)
def test_a_mistake_is_named_with_what_is_valid(questions, message):
    text = yaml.safe_dump({"name": "mine", "questions": questions}, sort_keys=False)
    with pytest.raises(ConfigurationError, match=message) as caught:
        parse_questionnaire(text, "mine.yaml")
    assert "`mine.yaml`" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("questions: [", "at line 1"),
        ("[" * 5000, "is nested too deeply"),
        ("- a\n- b", "must hold `name` and `questions`"),
        ("", "must hold `name` and `questions`"),
        ("name: x\nname: y\nquestions: []", "key `name` is there twice"),
        ("name: x\ntitel: y\nquestions: []", "unknown key `titel`: valid keys are name, title"),
        ("name: !!python/object:os.system x", "could not determine a constructor"),
    ],
)
def test_a_file_that_is_no_questionnaire_is_refused(tmp_path, text, message):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=message):
        load_questionnaire(path)


def test_an_unknown_name_is_answered_with_the_known_ones(tmp_path):
    with pytest.raises(ConfigurationError, match="one of compliance, default, qa_scorecard"):
        load_questionnaire("defualt")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="readable UTF-8"):
        load_questionnaire(tmp_path / "binary.yaml")


def test_when_true_means_yes_not_one():
    text = (
        "name: x\nquestions:\n"
        "  - {id: s, text: S, type: score, levels: {0: a, 1: b}}\n"
        "  - {id: a, text: A, type: yes_no, when: {s: 1}}\n"
    )
    assert parse_questionnaire(text).questions[1].when == {"s": 1}
    with pytest.raises(ConfigurationError, match="wants `yes` of `s`: valid values are 0, 1"):
        parse_questionnaire(text.replace("when: {s: 1}", "when: {s: true}"))
