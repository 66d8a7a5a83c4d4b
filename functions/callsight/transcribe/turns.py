"""From words to turns: per voice, divided by pauses and by the other side, overlaps kept."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from callsight.calls import Speaker, Turn, Word

PAUSE: Final = 1.0
"""Seconds of silence that end a turn."""


Source: TypeAlias = tuple[int, int]
"""A voice of the recording: its channel, and its number on that channel."""


@dataclass(frozen=True)
class HeardWord:
    """A word on the clock of the recording, with what its turn needs to know."""

    word: Word
    channel: int
    voice: int = 0
    """Which voice of the channel, from 0."""
    spaced: bool = True
    """Whether a space separates it from the word before."""
    flags: tuple[str, ...] = ()
    """Doubts about the chunk that it comes from."""

    @property
    def source(self) -> Source:
        """Whose word it is."""
        return self.channel, self.voice


def build_turns(words: Sequence[HeardWord], speakers: Mapping[Source, Speaker]) -> tuple[Turn, ...]:
    """Turns of all voices in order of start.

    A voice's words are divided where it is silent for more than a second, and where another one
    speaks (the middle of one of its words) between two words. `words` are in order within each
    channel.
    """
    turns = []
    for source in sorted({heard.source for heard in words}):
        own = [heard for heard in words if heard.source == source]
        others = sorted(
            (heard.word.start + heard.word.end) / 2 for heard in words if heard.source != source
        )
        speaker = speakers.get(source, "unknown")
        turns += [_turn(group, speaker) for group in _groups(own, others)]
    turns.sort(key=lambda turn: (turn.start, turn.channel))
    return tuple(replace(turn, index=index) for index, turn in enumerate(turns))


def _groups(own: Sequence[HeardWord], others: Sequence[float]) -> Iterator[list[HeardWord]]:
    group = [own[0]]
    for before, after in itertools.pairwise(own):
        end, start = before.word.end, after.word.start
        interrupted = bisect.bisect_right(others, end) < bisect.bisect_left(others, start)
        if start - end > PAUSE or interrupted:
            yield group
            group = []
        group.append(after)
    yield group


def _turn(group: Sequence[HeardWord], speaker: Speaker) -> Turn:
    words = tuple(heard.word for heard in group)
    text = "".join((" " if heard.spaced else "") + heard.word.text for heard in group).strip()
    sure = [word.confidence for word in words if word.confidence is not None]
    return Turn(
        index=0,
        speaker=speaker,
        channel=group[0].channel,
        voice=group[0].voice,
        start=words[0].start,
        end=max(word.end for word in words),
        text=text,
        words=words,
        confidence=round(sum(sure) / len(sure), 4) if sure else None,
        flags=tuple(sorted({flag for heard in group for flag in heard.flags})),
    )
