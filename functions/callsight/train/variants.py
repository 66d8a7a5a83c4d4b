"""Marked dialogs in other words: what the tagger learns from is said in many forms.

Numbers become other numbers, names other names, digits words and words digits; a transcript loses
its capitals and marks, a few words, some values. Values with check digits keep them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from callsight.redact.lexicon import REMOVED
from callsight.redact.recognizers.name_lists import FIRST, SURNAMES, WORDS
from callsight.train.asides import aside

ONES: Final = "zero one two three four five six seven eight nine".split()
TEENS: Final = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)
TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
CHECKED: Final = frozenset(
    "CREDIT_CARD IBAN_CODE DE_TAX_ID ES_NIF IL_ID FR_NIR UK_NHS UK_NINO ABA_ROUTING_NUMBER "
    "IP_ADDRESS URL".split()
)
WORDY: Final = frozenset("PERSON AGE EMAIL_ADDRESS".split())
COUNTED: Final = frozenset(
    "amount count duration time quantity percent size code model room".split()
)
_FILLERS: Final = "uh um so like".split()
_GIVEN, _SURNAMES = sorted(FIRST), sorted(SURNAMES - WORDS)


@dataclass(frozen=True)
class Segment:
    """A part of a turn: plain, a value (`entity`), or something harmless (`negative`)."""

    text: str
    entity: str | None = None
    group: str | None = None
    negative: str | None = None


Turns = list[tuple[str, list[Segment]]]
"""Speaker and what it says."""


def turns_of(row: dict[str, Any]) -> Turns:
    """A dialog of `tests/data/spoken_pii` in segments."""
    marks = [(e["start"], e["end"], e["entity"], e["group"], None) for e in row["entities"]]
    marks += [(n["start"], n["end"], None, None, n["kind"]) for n in row["negatives"]]
    marks.sort(key=lambda mark: mark[0])
    turns: Turns = []
    at = 0
    for line in row["text"].split("\n"):
        speaker, _, said = line.partition(": ")
        place, end = at + len(line) - len(said), at + len(line)
        segments = []
        for start, stop, entity, group, negative in marks:
            if place <= start and stop <= end:
                segments.append(Segment(row["text"][place:start]))
                segments.append(Segment(row["text"][start:stop], entity, group, negative))
                place = stop
        segments.append(Segment(row["text"][place:end]))
        turns.append((speaker.lower(), [segment for segment in segments if segment.text]))
        at = end + 1
    return turns


@dataclass(frozen=True)
class Change:
    """How a dialog is said otherwise."""

    plain: bool = False
    """Without capitals and marks."""
    values: bool = False
    """With other numbers and names."""
    noise: bool = False
    """With words lost and added."""
    removed: bool = False
    """With some values already taken out."""
    asides: bool = False
    """With sentences about numbers that are nobody's, before an answer as well."""
    nobody: bool = False
    """Without telling who speaks."""


def changed(turns: Turns, change: Change, rng: random.Random) -> Turns:
    """The dialog with these changes."""
    rename = _Renamer(rng) if change.values and rng.random() < 0.6 else None
    form = rng.random() if change.values else 1.0
    groups = sorted(
        {(s.entity or "", s.group or "") for _, said in turns for s in said if s.entity}
    )
    gone = {group for group in groups if change.removed and rng.random() < 0.5}
    result: Turns = []
    for speaker, segments in turns:
        said = []
        if change.asides and rng.random() < 0.25:
            sentence = f"{aside(rng)}."
            said.append(Segment(_plain(sentence) if change.plain else sentence))
            if rng.random() < 0.5:  # a turn of its own
                result.append(("unknown" if change.nobody else speaker, said))
                said = []
            else:
                said.append(Segment(" "))
        for segment in segments:
            if (segment.entity, segment.group) in gone:
                said.append(Segment(REMOVED * 8))
                continue
            text = segment.text
            if change.values:
                text = _other_value(segment, form, rename, rng)
            if change.noise:
                text = _noisy(text, segment.entity is None, rng)
            said.append(replace(segment, text=_plain(text) if change.plain else text))
        result.append(("unknown" if change.nobody else speaker, said))
    return result


