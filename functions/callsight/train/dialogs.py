"""Redacted calls with their answers, as text: what the demo language model learns from.

Scripts of the synthesizer become transcripts without any sound: turns on an estimated clock, a few
words misheard as the demo Whisper model would, cleaned by the real redactor. The answers to the
`default` questionnaire follow from the script, the evidence from the line that settled each.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from callsight.analyze.answers import clipped
from callsight.analyze.questionnaire import Question, load_questionnaire
from callsight.calls import RedactedCall, Transcript, Turn, Word
from callsight.options import RedactOptions
from callsight.redact.engine import Redactor
from callsight.synthesize.answers import answers
from callsight.synthesize.phrases import display, grammar
from callsight.synthesize.render import NODS
from callsight.synthesize.script import SECONDS_PER_WORD, Line, Script, course, write_script
from callsight.synthesize.truth import Role
from callsight.synthesize.utterances import vocabulary
from callsight.synthesize.voices import MARKS

QUESTIONNAIRE: Final = "default"
MISHEARD: Final = {"replaced": 0.012, "lost": 0.005, "added": 0.005}
"""Shares of words; the demo Whisper model's word error rate on held-out calls is 2%."""
NODDING: Final = 0.08
"""Share of longer lines that the listener interrupts with a back-channel."""
EVIDENCE: Final = {
    "topic": ("problem",),
    "summary": ("problem", "resolved", "follow_up", "unresolved", "escalated"),
    "reason": ("problem",),
    "concern_addressed": ("resolved", "unresolved"),
    "outcome": ("resolved", "follow_up", "unresolved", "escalated"),
    "next_steps": ("follow_up", "escalation_denied"),
    "promises": ("follow_up", "escalation_denied"),
    "upsell_attempted": ("upsell",),
    "upsell_succeeded": ("upsell_yes", "upsell_no"),
    "escalation_requested": ("escalate",),
    "churn_risk": ("threat",),
    "repeat_contact": ("repeat",),
}
"""Question to the kinds of sentences that settle it."""
ABSENT: Final = ("upsell_attempted", "escalation_requested", "repeat_contact")
"""Questions whose answer "no" rests on what nobody said."""
LISTS: Final = ("next_steps", "promises")


@dataclass(frozen=True)
class AnsweredCall:
    """A redacted transcript and what a language model is to write about it."""

    transcript: Transcript
    answer: dict[str, Any]
    """The response to `default`, as `callsight.analyze.schema` describes it."""
    kinds: tuple[tuple[str, ...], ...]
    """Per turn the kinds of its sentences."""


@functools.cache
def kinds_of_sentences() -> dict[str, tuple[str, ...]]:
    """Sentence of the grammar to its kinds: `mood_negative`, or `problem`, `topic:billing`, …"""
    found: dict[str, set[str]] = {}
    for name, node in grammar()["common"].items():
        for text in _texts(node):
            found.setdefault(text, set()).add(name)
    for scene in grammar()["scenarios"]:
        for stage in ("problem", "workup", "resolved", "follow_up", "unresolved", "upsell"):
            for text in _texts(scene[stage]):
                more = {f"topic:{scene['topic']}", f"intent:{scene['intent']}"}
                found.setdefault(text, set()).update({stage} | more)
    return {text: tuple(sorted(kinds)) for text, kinds in found.items()}


def answered_calls(seed: int) -> Iterator[AnsweredCall]:
    """Endless, the same for a seed; a call that the redactor withholds is passed over."""
    redactor = Redactor(RedactOptions())
    for index in _numbers():
        call = answered_call(random.Random(f"dialog {seed} {index}"), redactor, f"{seed}-{index}")
        if call is not None:
            yield call


