"""Lines of dialog: the grammar file, and how a line becomes words.

A line is made of `Piece`s: plain words, or one mention of a value with its written and its spoken
form. Words are kept as they are said ("eighty four dollars"), because that is what the recognizer
hears and what the redaction stage has to cope with.
"""

import functools
import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from callsight.synthesize.facts import Facts

GRAMMAR = Path(__file__).with_name("scenarios.yaml")
PRONOUNS = ("I", "I'm")


@dataclass(frozen=True)
class Piece:
    """A plain word, or a mention of a value."""

    words: tuple[str, ...]
    """Spoken words in their base form, punctuation attached to the word before it."""
    written: str
    slot: str | None = None
    entity: str | None = None
    value: str = ""
    """The value as written, without the punctuation of the sentence."""
    form: str = "plain"


@functools.cache
def grammar() -> dict[str, Any]:
    """The parsed grammar file."""
    loaded: dict[str, Any] = yaml.safe_load(GRAMMAR.read_text(encoding="utf-8"))
    return loaded


def held_out(line: str) -> bool:
    """Whether this line is never used to train the demo model (one in twelve, by hash)."""
    return hashlib.sha256(line.encode()).digest()[0] % 12 == 0


@functools.cache
def all_lines() -> tuple[str, ...]:
    """Every line of the grammar, without its speaker mark, in file order."""

    def walk(node: object) -> Iterator[str]:
        if isinstance(node, str):
            yield re.sub(r"^[AC]: ", "", node)
        elif isinstance(node, dict):
            for child in node.values():
                yield from walk(child)
        elif isinstance(node, list):
            for child in node:
                yield from walk(child)

    keys = ("problem", "workup", "resolved", "follow_up", "unresolved", "upsell")
    scenes = [[scene[key] for key in keys] for scene in grammar()["scenarios"]]
    lines = dict.fromkeys(walk([grammar()["common"], scenes]))
    return tuple(line for line in lines if line not in ("PAY", "") and "{value}" not in line)


def mention(slot: str, facts: Facts, rng: random.Random) -> Piece:
    """One mention of a value in a freshly drawn spoken form."""
    value = facts[slot]
    form, said = value.say(rng)
    return Piece(tuple(said.split()), value.written, slot, value.entity, value.written, form)


def expand(line: str, facts: Facts, rng: random.Random) -> list[Piece]:
    """`"It's {card}."` -> pieces with the base forms of the words."""
    pieces: list[Piece] = []
    start = True
    for token in re.findall(r"\{\w+\}[^\s{]*|[^\s{]+", line):
        if token[0] == "{":
            slot, tail = token[1:].split("}")
            piece = mention(slot, facts, rng)
            words = (*piece.words[:-1], piece.words[-1] + tail)
            tail = tail[1:] if piece.written.endswith(".") and tail[:1] == "." else tail
            pieces.append(replace(piece, words=words, written=piece.written + tail))
        else:
            base = token[0].lower() + token[1:] if start and not is_proper(token) else token
            pieces.append(Piece((base,), token))
        start = token[-1] in ".?!"
    return pieces


def is_proper(token: str) -> bool:
    """Whether a word keeps its capital inside a sentence."""
    return token.strip(".,?!") in PRONOUNS


def display(words: list[str]) -> list[str]:
    """Base forms as they are shown: a capital at the start of a sentence."""
    shown, start = [], True
    for word in words:
        shown.append(word[0].upper() + word[1:] if start else word)
        start = word[-1] in ".?!"
    return shown