def _other_value(segment: Segment, form: float, rename: _Renamer | None, rng: random.Random) -> str:
    text, entity = segment.text, segment.entity
    if entity and entity not in CHECKED | WORDY and rng.random() < 0.7:
        text = _other_digits(text, rng)
    if segment.negative in COUNTED and rng.random() < 0.4:
        text = _other_digits(text, rng)
    if entity == "PERSON" and rename is not None:
        text = re.sub(r"[A-Za-z]+", lambda match: rename(match[0]), text)
    if entity and entity not in WORDY | {"ADDRESS"}:
        if form < 0.15:
            text = _in_words(text, rng)
        elif form < 0.3:
            text = _in_digits(text.split(" "), rng.random() < 0.6)
    return text


class _Renamer:
    """Gives people other names, the same one wherever a name is said."""

    def __init__(self, rng: random.Random) -> None:
        self._rng, self._known = rng, dict[str, str]()

    def __call__(self, word: str) -> str:
        name = word.lower()
        if name not in self._known:
            other = name
            if len(name) > 2 and name in FIRST:
                other = self._rng.choice(_GIVEN)
            elif len(name) > 2 and name in SURNAMES and name not in WORDS:
                other = self._rng.choice(_SURNAMES)
            self._known[name] = other
        return word if self._known[name] == name else _cased(word, self._known[name])


def _cased(like: str, word: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word.capitalize() if like[0].isupper() else word


def _other_digits(text: str, rng: random.Random) -> str:
    def other(match: re.Match[str]) -> str:
        word = match[0]
        if word.isdigit():
            first = word[0] if word[0] == "0" else rng.choice("123456789")
            return first + "".join(rng.choice("0123456789") for _ in word[1:])
        for words in (ONES[1:], TEENS, TENS):
            if word.lower() in words:
                return _cased(word, rng.choice(words))
        return word

    return re.sub(r"\d+|[A-Za-z]+", other, text)


def _in_words(text: str, rng: random.Random) -> str:
    if re.search(r"[@$.:/]", text) or not re.search(r"\d", text):
        return text
    zero = rng.choice(["zero", "oh"])
    spaced = re.sub(r"\d", lambda m: f" {zero if m[0] == '0' else ONES[int(m[0])]} ", text)
    return " ".join(spaced.split())


def _in_digits(words: Iterable[str], joined: bool) -> str:
    result: list[str] = []
    for word in words:
        bare = word.strip(",.-").lower()
        digit = "0" if bare == "oh" else str(ONES.index(bare)) if bare in ONES else ""
        if digit and joined and result and result[-1].isdigit() and len(result[-1]) < 4:
            result[-1] += digit
        else:
            result.append(digit or word)
    return " ".join(result)


def _noisy(text: str, ordinary: bool, rng: random.Random) -> str:
    words = text.split(" ")
    words = [word for word in words if len(words) < 3 or rng.random() > 0.02]
    if ordinary and rng.random() < 0.06:
        words.insert(rng.randrange(len(words) + 1), rng.choice(_FILLERS))
    return " ".join(words)


def _plain(text: str) -> str:
    if re.search(r"[@/$]|\d[.,:]\d", text):
        return text.lower()
    return re.sub(r"[,?!]|[.](?=\s|$)", "", text).lower()


def draws(count: int, rng: random.Random) -> Sequence[Change]:
    """As it is, without capitals, then at random."""
    chances = [
        Change(
            plain=rng.random() < 0.4, values=True, noise=rng.random() < 0.3,
            removed=rng.random() < 0.25, asides=rng.random() < 0.6,
            nobody=rng.random() < 0.15,
        )
        for _ in range(count - 2)
    ]  # fmt: skip
    return [Change(), Change(plain=True), *chances][:count]
