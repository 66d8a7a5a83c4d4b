"""From a script to sound: lines are spoken one after the other on the channel of their speaker.

The times of words, turns and personal data are read off while the lines are placed.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callsight.synthesize import sounds
from callsight.synthesize.channel import mixed, telephone
from callsight.synthesize.phrases import Piece, display
from callsight.synthesize.script import Line, Script
from callsight.synthesize.truth import Role, TruePii, TrueTurn, TrueWord
from callsight.synthesize.voices import RATE, Voice

CHANNEL: Final[dict[Role, int]] = {"agent": 0, "customer": 1}
NODS: Final = ("Okay.", "Mm hmm.", "Right.", "Yes.", "I see.")
"""Back-channels that fit anywhere."""


@dataclass
class Tape:
    """Two channels that grow while the call goes on."""

    voices: dict[Role, Voice]
    stretch: dict[Role, float]
    rng: random.Random
    placed: list[tuple[int, int, NDArray[np.float32]]] = field(default_factory=list)
    """Channel, first sample, samples."""
    turns: list[TrueTurn] = field(default_factory=list)
    pii: list[TruePii] = field(default_factory=list)
    now: float = 0.0
    """End of what was said last."""

    def put(self, channel: int, at: float, sound: NDArray[np.float32]) -> None:
        """Places a sound at a time in seconds."""
        self.placed.append((channel, int(at * RATE), sound))

    def speak(self, line: Line, at: float) -> float:
        """Says a line sentence by sentence; returns where it ends."""
        channel, voice = CHANNEL[line.speaker], self.voices[line.speaker]
        base = [word for piece in line.pieces for word in piece.words]
        times: list[tuple[float, float]] = []
        end = at
        for sentence in sentences(base):
            begin = end if not times else end + self.rng.uniform(0.1, 0.35)
            speech = voice.say(sentence, self.stretch[line.speaker] * self.rng.uniform(0.97, 1.04))
            self.put(channel, begin, speech.samples)
            times += [(begin + a, begin + b) for a, b in speech.words]
            end = begin + len(speech.samples) / RATE
        self._record(line, base, times)
        return end

    def _record(self, line: Line, base: list[str], times: list[tuple[float, float]]) -> None:
        shown = display(base)
        words = tuple(
            TrueWord(word, round(a, 3), round(b, 3))
            for word, (a, b) in zip(shown, times, strict=True)
        )
        written = " ".join(piece.written for piece in line.pieces)
        self.pii += mentions(line.pieces, words, len(self.turns))
        turn = TrueTurn(
            speaker=line.speaker,
            channel=CHANNEL[line.speaker],
            start=words[0].start,
            end=words[-1].end,
            text=written[0].upper() + written[1:],
            spoken=" ".join(shown),
            words=words,
            voice=self.voices[line.speaker].name,
        )
        self.turns.append(turn)

    def perform(self, line: Line) -> None:
        """Places a line after what was said before, with its pause or hold."""
        if line.hold:
            if self.rng.random() < 0.6:
                self.put(0, self.now + 0.5, sounds.music(self.rng, line.hold - 0.8) * 0.12)
            self.now += line.hold
        start = max(0.1, self.now + line.pause)
        end = self.speak(line, start)
        if end - start > 5 and self.rng.random() < 0.3:
            self._nod("customer" if line.speaker == "agent" else "agent", start, end)
        self.now = max(self.now, end)

    def _nod(self, listener: Role, start: float, end: float) -> None:
        words = tuple(
            Piece((word.lower() if word != "I" else word,), word)
            for word in self.rng.choice(NODS).split()
        )
        self.speak(Line(listener, words, over=True), self.rng.uniform(start + 1.5, end - 1.0))

    def audio(self) -> NDArray[np.float32]:
        """Both channels, before the telephone line."""
        length = max(first + len(sound) for _, first, sound in self.placed) + int(0.4 * RATE)
        out = np.zeros((2, length), np.float32)
        for channel, first, sound in self.placed:
            out[channel, first : first + len(sound)] += sound
        return out


def sentences(words: list[str]) -> Iterator[list[str]]:
    """Splits words after a full stop or question mark."""
    first = 0
    for position, word in enumerate(words, start=1):
        if word[-1] in ".?!" or position == len(words):
            yield words[first:position]
            first = position


def mentions(pieces: tuple[Piece, ...], words: tuple[TrueWord, ...], turn: int) -> list[TruePii]:
    """Where a turn says personal data, in characters of the spoken text and in seconds."""
    found, first, at = [], 0, 0
    for piece in pieces:
        mine = words[first : first + len(piece.words)]
        text = " ".join(word.text for word in mine)
        if piece.entity:
            bare = re.sub(r"[.,?!]+$", "", text)
            span = (at, at + len(bare), mine[0].start, mine[-1].end)
            found.append(TruePii(piece.entity, turn, *span, piece.value, piece.form))
        first, at = first + len(piece.words), at + len(text) + 1
    return found


def perform(script: Script, voices: dict[Role, Voice], rng: random.Random) -> Tape:
    """Speaks a whole script."""
    stretch: dict[Role, float] = {role: rng.uniform(0.94, 1.08) for role in ("agent", "customer")}
    tape = Tape(voices, stretch, rng)
    if rng.random() < 0.2:
        seconds = rng.uniform(1.5, 3.5)
        tape.put(0, 0.0, sounds.ring(seconds) * 0.15)
        tape.now = seconds
    for line in script.lines:
        tape.perform(line)
    order = sorted(range(len(tape.turns)), key=lambda i: tape.turns[i].start)
    place = {old: new for new, old in enumerate(order)}
    tape.turns = [tape.turns[i] for i in order]
    tape.pii = sorted(
        (TruePii(**{**vars(item), "turn": place[item.turn]}) for item in tape.pii),
        key=lambda item: (item.turn, item.start),
    )
    return tape


def recorded(
    tape: Tape,
    rng: random.Random,
    mono: bool,
    level: tuple[float, float],
    hiss: tuple[float, float],
) -> NDArray[np.float32]:
    """The recording: `[samples]` in mono, `[samples, 2]` in stereo."""
    lines = [
        telephone(speech, rng.uniform(*level), rng.uniform(*hiss), rng.getrandbits(32))
        for speech in tape.audio()
    ]
    both = np.stack(lines)
    return mixed(both) if mono else both.T
