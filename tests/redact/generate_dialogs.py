"""Writes the generated part of the spoken-PII test set: invented dialogs with the places of values.

It shares no code with the recognizers and none with `callsight.synthesize`. The sentences of the two
splits are different ones (`BANKS`), as are their seeds, names, streets, and interjections.

    python -m tests.redact.generate_dialogs tests/data/spoken_pii
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from callsight.train.marked import MARK, read

ONES = "zero one two three four five six seven eight nine".split()
TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)  # fmt: skip
TENS = ". . twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
MONTHS = (
    "January February March April May June July August September October November December"
).split()
NATO = (
    "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliet Kilo Lima Mike November Oscar "
    "Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"
).split()
AS_IN = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "apple boy cat dog elephant frank george henry ice jack king larry mary nancy orange peter "
        "queen robert sam tom umbrella victor water xylophone yellow zebra".split(),
        strict=True,
    )
)


def under_hundred(n: int) -> str:
    if n < 10:
        return ONES[n]
    if n < 20:
        return TEENS[n - 10]
    return TENS[n // 10] + (f" {ONES[n % 10]}" if n % 10 else "")


def cardinal(n: int) -> str:
    if n < 100:
        return under_hundred(n)
    if n < 1000:
        rest = f" {under_hundred(n % 100)}" if n % 100 else ""
        return f"{ONES[n // 100]} hundred{rest}"
    rest = f" {cardinal(n % 1000)}" if n % 1000 else ""
    return f"{cardinal(n // 1000)} thousand{rest}"


def ordinal(n: int) -> str:
    if n <= 20:
        return ORDINALS[n - 1]
    return "thirtieth" if n == 30 else f"{TENS[n // 10]} {ORDINALS[n % 10 - 1]}"


def year_words(rng: random.Random, y: int) -> str:
    if 2000 <= y < 2010:
        return (
            f"two thousand {rng.choice(['and ', ''])}{ONES[y % 10]}" if y % 10 else "two thousand"
        )
    tail = under_hundred(y % 100) if y % 100 > 9 else f"oh {ONES[y % 100]}"
    return f"{under_hundred(y // 100)} {tail}"


def said(rng: random.Random, digits: str, form: str) -> str:
    """Digits as one of: words, oh, double, pairs, digits."""
    if form == "digits":
        return digits
    if form == "pairs" and len(digits) % 2 == 0:
        pairs = [digits[i : i + 2] for i in range(0, len(digits), 2)]
        return " ".join(
            under_hundred(int(p))
            if p[0] != "0"
            else f"{rng.choice(['oh', 'zero'])} {ONES[int(p[1])]}"
            for p in pairs
        )
    zero = "oh" if form == "oh" else "zero"
    word = [zero if d == "0" else ONES[int(d)] for d in digits]
    if form != "double":
        return " ".join(word)
    out, i = [], 0
    while i < len(digits):
        run = len(re.match(rf"{digits[i]}+", digits[i:])[0])  # type: ignore[index]
        size = min(run, 3)
        out.append({1: "", 2: "double ", 3: "triple "}[size] + word[i])
        i += size
    return " ".join(out)


def spell(rng: random.Random, letters: str, form: str) -> str:
    letters = letters.upper()
    if form == "nato":
        return " ".join(NATO[ord(c) - 65] for c in letters)
    if form == "as_in":
        marked = rng.sample(range(len(letters)), min(2, len(letters)))
        return " ".join(
            f"{c} {rng.choice(['as in', 'for', 'like'])} {AS_IN[c].title()}," if i in marked else c
            for i, c in enumerate(letters)
        ).rstrip(",")
    return (", " if form == "commas" else "-" if form == "hyphens" else " ").join(letters)


def luhn(rng: random.Random, prefix: str, size: int) -> str:
    body = prefix + "".join(rng.choice("0123456789") for _ in range(size - 1 - len(prefix)))
    for check in "0123456789":
        total = 0
        for i, d in enumerate(reversed(body + check)):
            n = int(d) * (1 + i % 2)
            total += n - 9 if n > 9 else n
        if total % 10 == 0:
            return body + check
    raise AssertionError


def iban(rng: random.Random) -> str:
    bban = "".join(rng.choice("0123456789") for _ in range(18))
    number = int(bban + "131400")
    return f"DE{98 - number % 97:02d}{bban}"


def digits_of(rng: random.Random, n: int, first: str = "123456789") -> str:
    return rng.choice(first) + "".join(rng.choice("0123456789") for _ in range(n - 1))


@dataclass
class Bank:
    """The sentences and words of one split."""

    seed: int
    first: list[str]
    last: list[str]
    streets: list[str]
    cities: list[tuple[str, str]]
    hosts: list[str]
    uh: list[str]
    mhm: list[str]
    ask: dict[str, list[str]]
    answer: dict[str, list[str]]
    bare: list[str]
    sorry: list[str]
    negatives: list[tuple[str, str]]
    opening: list[str]
    closing: list[str]
    readback: list[str] = field(default_factory=list)


Lines = list[tuple[str, str]]
"""Speaker and marked-up text: `{{ENTITY#group|what is said}}`, `{{-kind|a hard negative}}`."""


def group_digits(value: str, sizes: list[int]) -> list[str]:
    parts, at = [], 0
    for size in sizes:
        parts.append(value[at : at + size])
        at += size
    return [part for part in parts if part]


class Writer:
    """Writes the dialogs of one split."""

    def __init__(self, bank: Bank, count: int) -> None:
        self.bank, self.count = bank, count
        self.rng = random.Random(bank.seed)

    def dialogs(self, split: str) -> list[dict[str, Any]]:
        kinds = list(KINDS)
        result = []
        for index in range(self.count):
            chosen = [kinds[index % len(kinds)], *self.rng.sample(kinds, self.rng.randint(1, 2))]
            chosen = list(dict.fromkeys(chosen))
            lines: Lines = [("A", self.pick(self.bank.opening).replace("@", self.agent()))]
            for number, kind in enumerate(chosen):
                lines += self.negative()
                lines += KINDS[kind](self, f"{number}")
            lines += self.negative() + self.negative()
            lines.append(("A", self.pick(self.bank.closing)))
            style = self.rng.choice(["written", "written", "plain", "plain", "noisy"])
            result.append(
                record(f"{split}-{index:03d}", split, "generated", style, lines, self.rng)
            )
        return result

    def pick(self, options: list[Any]) -> Any:
        return self.rng.choice(options)

    def agent(self) -> str:
        return f"{{{{PERSON#agent|{self.pick(self.bank.first)}}}}}"

    def negative(self) -> Lines:
        who, text = self.pick(self.bank.negatives)
        return [(who, fill_negatives(self.rng, text))]

    def value(self, entity: str, group: str, parts: list[str], ask: str) -> Lines:
        """Question, then the value in one turn or in fragments, perhaps corrected or read back."""
        rng = self.rng
        form = rng.choice(["words", "words", "oh", "double", "pairs", "digits", "digits"])
        says = [said(rng, part, form) for part in parts]
        return self.spoken(entity, group, says, ask, form != "digits", parts) + self.read_back(
            entity, group, parts
        )

    def spoken(
        self, entity: str, group: str, says: list[str], ask: str, worded: bool, parts: list[str]
    ) -> Lines:
        rng, bank = self.rng, self.bank
        mark = f"{{{{{entity}#{group}|"
        lines: Lines = [("A", self.pick(bank.ask[ask]))]
        lead = self.pick(bank.answer[ask] + bank.bare)
        if worded and rng.random() < 0.12 and parts and says[-1].count(" ") >= 2:
            wrong = says[-1].split()
            slip = rng.choice([w for w in ONES[1:] if w != wrong[-1]])
            says = [
                *says[:-1],
                " ".join(wrong[:-1]) + f" {slip}, {self.pick(bank.sorry)}, {wrong[-1]}",
            ]
        if len(says) > 1 and rng.random() < 0.45:
            lines.append(("C", lead.replace("@", f"{mark}{says[0]}}}}}")))
            for part in says[1:]:
                lines.append(("A", self.pick(bank.mhm)))
                filler = rng.choice(["", "", f"{self.pick(bank.uh)}, "])
                lines.append(("C", f"{filler}{mark}{part}}}}}."))
            return lines
        joined = (", " if worded else rng.choice([" ", "-", " "])).join(says)
        if worded and rng.random() < 0.2 and ", " in joined:
            joined = joined.replace(", ", f", {self.pick(bank.uh)}, ", 1)
        lines.append(("C", lead.replace("@", f"{mark}{joined}}}}}")))
        return lines

    def read_back(self, entity: str, group: str, parts: list[str]) -> Lines:
        rng = self.rng
        if rng.random() > 0.3 or not parts:
            return []
        text = " ".join(said(rng, part, rng.choice(["words", "digits", "words"])) for part in parts)
        return [
            ("A", self.pick(self.bank.readback).replace("@", f"{{{{{entity}#{group}|{text}}}}}")),
            ("C", self.pick(["Yes.", "That's right.", "Correct.", "Yep."])),
        ]


def card(w: Writer, g: str) -> Lines:
    value = w.pick(
        [
            luhn(w.rng, "4", 16),
            luhn(w.rng, "53", 16),
            luhn(w.rng, "37", 15),
            luhn(w.rng, "6011", 16),
        ]
    )
    sizes = [4, 6, 5] if len(value) == 15 else [4, 4, 4, 4]
    lines = w.value("CREDIT_CARD", g, group_digits(value, sizes), "card")
    if w.rng.random() < 0.5:
        lines += expiry(w, g + "e")
    if w.rng.random() < 0.5:
        lines += cvv(w, g + "c")
    return lines


def expiry(w: Writer, g: str) -> Lines:
    month, year = w.rng.randint(1, 12), w.rng.randint(26, 34)
    text = w.pick(
        [
            f"{month:02d}/{year}",
            f"{MONTHS[month - 1]} {under_hundred(year)}",
            f"{MONTHS[month - 1]} twenty {under_hundred(year)}",
            f"{said(w.rng, f'{month:02d}', 'oh')} {under_hundred(year)}",
            f"{MONTHS[month - 1]} 20{year}",
            f"{ONES[month] if month < 10 else under_hundred(month)} {said(w.rng, str(year), 'words')}",
        ]
    )
    return w.spoken("CARD_EXPIRY", g, [text], "expiry", False, [])


def cvv(w: Writer, g: str) -> Lines:
    return w.value("CVV", g, [digits_of(w.rng, 3, "0123456789")], "cvv")


def phone(w: Writer, g: str) -> Lines:
    value = digits_of(w.rng, 3, "23456789") + digits_of(w.rng, 3, "23456789") + digits_of(w.rng, 4)
    return w.value("PHONE_NUMBER", g, group_digits(value, [3, 3, 4]), "phone")


def ssn(w: Writer, g: str) -> Lines:
    value = digits_of(w.rng, 3, "12345") + digits_of(w.rng, 2) + digits_of(w.rng, 4)
    if w.rng.random() < 0.3:
        return w.value("US_SSN", g, [value[-4:]], "ssn4")
    return w.value("US_SSN", g, group_digits(value, [3, 2, 4]), "ssn")


def account(w: Writer, g: str) -> Lines:
    size = w.rng.randint(7, 11)
    value = digits_of(w.rng, size)
    return w.value("ACCOUNT_NUMBER", g, group_digits(value, [4, size - 4]), "account")


def pin(w: Writer, g: str) -> Lines:
    return w.value("PIN", g, [digits_of(w.rng, 4, "0123456789")], "pin")


def order(w: Writer, g: str) -> Lines:
    rng = w.rng
    letters = "".join(rng.sample("ABCDEFGHJKLMNPQRSTUVWXYZ", rng.choice([1, 2, 2, 3])))
    number = digits_of(rng, rng.randint(4, 7))
    form = rng.choice(["words", "double", "digits", "oh"])
    if form == "digits":
        text = letters + rng.choice(["", "-", " "]) + number
        return w.spoken("ID_NUMBER", g, [text], "order", False, [])
    spelled = spell(rng, letters, rng.choice(["plain", "as_in", "nato"]))
    return w.spoken("ID_NUMBER", g, [spelled, said(rng, number, form)], "order", True, [number])


def bank_iban(w: Writer, g: str) -> Lines:
    value, rng = iban(w.rng), w.rng
    if rng.random() < 0.5:
        text = " ".join(value[i : i + 4] for i in range(0, len(value), 4))
        return w.spoken("IBAN_CODE", g, [text], "iban", False, [])
    parts = [f"D E {said(rng, value[2:4], 'words')}"]
    parts += [said(rng, value[i : i + 4], rng.choice(["words", "oh"])) for i in range(4, 22, 4)]
    return w.spoken("IBAN_CODE", g, parts, "iban", True, [value[-2:]])


def birth(w: Writer, g: str) -> Lines:
    rng = w.rng
    month, day, year = rng.randint(1, 12), rng.randint(1, 28), rng.randint(1942, 2006)
    text = rng.choice(
        [
            f"{MONTHS[month - 1]} {ordinal(day)}, {year_words(rng, year)}",
            f"{MONTHS[month - 1]} {ordinal(day)} {year_words(rng, year)}",
            f"the {ordinal(day)} of {MONTHS[month - 1]} {year_words(rng, year)}",
            f"{MONTHS[month - 1]} {day}, {year}",
            f"{month}/{day}/{year}",
            f"{month:02d}-{day:02d}-{year}",
            f"{cardinal(month)}, {cardinal(day)}, {year_words(rng, year)}",
            f"{said(rng, f'{month:02d}', 'oh')} {under_hundred(day)} {under_hundred(year % 100)}"
            if year % 100 > 9
            else f"{MONTHS[month - 1]} {ordinal(day)} {year_words(rng, year)}",
        ]
    )
    return w.spoken("DATE_OF_BIRTH", g, [text], "birth", False, [])


def email(w: Writer, g: str) -> Lines:
    rng = w.rng
    first, last = w.pick(w.bank.first).lower(), w.pick(w.bank.last).lower()
    host, tld = w.pick(w.bank.hosts), rng.choice(["com", "com", "net", "org", "co.uk"])
    joint = rng.choice([".", "_", "", "-"])
    number = rng.choice(["", "", digits_of(rng, 2)])
    form = rng.choice(["written", "spoken", "spoken", "initial", "spelled"])
    said_tld = tld.replace(".", " dot ")
    joints = {".": " dot ", "_": " underscore ", "": " ", "-": " dash "}
    tail = f" {said(rng, number, rng.choice(['words', 'pairs', 'digits']))}" if number else ""
    if form == "written":
        text = f"{first}{joint}{last}{number}@{host}.{tld}"
    elif form == "initial":
        text = f"{first[0].upper()}{joints['.']}{last}{tail} at {host} dot {said_tld}"
    elif form == "spelled":
        text = f"{spell(rng, last, rng.choice(['plain', 'commas', 'hyphens']))}{tail} at {host} dot {said_tld}"
    else:
        text = f"{first}{joints[joint]}{last}{tail} at {host} dot {said_tld}"
    if form == "spoken" and rng.random() < 0.25:
        head, rest = text.split(" at ")
        return w.spoken("EMAIL_ADDRESS", g, [head, f"at {rest}"], "email", False, [])
    return w.spoken("EMAIL_ADDRESS", g, [text], "email", False, [])


def name(w: Writer, g: str) -> Lines:
    first, last = w.pick(w.bank.first), w.pick(w.bank.last)
    lines = w.spoken("PERSON", g, [f"{first} {last}"], "name", False, [])
    if w.rng.random() < 0.5:
        spelled = spell(w.rng, last, w.rng.choice(["plain", "hyphens", "as_in", "nato", "commas"]))
        lines += w.spoken("PERSON", g, [spelled], "spell", False, [])
    if w.rng.random() < 0.6:
        thanks = w.pick(["Thank you, {{PERSON#%s|%s}}.", "Perfect, thanks {{PERSON#%s|%s}}."])
        lines.append(("A", thanks % (g, first)))
    return lines


def address(w: Writer, g: str) -> Lines:
    rng = w.rng
    number, (city, state) = rng.randint(2, 9899), w.pick(w.bank.cities)
    house = rng.choice(
        [str(number), cardinal(number) if number < 1000 else said(rng, f"{number:04d}", "pairs")]
    )
    street = f"{w.pick(w.bank.streets)} {rng.choice('Street Avenue Road Drive Lane Court'.split())}"
    code = digits_of(rng, 5)
    text = f"{house} {street}"
    if rng.random() < 0.3:
        text += f", apartment {rng.choice([str(rng.randint(1, 40)), under_hundred(rng.randint(2, 40))])}"
    if rng.random() < 0.7:
        text += f", {city}, {state}"
        if rng.random() < 0.7:
            text += f" {rng.choice([code, said(rng, code, 'words')])}"
    return w.spoken("ADDRESS", g, [text], "address", False, [])


def age(w: Writer, g: str) -> Lines:
    number = w.rng.randint(18, 89)
    text = w.rng.choice([str(number), under_hundred(number)])
    return w.spoken("AGE", g, [text], "age", False, [])


KINDS: dict[str, Callable[[Writer, str], Lines]] = {
    "card": card, "phone": phone, "ssn": ssn, "account": account, "pin": pin, "order": order,
    "iban": bank_iban, "birth": birth, "email": email, "name": name, "address": address, "age": age,
    "cvv": cvv, "card2": card, "expiry": expiry, "email2": email,
}  # fmt: skip


def fill_negatives(rng: random.Random, text: str) -> str:
    """Slots of hard negatives, each in words or digits."""
    amount, cents = rng.randint(3, 980), rng.choice([20, 50, 99, 45])
    hour = rng.randint(1, 12)
    spoken = rng.random() < 0.5
    slots = {
        "amount": rng.choice([f"{cardinal(amount)} dollars", f"{cardinal(amount)} dollars and {cardinal(cents)} cents"])
        if spoken else rng.choice([f"${amount}", f"${amount}.{cents}", f"${amount + 1000:,}"]),
        "short": f"{under_hundred(rng.randint(21, 99))} {under_hundred(cents)}",
        "time": rng.choice([f"{cardinal(hour)} p m", f"{cardinal(hour)} thirty", f"{cardinal(hour)} o'clock"])
        if spoken else rng.choice([f"{hour} p.m.", f"{hour}:30", f"{hour}:15 AM"]),
        "duration": f"{cardinal(rng.randint(2, 48)) if spoken else rng.randint(2, 48)} "
        + rng.choice(["minutes", "hours", "days", "weeks", "months", "business days"]),
        "count": f"{cardinal(rng.randint(2, 12)) if spoken else rng.randint(2, 12)} "
        + rng.choice(["times", "people", "lines", "devices", "boxes", "tickets"]),
        "year": year_words(rng, rng.randint(2011, 2024)) if spoken else str(rng.randint(2011, 2024)),
        "percent": f"{cardinal(rng.randint(5, 60)) if spoken else rng.randint(5, 60)} percent",
        "date": f"{rng.choice(MONTHS)} {ordinal(rng.randint(1, 28))}" if spoken
        else f"{rng.choice(MONTHS)} {rng.randint(1, 28)}",
        "ordinal": rng.choice(ORDINALS[:6]),
        "speed": f"{rng.choice([100, 300, 500])} megabits" if not spoken else "five hundred megabits",
    }  # fmt: skip
    return re.sub(r"<(\w+)>", lambda m: f"{{{{-{m[1]}|{slots[m[1]]}}}}}", text)


HOMOPHONES = {"four": "for", "two": "to", "eight": "ate", "one": "won"}


def record(
    key: str, split: str, source: str, style: str, lines: Lines, rng: random.Random
) -> dict[str, Any]:
    """One line of the test set: text, entities and hard negatives with their characters."""
    text, entities, negatives = "", [], []
    for who, marked in lines:
        text += {"A": "Agent: ", "C": "Customer: "}[who]
        at = 0
        for match in MARK.finditer(marked):
            text += styled(marked[at : match.start()], style, rng, False)
            start = len(text)
            text += styled(match[3], style, rng, True)
            place = {"start": start, "end": len(text)}
            if match[1].startswith("-"):
                negatives.append({"kind": match[1][1:]} | place)
            else:
                entities.append({"entity": match[1], "group": match[2] or "0"} | place)
            at = match.end()
        text += styled(marked[at:], style, rng, False) + "\n"
    return {
        "id": key, "split": split, "source": source, "style": style, "text": text.rstrip("\n"),
        "entities": entities, "negatives": negatives,
    }  # fmt: skip


def styled(text: str, style: str, rng: random.Random, value: bool) -> str:
    """As a transcriber may write it: as is; or without case and commas; or with errors in it."""
    if style == "plain":
        return (
            re.sub(r"[,?!]", "", text).lower()
            if not re.search(r"[@/$]|\d[.,:]\d", text)
            else text.lower()
        )
    if style == "noisy" and value and text.count(" ") >= 5:
        words = text.split(" ")
        spot = rng.randrange(1, len(words) - 1)
        bare = words[spot].strip(",").lower()
        if bare in HOMOPHONES and rng.random() < 0.7:
            words[spot] = words[spot].lower().replace(bare, HOMOPHONES[bare])
        elif bare in ONES:
            del words[spot]
        return " ".join(words)
    return text


UNSEEN = tuple(f"unseen_{author}" for author in ("j", "k", "r", "x", "bb", "tt", "uu"))
"""Splits that nobody who tunes reads."""
TAUGHT = tuple(
    f"taught_{author}"
    for author in "w y s p aa z cc dd ee ff gg hh ii jj kk ll mm nn oo pp qq rr ss".split()
)
"""Splits from which the tagger learned; the recognizers were never tuned on them."""
BY_HAND = (
    "fresh", *(f"dev_{author}" for author in "abcdefghilmnoqtuv"), "dev_own", *TAUGHT, *UNSEEN,
)  # fmt: skip
"""Splits without generated dialogs: `hand_SPLIT.txt`."""


def main(folder: str) -> None:
    """Write `dev.jsonl` and `held_out.jsonl`."""
    from tests.redact.banks import BANKS

    target = Path(folder)
    for split in ("dev", "held_out"):
        rows = Writer(BANKS[split], 192).dialogs(split)
        rows += read(target / f"hand_{split}.txt", split)
        if split == "dev":
            rows += Writer(BANKS["dev_more"], 192).dialogs("dev-more")
        _write(target, split, rows)


def _write(folder: Path, split: str, rows: list[dict[str, Any]]) -> None:
    with (folder / f"{split}.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "tests/data/spoken_pii")
