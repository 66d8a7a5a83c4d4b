"""The lexicon of one language: the word list of the sentiment and the cues of the answers.

It is data (`assets/lexicons/en.yaml`); its content hash is part of the fingerprint of a run.
"""

from __future__ import annotations

import functools
import hashlib
import re

import yaml
from pydantic import BaseModel, ConfigDict, Field

from callsight.analyze.rules import Rule, compile_cues
from callsight.config import ASSETS
from callsight.errors import ConfigurationError

FOLDER = ASSETS / "lexicons"


class Cues(BaseModel):
    """Phrases that speak for one option of a question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    strong: tuple[str, ...] = ()
    """3 points."""
    weak: tuple[str, ...] = ()
    """1 point."""
    decisive: tuple[str, ...] = ()
    """10 points: more than anything else that is said."""


class ChoiceCues(BaseModel):
    """How a `choice` question is answered from cues: the option with the most points wins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    options: dict[str, Cues]
    agent_weight: float = Field(1.0, ge=0)
    customer_weight: float = Field(1.0, ge=0)
    early: float = Field(1.0, gt=0)
    """Factor for the first third of the turns."""
    late: float = Field(1.0, gt=0)
    """Factor for the last third of the turns."""
    threshold: float = Field(3.0, gt=0)
    """Fewer points than this: no answer."""
    otherwise: str | None = None
    """The option where there are too few points; None: no answer."""
    mixed: str | None = None
    """The option where the second has at least half the points of the first; None: the first."""


class FlagCues(Rule):
    """How a `yes_no` question is answered from cues."""

    against: tuple[str, ...] = ()
    """Phrases that speak for `no`; the last phrase said decides."""
    otherwise: bool | None = None
    """The answer where no phrase was said; None: no answer."""


class ValuedPhrases(Rule):
    """Phrases whose sentiment is not that of their words."""

    value: float = Field(ge=-4, le=4)
    """Valence of each."""


class Step(Rule):
    """What moves a score, once, however often it is said."""

    by: int = Field(ge=-4, le=4)
    """Points added."""
    upset: bool = False
    """Counts only where the customer says one of the `upset` phrases of the lexicon."""


class ScoreCues(BaseModel):
    """How a question about a degree is answered from cues: a start, moved by steps.

    Coarse: it counts courtesies and their opposite, and knows nothing of what was meant.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: int = 3
    steps: tuple[Step, ...]
    names: dict[str, int] = {}
    """For a `choice`: option to the highest score that it stands for, in order."""


class ListCues(Rule):
    """Which sentences are candidates for a `list` question."""

    name_owner: bool = False
    """Whether each item begins with the speaker."""


class Lexicon(BaseModel):
    """Everything that is known about one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, tuple[str, ...]]
    """Valence in [-4, 4] as text, to the words (`word*`: any ending) that have it."""
    phrases: tuple[ValuedPhrases, ...] = ()
    """They count once as a whole, their words not at all."""
    intensifiers: dict[str, float]
    negations: frozenset[str]
    fillers: frozenset[str]
    neutral: tuple[str, ...]
    """Politeness formulas and terms of the trade without sentiment."""
    holds: tuple[str, ...]
    """How an agent announces a hold."""
    problems: tuple[str, ...]
    """How a customer opens the reason for the call."""
    results: tuple[str, ...]
    """How an agent says what was done or will be done."""
    upset: tuple[str, ...] = ()
    """How a customer says to be upset."""
    choices: dict[str, ChoiceCues] = {}
    scores: dict[str, ScoreCues] = {}
    flags: dict[str, FlagCues] = {}
    lists: dict[str, ListCues] = {}

    @functools.cached_property
    def neutral_pattern(self) -> re.Pattern[str]:
        """`neutral` over normalized text."""
        return compile_cues(self.neutral)

    @functools.cached_property
    def _whole(self) -> dict[str, float]:
        pairs = ((word, float(value)) for value, words in self.words.items() for word in words)
        return {word: value for word, value in pairs if not word.endswith("*")}

    @functools.cached_property
    def _stems(self) -> dict[str, float]:
        pairs = ((word, float(value)) for value, words in self.words.items() for word in words)
        return {word[:-1]: value for word, value in pairs if word.endswith("*")}

    def valence(self, word: str) -> float:
        """Valence of a normalized word; 0 for unknown ones."""
        if word in self._whole:
            return self._whole[word]
        return next(
            (
                self._stems[word[:end]]
                for end in range(len(word), 2, -1)
                if word[:end] in self._stems
            ),
            0.0,
        )


def languages() -> list[str]:
    """ISO 639-1 codes of the shipped lexicons."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


@functools.cache
def load_lexicon(language: str) -> Lexicon:
    """The lexicon of a language.

    Raises ConfigurationError for a language without one.
    """
    if language not in languages():
        raise ConfigurationError(
            f"No lexicon for language `{language}`: there is one for {', '.join(languages())}."
        )
    text = (FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    return Lexicon.model_validate(yaml.safe_load(text))


@functools.cache
def lexicon_version() -> str:
    """First 16 hexadecimal digits of the SHA-256 of all shipped lexicons."""
    digest = hashlib.sha256()
    for language in languages():
        digest.update((FOLDER / f"{language}.yaml").read_bytes())
    return digest.hexdigest()[:16]
