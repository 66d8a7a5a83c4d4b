"""The script of a call: who says what, drawn from the grammar along the arc of a scenario.

First the course of the call is drawn (mood, outcome, upsell, escalation, hold), then the lines that
such a call has, so that the answers to the questionnaire follow from the script and not from the
text.
"""

import random
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from callsight.synthesize import spoken
from callsight.synthesize.facts import Facts, new_facts
from callsight.synthesize.phrases import Piece, expand, grammar
from callsight.synthesize.truth import Role, Tone
from callsight.synthesize.voices import MARKS

SECONDS_PER_WORD: Final = 0.385
"""A call's length per spoken word, pauses included; measured on 100 calls."""
DIGIT_SLOTS: Final = ("card", "account", "phone", "ssn", "other_phone")


@dataclass(frozen=True)
class Course:
    """What happens in a call."""

    mood: Tone
    agent_mood: Tone
    outcome: str
    repeat_contact: bool
    threat: bool
    escalation: bool
    hold: bool
    upsell: bool
    upsell_taken: bool


@dataclass(frozen=True)
class Line:
    """Something said by one speaker without a longer pause."""

    speaker: Role
    pieces: tuple[Piece, ...]
    pause: float = 0.3
    """Seconds of silence before it; below 0 it interrupts the line before."""
    hold: float = 0.0
    """Seconds of hold before it."""
    over: bool = False
    """A back-channel: said while the other one keeps speaking."""
    texts: tuple[str, ...] = ()
    """The sentences of the grammar that it says, one after the other."""


