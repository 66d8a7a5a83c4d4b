"""Scores redaction on the spoken-PII test set.

    PYTHONPATH=functions python -m tests.redact.score [--split SPLIT | --file MARKED.txt] [--show N] [--noise]
        [--tagger off]

`--file` reads dialogs marked up as in `hand_dev.txt` and prints totals and numbers per type only,
unless errors are asked for with `--show`.


A value counts as found when at least nine tenths of its letters and digits are masked, whatever the
type it was given; of a number only the words that carry it count, not an author's asides inside the
mark ("no, I read that wrong"; `recall_with_asides` counts them too); `typed` says how many also got
the right type. Precision: of all findings of digit-and-letter types, those that touch some personal value. Leaked digits: of all digits said in
such values, those left standing (a word like "four" is one digit, "double four" two).
"""

from __future__ import annotations

import argparse
import re
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from callsight.errors import CallError
from callsight.options import RedactOptions
from callsight.redact import DialogRedactor
from callsight.redact.engine import Redactor
from callsight.train.marked import read
from tests.redact.generate_dialogs import BY_HAND, UNSEEN
from tests.redact.silence import seconds

DATA = Path(__file__).parents[1] / "data" / "spoken_pii"
JUDGES = ("judge_a", "judge_b", "judge_c")
"""What three programs wrote, whose authors knew the aims and nothing else."""
SPLITS = ("dev", "held_out", *BY_HAND, *JUDGES)
HELD_OUT = ("held_out", *UNSEEN)
"""Splits of which only numbers are seen."""
FREE = {"PERSON", "ADDRESS", "AGE", "PASSWORD", "SECURITY_ANSWER"}
"""Types that are words rather than digits and letters; scored apart."""
SAME = {"SORT_CODE": "ACCOUNT_NUMBER"}
CORE = {
    "CREDIT_CARD", "PHONE_NUMBER", "US_SSN", "IBAN_CODE", "ACCOUNT_NUMBER", "EMAIL_ADDRESS", "CVV",
    "PIN", "DATE_OF_BIRTH",
}  # fmt: skip
"""Types that hurt most when they leak; scored once more by themselves."""
COUNTED = {
    "amount", "time", "times", "duration", "count", "quantity", "percent", "year", "step", "idiom",
    "weekday", "moment", "one_moment", "ordinal", "order",
}  # fmt: skip
"""Hard negatives that are numbers of the everyday; others are companies, products, places, codes."""
NUMBERS = {
    "CREDIT_CARD", "CARD_EXPIRY", "CVV", "ACCOUNT_NUMBER", "SORT_CODE", "ABA_ROUTING_NUMBER",
    "IBAN_CODE", "US_SSN", "UK_NINO", "UK_NHS", "DE_TAX_ID", "FR_NIR", "ES_NIF", "IL_ID", "PASSPORT",
    "DRIVER_LICENSE", "PHONE_NUMBER", "IP_ADDRESS", "DATE_OF_BIRTH", "ID_NUMBER", "PIN",
    "MEDICAL_RECORD_NUMBER", "LICENSE_PLATE",
}  # fmt: skip
"""Types of which ordinary words ("no, I read that wrong") carry nothing."""
NOISE = ((0.0, 0.0), (0.1, 0.05))
"""Shares of words swapped and lost."""
_DIGIT = re.compile(
    r"\d|\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|"
    r"ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b",
    re.IGNORECASE,
)


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_SAID = re.compile(
    r"\w*\d\w*|zero|nought|oh|one|two|three|four|five|six|seven|eight|niner?|ten|eleven|twelve|\w+teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty\w*|hundred|thousand|double|treble|triple|quadruple"
    r"|first|second|third|\w+th|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|for|to|too|ate|won|tree|free"
    r"|alpha|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|oscar|papa"
    r"|quebec|romeo|sierra|tango|uniform|victor|whisk(?:e)?y|xray|yankee|zulu"
    r"|bee|cee|dee|eff|gee|jay|kay|ell|em|en|pee|cue|queue|ess|tee|vee|ex|wye|zed|zee"
)


def load(split: str) -> list[dict[str, Any]]:
    """The dialogs of one split."""
    return read(DATA / (f"hand_{split}.txt" if split in BY_HAND else f"{split}.jsonl"), split)