def answered_call(rng: random.Random, redactor: Redactor, name: str) -> AnsweredCall | None:
    """One call; every other one is short, because learning begins with what is short."""
    scene = rng.choice(grammar()["scenarios"])
    if rng.random() < 0.5:
        scene = {**scene, "identify": rng.sample(scene["identify"], rng.choice([0, 1, 1]))}
    script = write_script(rng, scene, course(rng, scene["topic"]))
    turns, lines = _heard(rng, script)
    transcript = Transcript(name, "en", tuple(turns), turns[-1].end + 1)
    redacted = redactor(transcript)
    if not isinstance(redacted, RedactedCall):
        return None
    known = kinds_of_sentences()
    kinds = tuple(
        tuple(sorted({kind for text in line.texts for kind in known.get(text, ())}))
        for line in lines
    )
    return AnsweredCall(redacted.transcript, _response(script, redacted.transcript, kinds), kinds)


def _numbers() -> Iterator[int]:
    index = 0
    while True:
        yield index
        index += 1


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node.removeprefix("A: ").removeprefix("C: ")
    else:
        for child in node.values() if isinstance(node, dict) else node:
            yield from _texts(child)


def _heard(rng: random.Random, script: Script) -> tuple[list[Turn], list[Line]]:
    """The turns as the transcribe stage divides them, and the line of each."""
    turns: list[Turn] = []
    lines: list[Line] = []
    now = 0.5

    def add(line: Line, words: list[str]) -> None:
        nonlocal now
        turn = _turn(len(turns), line, words, now)
        turns.append(turn)
        lines.append(line)
        now = turn.end + 0.3

    for line in script.lines:
        words = [word for piece in line.pieces for word in piece.words]
        words = display(list(_misheard(rng, words)) or words)
        if len(words) > 12 and rng.random() < NODDING:
            cut = rng.randint(4, len(words) - 3)
            add(line, words[:cut])
            other: Role = "customer" if line.speaker == "agent" else "agent"
            add(Line(other, ()), rng.choice(NODS).split())
            add(line, words[cut:])
        else:
            add(line, words)
    return turns, lines


def _turn(index: int, line: Line, words: list[str], start: float) -> Turn:
    timed = tuple(
        Word(word, start + i * SECONDS_PER_WORD, start + (i + 0.9) * SECONDS_PER_WORD)
        for i, word in enumerate(words)
    )
    channel = 0 if line.speaker == "agent" else 1
    return Turn(index, line.speaker, channel, start, timed[-1].end, " ".join(words), timed)


def _misheard(rng: random.Random, words: list[str]) -> Iterator[str]:
    replaced, lost = MISHEARD["replaced"], MISHEARD["replaced"] + MISHEARD["lost"]
    for word in words:
        chance = rng.random()
        if chance < replaced:
            mark = word[-1] if word[-1] in MARKS else ""
            yield rng.choice(vocabulary()) + mark
        elif chance >= lost:
            yield word
        if rng.random() < MISHEARD["added"]:
            yield rng.choice(vocabulary())


def _response(
    script: Script, transcript: Transcript, kinds: tuple[tuple[str, ...], ...]
) -> dict[str, Any]:
    known = answers(script)
    response: dict[str, Any] = {}
    for question in load_questionnaire(QUESTIONNAIRE).prompted:
        wanted = EVIDENCE.get(question.id, ())
        turns = [i for i, found in enumerate(kinds) if set(found) & set(wanted)]
        if question.id in ("topic", "summary", "reason"):
            turns = _without_later_problems(turns, kinds)
        value = _value(question, known, turns, transcript)
        if question.evidence == "none":
            response[question.id] = value
            continue
        silent = value is None or (question.id in ABSENT and value == "no")
        response[question.id] = {
            "turns": [] if silent else turns[:4],
            "quote": None,
            "value": value,
        }
    return response


def _without_later_problems(turns: list[int], kinds: tuple[tuple[str, ...], ...]) -> list[int]:
    problems = [i for i in turns if "problem" in kinds[i]]
    return problems[:1] + [i for i in turns if i not in problems]


def _value(question: Question, known: Any, turns: list[int], transcript: Transcript) -> Any:
    if question.id in LISTS:
        owner = "Agent: " if question.id == "next_steps" else ""
        texts = [owner + transcript.turns[i].text for i in turns]
        return [clipped(text, question.word_limit) for text in texts[: question.items]]
    value = known.get(question.id)
    if question.id == "upsell_succeeded" and not known["upsell_attempted"]:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
