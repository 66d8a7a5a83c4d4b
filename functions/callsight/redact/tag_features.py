"""What the tagger reads: each token of a call in word pieces, with what the recognizers know of it.

The order is that of the call, both sides in one sequence, so that a question stands before its
answer. A turn begins with a separator that carries who speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from callsight.redact.lexicon import REMOVED
from callsight.redact.passages import Conversation
from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORDS
from callsight.redact.tokens import Token

CASES: Final = {"x": 0, "X": 1, "XX": 2, "9": 3}
SPEAKERS: Final = {"agent": 0, "customer": 1, "unknown": 2}
SEPARATOR: Final = "[SEP]"
PLACEHOLDER: Final = "[MASK]"
"""Piece that stands for what was already removed."""
SURE: Final = 0.9
"""Score from which a recognizer's finding counts as sure."""
DOUBTFUL_DETECTORS: Final = frozenset(("read_out", "answer", "spelled", "read_back", "shape"))
"""Detectors that nothing announced."""
COLUMNS: Final = ("case", "gap", "speaker", "names", "cue", "rule", "question")
_FIRST, _SPACE, _GLUED, _STOP, _COMMA, _OTHER, _POINT, TURN = range(8)
"""Gaps before a token; `TURN` is that of a separator."""


@dataclass
class Pieces:
    """One call as the tagger reads it; all lists have one entry per word piece."""

    ids: list[int] = field(default_factory=list)
    columns: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    tokens: list[Token] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    """Per token the position of its first piece."""
    rules: list[tuple[str, float, str] | None] = field(default_factory=list)
    """Per token what the recognizers found: entity, score, detector."""


class Describer:
    """Turns calls into pieces."""

    def __init__(self, tokenizer: Any, entities: Sequence[str], cues: Sequence[str]) -> None:
        """`tokenizer`: a `tokenizers.Tokenizer`; `entities` and `cues`: what has a number."""
        self._tokenizer = tokenizer
        self._separator = tokenizer.token_to_id(SEPARATOR)
        self._placeholder = tokenizer.token_to_id(PLACEHOLDER)
        self._entities = {entity: number for number, entity in enumerate(entities)}
        self._cues = {cue: number for number, cue in enumerate(cues)}
        self._known: dict[str, list[int]] = {REMOVED: [self._placeholder]}

    def __call__(
        self,
        conversation: Conversation,
        owners: dict[tuple[int, int], tuple[str, float, str]],
    ) -> Pieces:
        """`owners`: entity, score and detector of the finding at a turn and first character."""
        pieces, turns = Pieces(), _by_turn(conversation)
        for turn, tokens in enumerate(turns):
            if not tokens:
                continue
            speaker = SPEAKERS[conversation.transcript.turns[turn].speaker]
            question = int(conversation.questions[turn])
            self._add(pieces, [self._separator], (0, TURN, speaker, 0, 0, 0, question))
            cues = self._cues_of(conversation, turn, len(tokens))
            for token, cue in zip(tokens, cues, strict=True):
                rule = owners.get((turn, token.start))
                pieces.tokens.append(token)
                pieces.first.append(len(pieces.ids))
                pieces.rules.append(rule)
                row = (
                    CASES[token.case], _gap(token), speaker, _names(token.text), cue,
                    self._rule(rule), question,
                )  # fmt: skip
                self._add(pieces, self._pieces_of(token.text), row)
        return pieces

    def _add(self, pieces: Pieces, ids: list[int], row: tuple[int, ...]) -> None:
        pieces.ids += ids
        for name, value in zip(COLUMNS, row, strict=True):
            pieces.columns[name] += [value] * len(ids)

    def _pieces_of(self, word: str) -> list[int]:
        known = self._known.get(word)
        if known is None:
            known = self._tokenizer.encode(word, add_special_tokens=False).ids or [0]
            if len(self._known) < 50_000:
                self._known[word] = known
        return known

    def _cues_of(self, conversation: Conversation, turn: int, count: int) -> list[int]:
        numbers = [0] * count
        for cue in conversation.turn_cues[turn]:
            name = (cue.entities[0] if cue.entities else "benign") + ("?" if cue.weak else "")
            for k in range(cue.first, cue.last + 1):
                numbers[k] = self._cues.get(name, 0)
        return numbers

    def _rule(self, rule: tuple[str, float, str] | None) -> int:
        """0 for nothing; else the entity's number with how sure the recognizer was."""
        if rule is None or rule[0] not in self._entities:
            return 0
        return 1 + self._entities[rule[0]] * 3 + surety(rule)


def surety(rule: tuple[str, float, str]) -> int:
    """0: nothing announced it; 1: likely; 2: sure."""
    _, score, detector = rule
    return 2 if score >= SURE else int(detector not in DOUBTFUL_DETECTORS)


def _by_turn(conversation: Conversation) -> list[list[Token]]:
    turns: list[list[Token]] = [[] for _ in conversation.transcript.turns]
    for passage in conversation.passages:
        for token in passage.tokens:
            turns[token.turn].append(token)
    return turns


def _gap(token: Token) -> int:
    gap = token.gap
    if token.first:
        return _FIRST
    if gap == " ":
        return _SPACE
    if gap == "":
        return _GLUED
    if any(mark in gap for mark in ".?!"):
        return _STOP if " " in gap else _POINT
    return _COMMA if "," in gap else _OTHER


def _names(word: str) -> int:
    """Bits: a given name, one that is also a word, a surname, a known word."""
    return (
        (word in FIRST) | (word in DOUBTFUL) << 1 | (word in SURNAMES) << 2 | (word in WORDS) << 3
    )
