"""Misheard numbers: whether much of a value is left standing beside what was found of it.

PYTHONPATH=functions python -m tests.redact.fuzz [--cases 2000] [--seed 1] [--show 20]
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from callsight.errors import CallError
from callsight.options import RedactOptions
from callsight.redact import DialogRedactor
from tests.redact.generate_dialogs import said
from tests.redact.noise import digits_in, hear

FORMS = ("single", "oh", "pairs", "double", "mixed")
KINDS = {
    "card": (16, [4, 4, 4, 4], "card number", ("Agent: What is the card number?\nCustomer: It's {}.",
        "Customer: The card number is {}.", "Customer: My card is {}, can you charge that?",
        "Agent: Card number please.\nCustomer: {}\nAgent: okay\nCustomer: {}")),
    "phone": (10, [3, 3, 4], "phone", ("Agent: What number can I reach you at?\nCustomer: Sure, {}.",
        "Customer: Call me back at {} please.", "Customer: my phone number is {} and I am at home")),
    "ssn": (9, [3, 2, 4], "social", ("Agent: And your social?\nCustomer: {}.",
        "Customer: My social security number is {}.", "Agent: social security number\nCustomer: {}\nAgent: mhm\nCustomer: {}")),
    "account": (9, [3, 3, 3], "account", ("Agent: Account number?\nCustomer: Yes, it's {}.",
        "Customer: I'm calling about account number {} again.", "Agent: Can I get the account number\nCustomer: {}")),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A dialog with a misheard value: where its words are."""

    text: str
    words: list[tuple[int, int]]
    """Characters of the words of the value."""


def spoken(rng: random.Random, digits: str, sizes: list[int]) -> list[str]:
    """The words of a number, in groups with commas or without."""
    if rng.random() < 0.5:
        tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
        words: list[str] = []
        for at in range(0, len(digits) - len(digits) % 2, 2):
            pair = digits[at : at + 2]
            words += said(rng, pair, "single").split() if pair[0] in "01" else [tens[int(pair[0]) - 2]] + (
                said(rng, pair[1], "single").split() if pair[1] != "0" else []
            )  # fmt: skip
        if len(digits) % 2:
            words += said(rng, digits[-1], "single").split()
        return words
    groups, at = [], 0
    for size in sizes:
        groups.append(said(rng, digits[at : at + size], rng.choice(("single", "oh", "double"))))
        at += size
    return (", " if rng.random() < 0.5 else " ").join(groups).split()


def cases(count: int, seed: int) -> Iterator[Case]:
    """Dialogs with one value each, in which one to three words of it are misheard."""
    rng = random.Random(seed)
    for _ in range(count):
        size, sizes, _, carriers = KINDS[rng.choice(list(KINDS))]
        digits = str(rng.randint(2, 9)) + "".join(rng.choices("0123456789", k=size - 1))
        words = spoken(rng, digits, sizes)
        places = rng.sample(range(len(words)), min(rng.randint(1, 3), len(words)))
        heard = [each.text for each in hear(words, places, rng)]
        carrier = rng.choice(carriers)
        parts = carrier.split("{}")
        cut = len(heard) // 2 if len(parts) > 2 else len(heard)
        text, spans = parts[0], []
        for group, after in zip((heard[:cut], heard[cut:]), parts[1:], strict=False):
            for k, word in enumerate(group):
                text += " " * (k > 0)
                spans.append((len(text), len(text) + len(word)))
                text += word
            text += after
        yield Case(text, spans)


def left(case: Case, redactor: DialogRedactor) -> tuple[int, str] | None:
    """Digits said in the longest stretch of the value left standing, and the text; None: withheld."""
    try:
        result = redactor(case.text)
    except CallError:
        return None
    gone = {i for f in result.findings for i in range(f.start, f.end)}
    longest = run = 0
    for start, end in case.words:
        word = re.sub(r"\W+$", "", case.text[start:end])
        if start in gone or not word:
            run = 0
        else:
            run += digits_in(word)
            longest = max(longest, run)
    return longest, result.text


def main() -> None:
    """Print how much of the values is left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    redactor = DialogRedactor(RedactOptions())
    counts: dict[str, int] = {}
    for case in cases(options.cases, options.seed):
        result = left(case, redactor)
        key = (
            "withheld"
            if result is None
            else f"{min(result[0], 3)}{'+' * (result[0] > 2)} digits left"
        )
        counts[key] = counts.get(key, 0) + 1
        if result and result[0] >= 2 and options.show > 0:
            options.show -= 1
            print(
                result[0], "|", case.text.replace("\n", " / "), "=>", result[1].replace("\n", " / ")
            )
    print({key: round(count / options.cases, 4) for key, count in sorted(counts.items())})


if __name__ == "__main__":
    main()
