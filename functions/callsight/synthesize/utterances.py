"""Utterances to train the demo model on: the same lines, values and voices as the calls.

Three kinds, so that the model cannot guess from the text alone: lines of the grammar, values on
their own, and random words in random order (each word of the closed vocabulary equally often).
"""

import functools
import random
from dataclasses import dataclass

from callsight.synthesize import lexicon
from callsight.synthesize.facts import Facts, new_facts
from callsight.synthesize.phrases import all_lines, expand, grammar, held_out, mention
from callsight.synthesize.voices import MARKS, Speech, flite_voices

KINDS = {"line": 0.55, "values": 0.2, "words": 0.25}


@dataclass(frozen=True)
class Utterance:
    """Training material: speech, what is said, by whom."""

    speech: Speech
    words: tuple[str, ...]
    """Base forms with punctuation attached, one per entry of `speech.words`."""
    speaker: int
    """Index into `voices.flite_voices()`."""


def some_facts(rng: random.Random) -> Facts:
    """Values of a call in a random sector."""
    return new_facts(rng, rng.choice(sorted(lexicon.BRANDS)))


@functools.cache
def vocabulary() -> tuple[str, ...]:
    """Every word that can be said, in its base form, without punctuation, sorted."""
    rng, words = random.Random(0), set(lexicon.SPELLING) | set(lexicon.SPELLING.values())
    words |= set(lexicon.PRONUNCIATION) | {"double", "triple", "underscore", "thousand", "hundred"}
    for draw in range(400):
        facts = some_facts(rng)
        lines = all_lines() if draw == 0 else ()
        pieces = [piece for line in lines for piece in expand(line, facts, rng)]
        pieces += [mention(slot, facts, rng) for slot in facts]
        words |= {word.rstrip(MARKS) for piece in pieces for word in piece.words}
    return tuple(sorted(words - {""}))


def hesitant(rng: random.Random, words: list[str]) -> list[str]:
    """Adds a filler or a restart: "um, I I want ..."."""
    common = grammar()["common"]
    if rng.random() < 0.5 and len(words) > 2:
        count = rng.choice([1, 1, 2])
        repeated = [word.rstrip(MARKS) for word in words[:count]]
        return [*repeated[:-1], repeated[-1] + ",", *words]
    spot = rng.randint(0, len(words) - 1)
    if spot and words[spot - 1][-1] in MARKS:
        spot = 0
    filler = rng.choice(common["fillers"]).split()
    return [*words[:spot], *filler[:-1], filler[-1] + ",", *words[spot:]]


def line_words(rng: random.Random, *, held: bool = False) -> list[str]:
    """A line of the grammar with fresh values; `held` takes the lines kept from training."""
    lines = [line for line in all_lines() if held_out(line) == held]
    # lines with values, which vary, are drawn more often than those that always sound the same
    weights = [2.0 + line.count("{") * 3 for line in lines]
    pieces = expand(rng.choices(lines, weights)[0], some_facts(rng), rng)
    words = [word for piece in pieces for word in piece.words]
    return hesitant(rng, words) if rng.random() < 0.08 else words


def value_words(rng: random.Random) -> list[str]:
    """One to three values on their own, the way people answer."""
    facts = some_facts(rng)
    words: list[str] = []
    slots = [slot for slot in facts if slot not in ("meter", "seconds")]
    for _ in range(rng.randint(1, 3)):
        words += mention(rng.choice(slots), facts, rng).words
        words[-1] = words[-1].rstrip(MARKS) + rng.choice([",", "", "."])
    return [*words[:-1], words[-1].rstrip(MARKS) + "."]


def random_words(rng: random.Random) -> list[str]:
    """Words of the vocabulary in random order."""
    words = [rng.choice(vocabulary()) for _ in range(rng.randint(4, 9))]
    words = [word + rng.choice([",", "", "", "", ""]) for word in words]
    return [*words[:-1], words[-1].rstrip(MARKS) + rng.choice("..?")]


def utterance_kind(rng: random.Random) -> str:
    """Draws one of the kinds."""
    return rng.choices(list(KINDS), list(KINDS.values()))[0]


def utterance_random(seed: int, index: int) -> random.Random:
    """The source of everything random about one utterance."""
    return random.Random(f"train {seed} {index}")


def training_utterance(seed: int, index: int) -> Utterance:
    """The `index`-th utterance of the training set of a seed."""
    rng = utterance_random(seed, index)
    kind = utterance_kind(rng)
    makers = {"line": line_words, "values": value_words, "words": random_words}
    words = makers[kind](rng)
    speakers = flite_voices()
    speaker = rng.randrange(len(speakers))
    speech = speakers[speaker].say(words, rng.uniform(0.9, 1.15))
    return Utterance(speech, tuple(words), speaker)
