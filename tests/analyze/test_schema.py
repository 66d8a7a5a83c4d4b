"""The compiled schema: portable, bounded, and in step with the validator."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callsight.analyze import load_questionnaire, schema
from callsight.analyze.questionnaire import names, parse_questionnaire
from tests.analyze.dialogs import BILLING, transcript

CALL = transcript(BILLING)
TURNS = [turn.index for turn in CALL.turns]
KEYWORDS = {
    *("type", "properties", "required", "additionalProperties", "items", "maxItems"),
    *("enum", "anyOf", "$ref", "$defs", "maxLength", "pattern"),
}
ALL_TYPES = parse_questionnaire("""\
name: all_types
questions:
  - {id: c, text: C, type: choice, options: {x: X, y: Y}}
  - {id: m, text: M, type: multi_choice, options: {x: X, y: Y}}
  - {id: b, text: B, type: yes_no, evidence: required}
  - {id: s, text: S, type: score, levels: {1: low, 5: high}}
  - {id: n, text: N, type: number}
  - {id: t, text: T, type: text, words: 5}
  - {id: l, text: L, type: list, items: 2, words: 5}
""")


def values(node: dict[str, Any], definitions: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Every value that a schema of ours allows."""
    if "$ref" in node:
        return values(definitions[node["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in node:
        return st.one_of([values(part, definitions) for part in node["anyOf"]])
    if "enum" in node:
        return st.sampled_from(node["enum"])
    if node["type"] == "object":
        parts = node["properties"].items()
        return st.fixed_dictionaries({key: values(part, definitions) for key, part in parts})
    if node["type"] == "array":
        return st.lists(values(node["items"], definitions), max_size=node["maxItems"])
    if node["type"] == "null":
        return st.none()
    if "pattern" in node:
        return st.from_regex(node["pattern"], fullmatch=True).map(str.strip)
    return st.text(max_size=node["maxLength"])


def compiled(questionnaire=ALL_TYPES):
    return schema.json_schema(questionnaire, TURNS)


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema and all schemas in it."""
    yield node
    parts = [*node.get("properties", {}).values(), *node.get("$defs", {}).values()]
    for part in [*parts, *node.get("anyOf", []), *([node["items"]] if "items" in node else [])]:
        yield from nodes(part)


@pytest.mark.parametrize("name", [*names(), "all_types"])
def test_only_portable_keywords_all_strings_and_lists_bounded(name):
    for node in nodes(compiled(ALL_TYPES if name == "all_types" else load_questionnaire(name))):
        assert set(node) <= KEYWORDS
        match node.get("type"):
            case "string":
                assert "enum" in node or node["maxLength"] > 0
            case "array":
                assert node["maxItems"] > 0
            case "object":
                assert node["additionalProperties"] is False
                assert node["required"] == list(node["properties"])


@given(values(compiled(), compiled()["$defs"]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_what_fits_the_schema_is_read_and_within_limits(data):
    text = json.dumps(data, ensure_ascii=False)
    response = schema.read_response(text, ALL_TYPES, CALL)
    answers = schema.to_answers(response, ALL_TYPES, CALL)
    assert list(answers) == ["c", "m", "b", "s", "n", "t", "l"]
    if answers["t"].value is not None:
        assert len(answers["t"].value.split()) <= 5
    assert answers["b"].value in (True, False, None)
    if answers["n"].value is not None:
        assert float(answers["n"].value) == float(data["n"])


GOOD: dict[str, Any] = {
    "c": "x",
    "m": ["x", "x"],
    "b": {"turns": [1], "quote": "charged twice", "value": "yes"},
    "s": 2,
    "n": "-12.50",
    "t": "short text",
    "l": ["one ", " one"],
}


def test_typed_values():
    answers = schema.to_answers(GOOD, ALL_TYPES, CALL)
    got = {name: answer.value for name, answer in answers.items()}
    assert got == {
        "c": "x",
        "m": ["x"],
        "b": True,
        "s": 2,
        "n": -12.5,
        "t": "short text",
        "l": ["one"],
    }
    assert (answers["b"].status, answers["b"].quote) == ("answered", "charged twice")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"c": "z"}, "c"),
        ({"c": 1}, "c"),
        ({"m": "x"}, "m"),
        ({"m": ["x", "y", "x"]}, "m"),
        ({"b": "yes"}, "b"),
        ({"b": {"turns": [99], "quote": None, "value": "yes"}}, "b"),
        ({"b": {"turns": [1] * 5, "quote": None, "value": "yes"}}, "b"),
        ({"b": {"turns": [1], "quote": "x" * 161, "value": "yes"}}, "b"),
        ({"b": {"turns": [1], "value": "yes"}}, "b"),
        ({"s": 6}, "s"),
        ({"s": "3"}, "s"),
        ({"s": True}, "s"),
        ({"s": 2.0}, "s"),
        ({"n": "1e9"}, "n"),
        ({"n": 12}, "n"),
        ({"t": "x" * 41}, "t"),
        ({"t": ["x"]}, "t"),
        ({"l": ["a", "b", "c"]}, "l"),
        ({"extra": 1}, "its form"),
    ],
)
def test_what_does_not_fit_is_refused_and_placed(change, place):
    data = GOOD | change
    with pytest.raises(schema.InvalidAnswerError) as caught:
        schema.read_response(json.dumps(data), ALL_TYPES, CALL)
    assert caught.value.places == place


@pytest.mark.parametrize("text", ["", "no json", "{", "[1]", "{}", "null", "}{", "{" * 5000])
def test_garbage_is_refused(text):
    with pytest.raises(schema.InvalidAnswerError):
        schema.read_response(text, ALL_TYPES, CALL)


@pytest.mark.parametrize(
    "frame", ["%s", "```json\n%s\n```", "Sure:\n%s\nDone.", "<think>{a}</think>%s"]
)
def test_what_stands_around_the_object_is_dropped(frame):
    text = frame % json.dumps(GOOD)
    assert schema.read_response(text, ALL_TYPES, CALL) == GOOD


def test_a_question_with_a_rule_is_not_in_the_schema():
    properties = compiled(load_questionnaire("qa_scorecard"))["properties"]
    assert "greeting" not in properties and "courtesy" in properties
