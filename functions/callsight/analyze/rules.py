"""Phrases in a conversation: how cues are written, and rules that look for them.

A cue is a phrase such as `speak to (a)? (manager|supervisor)`: `word*` matches any ending, `..`
skips up to three words, `a|b` in parentheses are alternatives, `?` makes the letter or parentheses
before it optional. Both the cue and the turn are normalized, so that "I'm" and "I am", or "can't"
and "cannot", are the same.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from callsight.calls import Transcript, Turn

CONTRACTIONS = (
    (r"\bcan(?:'t|not)\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"n't\b", " not"),
    (r"\blet's\b", "let us"),
    (r"'m\b", " am"),
    (r"'re\b", " are"),
    (r"'ve\b", " have"),
    (r"'ll\b", " will"),
    (r"'d\b", " would"),
    (r"\b(it|that|there|what|here|he|she|who|where|how)'s\b", r"\1 is"),
)


class Rule(BaseModel):
    """Phrases that must (not) be said, by whom, and in which part of the call."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phrases: tuple[str, ...] = Field(min_length=1, max_length=300)
    speaker: Literal["agent", "customer", "both"] = "both"
    first_seconds: float | None = Field(None, gt=0)
    """Only turns that start within this time from the start of the call."""
    last_seconds: float | None = Field(None, gt=0)
    """Only turns that end within this time before the end of the call."""
    language: str | None = "en"
    """ISO 639-1 code of the calls that the phrases are for; null: all."""
    absent: bool = False
    """True: the answer is yes where no phrase was said."""

    @field_validator("phrases")
    @classmethod
    def _compile(cls, phrases: tuple[str, ...]) -> tuple[str, ...]:
        for phrase in phrases:
            try:
                pattern = compile_cues((phrase,))
            except re.error as error:
                raise ValueError(f"cannot read the phrase `{phrase}`: {error}") from None
            if pattern.search("  "):  # such as "", or "a?"
                raise ValueError(f"cannot use the phrase `{phrase}`: it occurs in everything said")
        return phrases

    def understands(self, transcript: Transcript) -> bool:
        """Whether the phrases are in the language of the call."""
        return self.language is None or self.language == transcript.language

    def matches(self, transcript: Transcript) -> Iterator[tuple[Turn, str]]:
        """The turns in scope that hold a phrase, with the matched words (normalized)."""
        pattern = compile_cues(self.phrases)
        for turn in transcript.turns:
            if self._in_scope(turn, transcript.seconds):
                found = pattern.search(normalize(turn.text))
                if found:
                    yield turn, found[0].strip()

    def _in_scope(self, turn: Turn, seconds: float) -> bool:
        if self.speaker != "both" and turn.speaker != self.speaker:
            return False
        if self.first_seconds is not None and turn.start > self.first_seconds:
            return False
        return self.last_seconds is None or turn.end >= seconds - self.last_seconds


@functools.lru_cache(maxsize=4096)
def normalize(text: str) -> str:
    """Lowercase words with single blanks around each: `"I'm [PERSON_1]."` -> `" i am @person "`."""
    text = text.lower().replace("\u2019", "'")
    text = re.sub(r"\[([a-z_]+?)_?\d*\]", r" @\1 ", text)
    for contraction, full in CONTRACTIONS:
        text = re.sub(contraction, full, text)
    words = re.findall(r"@?[^\W_]+(?:_[a-z]+)*", text)
    return f" {' '.join(words)} "


@functools.lru_cache(maxsize=1024)
def compile_cues(cues: Sequence[str]) -> re.Pattern[str]:
    """One pattern over normalized text for all `cues` (a tuple)."""
    return re.compile("|".join(f"(?:{_cue_pattern(cue)})" for cue in cues))


def _cue_pattern(cue: str) -> str:
    """Every word takes the blank before it along, so that optional words leave no gap."""
    cue = cue.lower().replace("\u2019", "'")
    for contraction, full in CONTRACTIONS:
        cue = re.sub(contraction, full, cue)
    parts = []
    for token in re.findall(r"\.\.|[@\w*]+|[()|?]", cue):
        if token == "..":
            parts.append(r"(?: \S+){0,3}?")
        elif token in "()|?":
            parts.append({"(": "(?:"}.get(token, token))
        else:
            parts.append(" " + token.replace("*", r"\w*"))
    return "".join(parts) + r"(?= )"
