"""Words of truth and transcript on the same footing, and their alignment.

Reference and transcript are compared channel by channel, in order of time, whatever the turns are:
so a pause that divides a turn, or a turn given to the wrong speaker, is not a recognition error.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from callsight.calls import Speaker, Transcript, Turn
from callsight.synthesize.truth import GroundTruth, TruePii

if TYPE_CHECKING:
    from whisper.normalizers import EnglishTextNormalizer

Pair = tuple[int | None, int | None]
_MARK = "zzmark"
"""Stands where the speaker or the kind of word changes; the normalizer leaves it alone."""


@dataclass(frozen=True)
class Said:
    """One word that was spoken or recognized."""

    text: str
    start: float
    """Seconds."""
    end: float
    """Seconds."""
    speaker: Speaker
    channel: int
    mention: int | None = None
    """Index into `GroundTruth.pii` for a word of personal data."""
    name: bool = False
    """Whether it belongs to the name of a person."""


@dataclass(frozen=True)
class Token:
    """One word after normalization."""

    text: str
    speaker: Speaker
    name: bool


def spoken(truth: GroundTruth) -> list[Said]:
    """All words of the reference, turn by turn."""
    mentions: dict[int, list[tuple[int, TruePii]]] = {}
    for index, mention in enumerate(truth.pii):
        mentions.setdefault(mention.turn, []).append((index, mention))
    words = []
    for number, turn in enumerate(truth.turns):
        position = 0
        for word in turn.words:
            first, position = position, position + len(word.text) + 1
            inside = [
                item
                for item in mentions.get(number, ())
                if first < item[1].end and position - 1 > item[1].start
            ]
            said = Said(word.text, word.start, word.end, turn.speaker, turn.channel)
            for index, mention in inside[:1]:
                said = replace(said, mention=index, name=mention.entity == "PERSON")
            words.append(said)
    return words


def heard(transcript: Transcript) -> list[Said]:
    """All words of a transcript, turn by turn."""
    return [word for turn in transcript.turns for word in _words_of(turn)]


def _words_of(turn: Turn) -> Iterator[Said]:
    """The words between spaces; without word times they share the seconds of their turn evenly."""
    if turn.words:
        yield from _between_spaces(turn)
        return
    texts = re.findall(r"\[[^\]]*\]\S*|\S+", turn.text)  # a placeholder is one word
    step = (turn.end - turn.start) / max(len(texts), 1)
    edges = [turn.start + step * i for i in range(len(texts) + 1)]
    for text, (start, end) in zip(texts, pairwise(edges), strict=True):
        yield Said(text, start, end, turn.speaker, turn.channel)


def _between_spaces(turn: Turn) -> Iterator[Said]:
    """A recognizer's word may be a piece of one, such as the ".com" of "example.com"."""
    said: Said | None = None
    position = 0
    for word in turn.words:
        found = turn.text.find(word.text, position)
        attached = found > 0 and not turn.text[found - 1].isspace()
        position = position if found < 0 else found + len(word.text)
        if said and attached:
            said = replace(said, text=said.text + word.text, end=word.end)
            continue
        if said:
            yield said
        said = Said(word.text, word.start, word.end, turn.speaker, turn.channel)
    if said:
        yield said


def by_channel(words: Iterable[Said]) -> dict[int, list[Said]]:
    """Channel to its words in order of time."""
    channels: dict[int, list[Said]] = {}
    for word in sorted(words, key=lambda word: (word.start, word.end)):
        channels.setdefault(word.channel, []).append(word)
    return channels


def channel_pairs(
    reference: Iterable[Said], hypothesis: Iterable[Said]
) -> Iterator[tuple[list[Said], list[Said]]]:
    """Reference and recognized words of each channel that has any."""
    true, given = by_channel(reference), by_channel(hypothesis)
    for channel in sorted(true.keys() | given.keys()):
        yield true.get(channel, []), given.get(channel, [])


def tokens(words: Sequence[Said]) -> list[Token]:
    """Words after Whisper's English normalizer, each knowing whose it is."""
    pieces: list[str] = []
    owners: list[Said] = []
    for word in words:
        if not owners or (word.speaker, word.name) != (owners[-1].speaker, owners[-1].name):
            owners.append(word)
            pieces.append(_MARK)
        pieces.append(word.text)
    found: list[Token] = []
    number = -1
    for text in normalizer()(" ".join(pieces)).split():
        if text == _MARK:
            number += 1
        else:
            found.append(Token(text, owners[number].speaker, owners[number].name))
    return found


def single_digits(found: Sequence[Token]) -> list[str]:
    """The texts of tokens with every digit on its own: `4111` becomes four entries."""
    return [
        part for token in found for part in re.findall(r"\d|[^\W\d]+", token.text) or [token.text]
    ]


def digits_said(words: Iterable[str]) -> str:
    """All digits in words as spoken or written: "double four, 12" becomes `4412`."""
    text = re.sub(r"[^\w\s]", " ", " ".join(words).lower())
    return "".join(re.findall(r"\d", normalizer().standardize_numbers(text)))


def bare(text: str) -> str:
    """A word without case and punctuation."""
    return re.sub(r"[^\w']+", "", text.lower())


def align(reference: Sequence[str], hypothesis: Sequence[str]) -> list[Pair]:
    """Pairs of positions by least edits; None where one side has no counterpart."""
    import jiwer

    result = jiwer.process_words(" ".join(reference), " ".join(hypothesis))
    pairs: list[Pair] = []
    for chunk in result.alignments[0]:
        true = range(chunk.ref_start_idx, chunk.ref_end_idx)
        given = range(chunk.hyp_start_idx, chunk.hyp_end_idx)
        if chunk.type == "delete":
            pairs += [(i, None) for i in true]
        elif chunk.type == "insert":
            pairs += [(None, j) for j in given]
        else:
            pairs += zip(true, given, strict=True)
    return pairs


def equal_words(reference: Sequence[Said], hypothesis: Sequence[Said]) -> list[tuple[Said, Said]]:
    """Words of one channel that were recognized as they were spoken, each beside another such.

    A word alone between errors may be aligned with its namesake seconds away, so it says nothing
    about times.
    """
    true = [word for word in reference if bare(word.text)]
    given = [word for word in hypothesis if bare(word.text)]
    pairs = align([bare(word.text) for word in true], [bare(word.text) for word in given])
    equal = [
        (true[i], given[j])
        if i is not None and j is not None and bare(true[i].text) == bare(given[j].text)
        else None
        for i, j in pairs
    ]
    around = zip([None, *equal], equal, [*equal[1:], None], strict=False)
    return [pair for before, pair, after in around if pair and (before or after)]


@functools.cache
def normalizer() -> EnglishTextNormalizer:
    """Whisper's English text normalizer: numbers to digits, contractions, spelling."""
    from whisper.normalizers import EnglishTextNormalizer

    return EnglishTextNormalizer()
