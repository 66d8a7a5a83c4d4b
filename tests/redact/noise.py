"""Recognition errors, as they happen: words misheard, swapped, merged, split and lost."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

ONES: Final = "zero one two three four five six seven eight nine".split()
TEENS: Final = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)
TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
MISHEARD: Final = {
    "zero": ["hero", "zeros", "0"], "oh": ["o", "owe", "all"], "one": ["won", "first", "want", "1"],
    "two": ["to", "too", "second", "2"], "three": ["tree", "free", "third", "3"],
    "four": ["for", "fourth", "forth", "fore"], "five": ["fifth", "hive", "fine"],
    "six": ["sixth", "sicks", "sex"], "seven": ["seventh", "sever", "heaven"],
    "eight": ["ate", "eighth", "hate"], "nine": ["ninth", "mine", "line"],
    "ten": ["tenth", "den", "then"], "eleven": ["eleventh", "a leaven"], "twelve": ["twelfth", "twelves"],
    "thirteen": ["thirteenth", "thirty"], "fourteen": ["fourteenth", "forty"],
    "fifteen": ["fifteenth", "fifty"], "sixteen": ["sixteenth", "sixty"],
    "seventeen": ["seventeenth", "seventy"], "eighteen": ["eighteenth", "eighty"],
    "nineteen": ["nineteenth", "ninety"], "twenty": ["twentieth", "plenty"],
    "thirty": ["thirtieth", "thirteen", "dirty"], "forty": ["fort ye", "fourteen", "forte"],
    "fifty": ["fiftieth", "fifteen", "fifties"], "sixty": ["sixteen", "sixtieth", "sixty's"],
    "seventy": ["seventeen", "seventieth"], "eighty": ["eighteen", "a tea", "eighties"],
    "ninety": ["nineteen", "ninetieth", "nineties"], "double": ["trouble", "doubled"],
    "triple": ["ripple"],
}  # fmt: skip
"""What recognizers write for a number word."""
ORDINARY: Final = (
    "the going car meet really this about some there please thing maybe good over house sort call "
    "were them told city time right never water other under"
).split()


@dataclass(frozen=True)
class Heard:
    """One word as recognized; `said` are the positions of the words that it stands for."""

    text: str
    said: tuple[int, ...]


def digits_in(word: str) -> int:
    """How many digits a word of a value says, misheard forms included; 0 for other words."""
    bare = word.lower().strip(".,?!-")
    if bare.isdigit():
        return len(bare)
    for known, size in ((ONES, 1), (["oh"], 1), (TEENS, 2), (TENS, 2)):
        for name in known:
            if bare == name or bare in MISHEARD.get(name, ()):
                return size
    return 0


def hear(words: Sequence[str], places: Sequence[int], rng: random.Random) -> list[Heard]:
    """The words with one recognition error at each of `places`."""
    heard = [Heard(word, (i,)) for i, word in enumerate(words)]
    for place in sorted(places, reverse=True):
        word, mark = words[place].rstrip(".,?!"), words[place][len(words[place].rstrip(".,?!")) :]
        kind = rng.random()
        options = MISHEARD.get(word.lower(), [])
        if kind < 0.6 and options:
            parts = rng.choice(options).split()
            heard[place : place + 1] = [
                Heard(part + mark * (k + 1 == len(parts)), (place,))
                for k, part in enumerate(parts)
            ]  # fmt: skip
        elif kind < 0.72 and place + 1 < len(heard) and not mark:
            following = heard[place + 1]
            merged = Heard(word + following.text, (place, *following.said))
            heard[place : place + 2] = [merged]
        elif kind < 0.85:
            heard[place] = Heard(rng.choice(ORDINARY) + mark, (place,))
        else:
            del heard[place]
    return heard


def noisy(
    words: Sequence[str], rng: random.Random, swapped: float = 0.1, lost: float = 0.05
) -> list[Heard]:
    """The words with shares of them swapped for others and lost."""
    heard = []
    for i, word in enumerate(words):
        chance = rng.random()
        if chance < lost:
            continue
        if chance < lost + swapped:
            bare = word.lower().strip(".,?!")
            options = MISHEARD.get(bare, []) if rng.random() < 0.5 else []
            mark = word[len(word.rstrip(".,?!")) :]
            heard += [Heard(t + mark, (i,)) for t in rng.choice(options or ORDINARY).split()]
        else:
            heard.append(Heard(word, (i,)))
    return heard
