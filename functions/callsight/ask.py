"""A new question over calls that are stored already: asked, answered, and stored as any other.

Only calls without an answer to this very question are asked; the rest is read. Nothing but the
answers is written, so asking never disturbs a run.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from callsight.analyze import AnswerEngine, Questionnaire, ask
from callsight.analyze.questionnaire import parse_questionnaire
from callsight.calls import ASKED, Answer, Call, Failure, Transcript
from callsight.options import AnalyzeOptions
from callsight.store import Store

ID_LENGTH = 50
"""Characters of an id that is made from the text of a question."""


@dataclass(frozen=True)
class Asked:
    """What came out for one call."""

    call: Call
    transcript: Transcript
    answer: Answer | None
    """None: see `failure`."""
    failure: Failure | None = None
    cost: float | None = None
    """Of asking now; None where there are no prices, or the answer was known."""
    known: bool = False
    """Whether the answer was there already."""

    @property
    def evidence(self) -> tuple[float, str] | None:
        """Second and words of what supports the answer: its quote, or else the first turn cited."""
        if self.answer is None or not self.answer.evidence:
            return None
        turns = [turn for turn in self.transcript.turns if turn.index in self.answer.evidence]
        if not turns:
            return None
        quoted = self.answer.quote
        first = next((turn for turn in turns if quoted and quoted in turn.text), turns[0])
        return first.start, quoted or first.text


def make_question(
    text: str,
    type_: str = "yes_no",
    *,
    id_: str | None = None,
    options: Sequence[str] = (),
    phrases: Sequence[str] = (),
    speaker: str = "both",
) -> Questionnaire:
    """A questionnaire with one question, as if it had been read from a file.

    `options`: `value=description` each, for a choice. `phrases`: decide a `yes_no` question without
    a model. `id_`: default is made from the text; a known one uses the cues of the lexicon.

    Raises ConfigurationError for a wrong type, option or phrase.
    """
    question: dict[str, Any] = {"id": id_ or _id(text), "text": text, "type": type_}
    if speaker != "both":
        question["speaker"] = speaker
    if options:
        pairs = (option.partition("=") for option in options)
        question["options"] = {value.strip(): (said or value).strip() for value, _, said in pairs}
    if type_ == "score":
        question["levels"] = {1: "not at all", 3: "partly", 5: "fully"}
    if phrases:
        question["rule"] = {"phrases": list(phrases), "speaker": speaker}
    else:
        question["evidence"] = "required"
    name = re.sub(r"[^a-z0-9_]", "", f"{ASKED}{question['id']}")[:63]
    file = {"name": name, "questions": [question]}
    return parse_questionnaire(yaml.safe_dump(file, sort_keys=False), text)


def ask_calls(
    store: Store,
    questionnaire: Questionnaire,
    options: AnalyzeOptions,
    *,
    where: Mapping[str, Any] | str | None = None,
    since: dt.datetime | None = None,
    limit: int | None = None,
    run_id: str | None = None,
    engine: AnswerEngine | None = None,
) -> Iterator[Asked]:
    """Ask about the redacted calls that `where` and `since` select, the latest first.

    Every answer is stored when it is yielded. A call that fails is yielded with its failure and
    stored nowhere: asking again asks it again.

    Raises ConfigurationError for a wrong condition, engine or model.
    """
    rows = store.calls(where, since=since, limit=limit)
    store.save_questionnaire(questionnaire.version, questionnaire.name, questionnaire.text)
    calls = store.load_redacted(row["call_id"] for row in rows)
    found = ask(calls, questionnaire, options, engine, store.known_answers)
    for call, transcript, result in found:
        if isinstance(result, Failure):
            yield Asked(call, transcript, None, result)
            continue
        store.save_answers(call.id, result.answers, questionnaire.version, run_id)
        known = result.kept == len(result.answers)
        yield Asked(call, transcript, result.answers[0], cost=result.cost, known=known)


def _id(text: str) -> str:
    """`Was a refund promised?` -> `was_a_refund_promised`; letters first, as ids want it."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    while words and not words[0][0].isalpha():
        words.pop(0)
    name = "_".join(words)
    while len(name) > ID_LENGTH and "_" in name:
        name = name.rpartition("_")[0]
    return name[:ID_LENGTH] or "question"
