"""A questionnaire as a JSON schema, which steers the answer, and as a pydantic model, which checks
it.

The schema keeps to what constrained decoders and servers agree on: every property required, no
further ones, `enum` instead of ranges, bounded strings and lists, null for "not stated".
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    create_model,
)

from callsight.analyze.answers import EVIDENCE_TURNS, make_answer
from callsight.analyze.questionnaire import Question, Questionnaire
from callsight.calls import Answer, Transcript

WORD_CHARACTERS = 8
"""Characters allowed per word of a limit: English has 6 with the blank."""
QUOTE_CHARACTERS = 160
NUMBER = r"^-?[0-9]{1,9}(\.[0-9]{1,4})?$"
"""A `number` travels as text: an unbounded JSON number can go on for ever."""
Schema = dict[str, Any]


class InvalidAnswerError(ValueError):
    """The text of a model is not a valid answer; the message may quote it, so it is never logged.

    `places` says where, for people.
    """

    def __init__(self, message: str, places: str) -> None:
        super().__init__(message)
        self.places = places


def json_schema(questionnaire: Questionnaire, turns: Sequence[int]) -> Schema:
    """The schema of the answer about a call with the given turn numbers."""
    properties = {question.id: _property(question) for question in questionnaire.prompted}
    schema = _object(properties)
    if any(question.evidence != "none" for question in questionnaire.prompted):
        schema["$defs"] = {"turn": {"type": "integer", "enum": list(turns)}}
    return schema


def most_characters(schema: Schema) -> int:
    """Length of the longest JSON text that fits `schema`, escapes aside."""
    return _length(schema, schema.get("$defs", {}))


def read_response(text: str, questionnaire: Questionnaire, transcript: Transcript) -> Schema:
    """The checked JSON object in `text` (prose or a code fence around it is dropped).

    Raises InvalidAnswerError.
    """
    body = text.rpartition("</think>")[2]
    body = body[body.find("{") : body.rfind("}") + 1]
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidAnswerError("The answer is not one JSON object.", "the whole answer") from None
    known = {turn.index for turn in transcript.turns}
    try:
        response_model(questionnaire).model_validate(data, context=known)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False)
        listed = "; ".join(f"{_place(item['loc'])}: {item['msg']}" for item in problems[:10])
        places = sorted(
            {str(item["loc"][0]) for item in problems if item["loc"]} & _ids(questionnaire)
        )
        raise InvalidAnswerError(listed, ", ".join(places) or "its form") from None
    return dict(data)


def to_answers(
    response: Schema, questionnaire: Questionnaire, transcript: Transcript
) -> dict[str, Answer]:
    """A checked response as answers by question id, evidence verified."""
    answers = {}
    for question in questionnaire.prompted:
        given = response[question.id]
        evidence: Sequence[int] = ()
        quote = None
        if question.evidence != "none":
            evidence, quote, given = given["turns"], given["quote"], given["value"]
        answers[question.id] = make_answer(
            question, _typed(question, given), transcript, evidence=evidence, quote=quote
        )
    return answers


@functools.lru_cache(maxsize=32)
def response_model(questionnaire: Questionnaire) -> type[BaseModel]:
    """The pydantic model of the answer; validate with the set of turn numbers as context."""
    fields: dict[str, Any] = {}
    for question in questionnaire.prompted:
        value: Any = _value_type(question) | None
        if question.evidence != "none":
            value = create_model(
                f"Answer_{question.id}",
                __config__=_STRICT,
                turns=(Annotated[list[_Turn], Field(max_length=EVIDENCE_TURNS)], ...),
                quote=(Annotated[str, Field(max_length=QUOTE_CHARACTERS)] | None, ...),
                value=(value, ...),
            )
        fields[question.id] = (value, ...)
    return create_model("Response", __config__=_STRICT, **fields)


_STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)


def _known_turn(index: int, info: ValidationInfo) -> int:
    if info.context is not None and index not in info.context:
        raise ValueError("no turn of the transcript has this number")
    return index


_Turn = Annotated[int, AfterValidator(_known_turn)]


def _object(properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _property(question: Question) -> Schema:
    value = {"anyOf": [_value_schema(question), {"type": "null"}]}
    if question.evidence == "none":
        return value
    quote = {"anyOf": [_text(QUOTE_CHARACTERS), {"type": "null"}]}
    turns = {"type": "array", "items": {"$ref": "#/$defs/turn"}, "maxItems": EVIDENCE_TURNS}
    return _object({"turns": turns, "quote": quote, "value": value})


def _value_schema(question: Question) -> Schema:
    options = {"type": "string", "enum": list(question.options)}
    text = _text(question.word_limit * WORD_CHARACTERS)
    schemas: dict[str, Schema] = {
        "choice": options,
        "multi_choice": {"type": "array", "items": options, "maxItems": len(question.options)},
        "yes_no": {"type": "string", "enum": ["yes", "no"]},
        "score": {"type": "integer", "enum": list(question.scores)},
        "number": {"type": "string", "pattern": NUMBER, "maxLength": 15},
        "text": text,
        "list": {"type": "array", "items": text, "maxItems": question.items},
    }
    return schemas[question.type]


def _text(characters: int) -> Schema:
    return {"type": "string", "maxLength": characters}


def _value_type(question: Question) -> Any:
    text = Annotated[str, Field(max_length=question.word_limit * WORD_CHARACTERS)]
    low, high = min(question.scores, default=0), max(question.scores, default=0)
    options: Any = Literal[tuple(question.options)] if question.options else str
    types: dict[str, Any] = {
        "choice": options,
        "multi_choice": Annotated[list[options], Field(max_length=len(question.options))],
        "yes_no": Literal["yes", "no"],
        "score": Annotated[int, Field(ge=low, le=high)],  # a Literal would take `true` for 1
        "number": Annotated[str, Field(pattern=NUMBER)],
        "text": text,
        "list": Annotated[list[text], Field(max_length=question.items)],
    }
    return types[question.type]


def _typed(question: Question, value: Any) -> Any:
    if value is None:
        return None
    if question.type == "yes_no":
        return value == "yes"
    if question.type == "number":
        number = float(value)
        return int(number) if number.is_integer() and "." not in value else number
    if question.type == "text":
        return value.strip() or None
    return value


def _length(schema: Schema, definitions: Schema) -> int:
    if "$ref" in schema:
        return _length(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return max(_length(part, definitions) for part in schema["anyOf"])
    if "enum" in schema:
        return max((len(json.dumps(value)) for value in schema["enum"]), default=4)
    kind = schema["type"]
    if kind == "object":
        parts = schema["properties"].items()
        return 2 + sum(len(key) + 6 + _length(part, definitions) for key, part in parts)
    if kind == "array":
        return 2 + int(schema["maxItems"]) * (2 + _length(schema["items"], definitions))
    return 4 if kind == "null" else 2 + int(schema["maxLength"])


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "answer"


def _ids(questionnaire: Questionnaire) -> set[str]:
    return {question.id for question in questionnaire.prompted}