def score(rows: list[dict[str, Any]], redactor: DialogRedactor, show: int = 0) -> dict[str, Any]:
    """All numbers of one split."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    leaked = digits = touched = negatives = right = wrong = withheld = 0
    counted = counted_touched = 0
    errors: list[str] = []
    characters, seconds = 0, 0.0
    for row in rows:
        text, started = row["text"], time.process_time()
        try:
            result = redactor(text)
        except CallError as error:
            withheld += 1
            errors.append(f"{row['id']} WITHHELD {error}")
            continue
        seconds, characters = seconds + time.process_time() - started, characters + len(text)
        owner: list[str] = [""] * len(text)
        for finding in result.findings:
            owner[finding.start : finding.end] = [finding.entity] * (finding.end - finding.start)
        for entity, spans in _values(row).items():
            kind = entity[0]
            marks = [i for s, e in spans for i in range(s, e) if text[i].isalnum()]
            strictly = sum(bool(owner[i]) for i in marks) >= 0.9 * len(marks)
            if kind in NUMBERS:
                marks = [i for s, e in spans for i in _carrying(text, s, e)] or marks
            masked = sum(bool(owner[i]) for i in marks)
            typed = sum(SAME.get(owner[i], owner[i]) == SAME.get(kind, kind) for i in marks)
            hit = masked >= 0.9 * len(marks)
            found[kind][0] += 1
            found[kind][1] += hit
            found[kind][2] += typed >= 0.5 * len(marks)
            found[kind][3] += strictly
            if kind not in FREE:
                for s, e in spans:
                    said = list(_DIGIT.finditer(text, s, e))
                    digits += len(said)
                    leaked += sum(not owner[m.start()] for m in said)
            if show and hit and typed < 0.5 * len(marks):
                got = sorted({owner[i] for i in marks if owner[i]})
                errors.append(f"{row['id']} TYPED {kind} as {got}: {_shown(text, owner, spans)}")
            if not hit:
                errors.append(f"{row['id']} MISSED {kind}: {_shown(text, owner, spans)}")
        gold = {i for s in row["entities"] for i in range(s["start"], s["end"])}
        for negative in row["negatives"]:
            negatives += 1
            counted += negative["kind"] in COUNTED
            if any(owner[negative["start"] : negative["end"]]):
                touched += 1
                counted_touched += negative["kind"] in COUNTED
                place = [(negative["start"], negative["end"])]
                errors.append(
                    f"{row['id']} TOUCHED {negative['kind']}: {_shown(text, owner, place)}"
                )
        for finding in result.findings:
            if finding.entity in FREE:
                continue
            if gold & set(range(finding.start, finding.end)):
                right += 1
            else:
                wrong += 1
                place = [(finding.start, finding.end)]
                errors.append(f"{row['id']} WRONG {finding.entity}: {_shown(text, owner, place)}")
    for line in errors[:show]:
        print(line)
    coded = [v for k, v in found.items() if k not in FREE]
    core = [v for k, v in found.items() if k in CORE]
    total, hits, typed, strictly = (sum(v[i] for v in coded) for i in range(4))
    return {
        "dialogs": len(rows),
        "withheld": withheld,
        "recall": hits / total,
        "recall_with_asides": strictly / total,
        "recall_core": sum(v[1] for v in core) / (sum(v[0] for v in core) or 1),
        "typed": typed / total,
        "precision": right / (right + wrong),
        "leaked_digits": leaked / digits,
        "negatives": negatives,
        "negatives_touched": touched / negatives,
        "numbers_touched": counted_touched / (counted or 1),
        "by_type": {k: (v[0], v[1] / v[0], v[2] / v[0]) for k, v in sorted(found.items())},
        "characters_per_second": characters / seconds,
    }


def _carrying(text: str, start: int, end: int) -> list[int]:
    """Characters of a number as said that carry it: not the asides "no, sorry, my hands shake"."""
    return [
        i
        for word in _WORD.finditer(text, start, end)
        if not word[0].islower() or len(word[0]) == 1 or _SAID.fullmatch(word[0])
        for i in range(*word.span())
    ]


def _values(row: dict[str, Any]) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Each mention of a value counts: fragments in a row by one speaker are one mention."""
    values: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for entity in row["entities"]:
        speaker = row["text"].rfind("\n", 0, entity["start"]) + 1
        who = row["text"][speaker]
        values[entity["entity"], f"{entity['group']}{who}"].append((entity["start"], entity["end"]))
    return values


def _shown(text: str, owner: list[str], spans: list[tuple[int, int]]) -> str:
    line = text.rfind("\n", 0, spans[0][0]) + 1
    stop = text.find("\n", spans[-1][1])
    window = range(max(0, line - 90), len(text) if stop < 0 else stop)
    return "".join("_" if owner[i] and text[i] != "\n" else text[i] for i in window).replace(
        "\n", " / "
    )


def main() -> None:
    """Print the scores of all splits, of one, or of a file of marked-up dialogs."""
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--split", choices=SPLITS)
    source.add_argument("--file", type=Path, help="marked-up dialogs")
    parser.add_argument("--show", type=int, default=0, help="print this many errors")
    parser.add_argument("--policy", default="default")
    parser.add_argument("--tagger", default="bundled", help="`off`: the recognizers alone")
    parser.add_argument("--noise", action="store_true", help="seconds silenced, words misheard")
    options = parser.parse_args()
    redact = RedactOptions(policy=options.policy, tagger=options.tagger)
    if options.show and options.split in HELD_OUT:
        parser.error(f"the errors of {', '.join(HELD_OUT)} are not for looking at")
    if options.file:
        sets = {options.file.name: read(options.file, options.file.stem)}
    else:
        sets = {split: load(split) for split in ((options.split,) if options.split else SPLITS)}
    for name, rows in sets.items():
        print(f"== {name}")
        if options.noise:
            _print_noise(rows, Redactor(redact))
        else:
            shown = options.show if name not in HELD_OUT else 0
            _print_scores(score(rows, DialogRedactor(redact), shown))


def _print_noise(rows: list[dict[str, Any]], redactor: Redactor) -> None:
    for swapped, lost in NOISE:
        shares = seconds(rows, redactor, swapped, lost)
        shown = "  ".join(f"{key} {value:.4f}" for key, value in shares.items())
        print(f"{swapped:5.0%} swapped {lost:5.0%} lost  {shown}")


def _print_scores(result: dict[str, Any]) -> None:
    by_type = result.pop("by_type")
    for key, value in result.items():
        print(f"{key:>24} {value:.4f}" if isinstance(value, float) else f"{key:>24} {value}")
    for kind, (count, recall, typed) in by_type.items():
        print(f"{kind:>24} {count:4d}  found {recall:.3f}  typed {typed:.3f}")


if __name__ == "__main__":
    main()