@dataclass
class Script:
    """Lines and what is true about them."""

    scene: dict[str, Any]
    facts: Facts
    course: Course
    lines: list[Line] = field(default_factory=list)
    promises: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Estimated length of the call."""
        words = sum(len(piece.words) for line in self.lines for piece in line.pieces)
        return words * SECONDS_PER_WORD + sum(line.hold for line in self.lines)


def course(rng: random.Random, topic: str) -> Course:
    """Draws what happens in a call."""
    mood = cast(Tone, rng.choices(["positive", "neutral", "negative"], [0.25, 0.35, 0.4])[0])
    agent = cast(Tone, rng.choices(["positive", "neutral", "negative"], [0.65, 0.2, 0.15])[0])
    outcome = rng.choices(["resolved", "follow_up", "unresolved"], [0.55, 0.25, 0.2])[0]
    angry = mood == "negative"
    escalation = angry and outcome != "resolved" and rng.random() < 0.5
    upsell = not escalation and outcome == "resolved" and rng.random() < 0.45
    return Course(
        mood=mood,
        agent_mood=agent,
        outcome="escalated" if escalation and rng.random() < 0.7 else outcome,
        repeat_contact=rng.random() < (0.4 if angry else 0.1),
        threat=angry and outcome != "resolved" and rng.random() < 0.5,
        escalation=escalation,
        hold=rng.random() < 0.35,
        upsell=upsell,
        upsell_taken=upsell and not angry and rng.random() < 0.5,
    )


class Writer:
    """Writes the lines of one call."""

    def __init__(self, rng: random.Random, scene: dict[str, Any], happens: Course) -> None:
        self.rng, self.common = rng, grammar()["common"]
        self.script = Script(scene, new_facts(rng, scene["sector"]), happens)

    def say(self, speaker: Role, *texts: str, pause: float | None = None, hold: float = 0) -> None:
        """Adds a line made of one or more sentences of the grammar."""
        rng = self.rng
        pieces = [p for text in texts for p in expand(text, self.script.facts, rng)]
        if speaker == "customer" and rng.random() < 0.12:
            pieces = hesitating(rng, pieces)
        pieces = [self._slip(piece) for piece in pieces]
        eager = self.script.course.mood == "negative" and speaker == "customer"
        if pause is None:
            pause = -0.35 if eager and rng.random() < 0.15 else rng.uniform(0.2, 0.8)
        self.script.lines.append(Line(speaker, tuple(pieces), pause, hold, texts=texts))

    def pick(self, *path: str) -> str:
        """A random line of the common part of the grammar."""
        node: Any = self.common
        for key in path:
            node = node[key]
        return str(self.rng.choice(node))

    def _slip(self, piece: Piece) -> Piece:
        """Now and then a digit is said wrong and corrected."""
        if piece.slot not in DIGIT_SLOTS or self.rng.random() > 0.08:
            return piece
        marker = self.rng.choice(self.common["corrections"])
        said = spoken.corrected(self.rng, " ".join(piece.words), marker)
        return replace(piece, words=tuple(said.split()), form=f"{piece.form}_corrected")

    def opening(self) -> None:
        """Greeting, the problem and the first reaction."""
        happens, scene = self.script.course, self.script.scene
        first = [self.pick("opening")]
        if self.rng.random() < 0.25:
            first.append(self.pick("recorded"))
        self.say("agent", *first, pause=0.4)
        problem = [self.rng.choice(scene["problem"])]
        if happens.mood != "negative" or self.rng.random() < 0.5:
            problem.insert(0, self.pick("greeting"))
        if happens.repeat_contact:
            problem.append(self.pick("repeat"))
        problem.append(self.pick(f"mood_{happens.mood}"))
        self.say("customer", *problem)
        if happens.agent_mood == "negative":
            reaction = ["Okay."]
        elif happens.mood == "negative" and happens.agent_mood == "positive":
            reaction = [self.pick("empathy")]
        else:
            reaction = [self.pick("acknowledge")]
        self.say("agent", *reaction, self.pick("verify"))

    def identify(self, keys: list[str]) -> None:
        """Questions about who is calling, each with its answer."""
        for key in keys:
            if key == "card_number":
                self.ask("card")
            else:
                self.ask(key)

    def ask(self, key: str) -> None:
        """One question and its answer, perhaps spelled, split, repeated or read back."""
        rng, slot = self.rng, "order" if key == "booking" else key
        question = self.pick(slot, "ask")
        answer = self.pick(slot, "answer")
        if key == "booking":
            question = question.replace("order", "booking")
            answer = answer.replace("order", "booking")
        self.say("agent", question)
        if key in DIGIT_SLOTS and rng.random() < 0.25:
            self.split(answer, key)
        else:
            self.say("customer", answer)
        if key == "name":
            if rng.random() < 0.45:
                self.say("agent", self.pick("name", "ask_spelling"))
                self.say("customer", self.pick("name", "spelling"))
            if self.script.course.agent_mood != "negative":
                self.say("agent", self.pick("name", "thanks"), pause=0.3)
        elif rng.random() < 0.2 and key not in ("card", "pin", "address", "email"):
            self.say("agent", self.pick("readback").replace("{value}", f"{{{key}}}"))
            self.say("customer", self.pick("confirm"))
        elif rng.random() < 0.4:
            self.say("agent", self.pick("got_it"), pause=0.25)

    def split(self, answer: str, slot: str) -> None:
        """A number said in two turns, with an interjection between them."""
        pieces = expand(answer, self.script.facts, self.rng)
        spot = next(i for i, piece in enumerate(pieces) if piece.slot == slot)
        piece = pieces[spot]
        breaks = [i for i, word in enumerate(piece.words[:-1]) if word.endswith(",")]
        if not breaks:
            self.say("customer", answer)
            return
        cut = self.rng.choice(breaks) + 1
        form = f"{piece.form}_split"
        written = spoken.parse_digits(" ".join(piece.words[:cut]))
        rest = spoken.parse_digits(" ".join(piece.words[cut:]))
        head = replace(piece, words=piece.words[:cut], written=written + ",", form=form)
        tail = replace(piece, words=piece.words[cut:], written=f"{rest}.", form=form)
        add = self.script.lines.append
        add(Line("customer", (*pieces[:spot], head), self.rng.uniform(0.2, 0.6)))
        self.say("agent", self.pick("go_on"), pause=0.3)
        add(Line("customer", (tail, *pieces[spot + 1 :]), self.rng.uniform(0.3, 0.7)))

    def pay(self) -> None:
        """Card number, expiry and security code."""
        self.ask("card")
        for ask, answer in (("ask_expiry", "expiry"), ("ask_cvv", "cvv")):
            self.say("agent", self.pick("card", ask))
            self.say("customer", self.pick("card", answer))

    def work_up(self, exchanges: list[list[str]]) -> None:
        """Questions about the problem; a hold; a cold remark where the agent is like that."""
        happens = self.script.course
        for exchange in exchanges:
            self.say("agent", exchange[0].removeprefix("A: "))
            self.say("customer", exchange[1].removeprefix("C: "))
            if "PAY" in exchange:
                self.pay()
        if happens.agent_mood == "negative":
            self.say("agent", self.pick("cold"))
            self.say("customer", self.pick("mood_negative"))
        if happens.hold:
            self.say("agent", self.pick("hold"))
            self.say("customer", self.pick("hold_yes"))
            self.say("agent", self.pick("hold_back"), hold=self.rng.uniform(4, 9))

    def resolve(self) -> None:
        """How it ends: resolved, later, not at all, or with a supervisor."""
        happens, scene, rng = self.script.course, self.script.scene, self.rng
        ending = "unresolved" if happens.outcome == "escalated" else happens.outcome
        answer = rng.choice(scene[ending])
        self.say("agent", answer)
        if ending == "follow_up":
            self.script.promises.append(_written(self.script.lines[-1]))
        if happens.threat:
            self.say("customer", self.pick("threat"))
        if happens.escalation:
            self.say("customer", self.pick("escalate"), pause=0.2)
            reply = "escalated" if happens.outcome == "escalated" else "escalation_denied"
            self.say("agent", self.pick(reply))
            if reply == "escalation_denied":
                self.script.promises.append(_written(self.script.lines[-1]).split(". ")[-1])
        reaction = {"resolved": "relief", "follow_up": "accept"}.get(happens.outcome)
        self.say("customer", self.pick(reaction or "disappointed"))

    def close(self) -> None:
        """Upsell and goodbye."""
        happens, scene, rng = self.script.course, self.script.scene, self.rng
        if happens.upsell:
            self.say("agent", rng.choice(scene["upsell"]))
            self.say("customer", self.pick("upsell_yes" if happens.upsell_taken else "upsell_no"))
            self.say(
                "agent", self.pick("upsell_done" if happens.upsell_taken else "upsell_declined")
            )
        if happens.outcome != "escalated" and happens.agent_mood != "negative":
            self.say("agent", self.pick("anything_else"), pause=0.4)
            self.say("customer", self.pick("nothing_else"))
        self.say("agent", self.pick("closing"))
        self.say("customer", self.pick("goodbye"))


def hesitating(rng: random.Random, pieces: list[Piece]) -> list[Piece]:
    """Adds a filler at the start, or repeats the first word: "I, I want ..."."""
    plain = pieces[0].slot is None and pieces[0].words[0][-1] not in MARKS
    if plain and rng.random() < 0.5:
        word = pieces[0].words[0]
        return [Piece((f"{word},",), f"{pieces[0].written},"), *pieces]
    filler = rng.choice(grammar()["common"]["fillers"])
    words = tuple(f"{filler},".split())
    return [Piece(words, f"{filler.capitalize()},"), *pieces]


def _written(line: Line) -> str:
    return " ".join(piece.written for piece in line.pieces)


def write_script(
    rng: random.Random, scene: dict[str, Any], happens: Course, minutes: float | None = None
) -> Script:
    """A whole call; with `minutes`, shorter or longer to come near that length."""
    writer, script_of = Writer(rng, scene, happens), grammar()["scenarios"]
    keys, exchanges = list(scene["identify"]), rng.sample(scene["workup"], len(scene["workup"]))
    if minutes is None:
        keys, exchanges = keys[: rng.choice([2, 3, 4])], exchanges[: rng.choice([1, 2, 2, 3])]
    elif minutes < 1:
        keys, exchanges = keys[:2], exchanges[:1]
    paying = [exchange for exchange in scene["workup"] if "PAY" in exchange]
    exchanges += [exchange for exchange in paying if exchange not in exchanges]
    writer.opening()
    writer.identify(keys)
    writer.work_up(exchanges)
    others = [other for other in script_of if other["sector"] == scene["sector"]]
    while minutes and writer.script.seconds < minutes * 60 - 30:
        other = rng.choice(others)
        writer.say("customer", rng.choice(other["problem"]))
        writer.say("agent", writer.pick("acknowledge"))
        writer.identify(rng.sample(other["identify"], 2))
        for exchange in rng.sample(other["workup"], 2):
            writer.say("agent", exchange[0].removeprefix("A: "))
            writer.say("customer", exchange[1].removeprefix("C: "))
        writer.say("agent", rng.choice(other["resolved"]))
        writer.say("customer", writer.pick("accept"))
    writer.resolve()
    writer.close()
    return writer.script
