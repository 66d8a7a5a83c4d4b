"""The sample calls of the package: `python -m callsight.synthesize.samples OUT` makes them anew.

Eight short calls with a course chosen by hand, so that every outcome, mood and turn of events is
there: a hold, an interruption, cards, spelled names, a supervisor, a sale, one mono recording.
Their lines are quiet, which keeps the files small.
"""

import logging
import sys
from pathlib import Path
from typing import Final

from callsight.errors import InputError
from callsight.synthesize.calls import Options, make_call, metadata_row, write_metadata
from callsight.synthesize.script import Course
from callsight.synthesize.truth import Tone

SEED: Final = 2026


def _course(mood: Tone, agent: Tone, outcome: str, *also: str) -> Course:
    flags = ("repeat_contact", "threat", "escalation", "hold", "upsell", "upsell_taken")
    return Course(mood, agent, outcome, *(flag in also for flag in flags))


SAMPLES: Final = (
    (
        "internet_outage",
        ("account", "phone"),
        _course("negative", "positive", "resolved", "repeat_contact", "hold"),
    ),
    ("double_charge", ("name", "ssn4"), _course("neutral", "positive", "follow_up")),
    ("card_fraud", ("card_number", "birth"), _course("neutral", "positive", "resolved")),
    (
        "late_order",
        ("order", "address"),
        _course("negative", "neutral", "escalated", "threat", "escalation"),
    ),
    ("car_claim", ("policy",), _course("neutral", "neutral", "follow_up", "hold")),
    (
        "gift_order",
        ("email",),
        _course("positive", "positive", "resolved", "upsell", "upsell_taken"),
    ),
    ("change_flight", ("booking",), _course("positive", "positive", "resolved", "upsell")),
    ("account_locked", ("ssn", "pin"), _course("negative", "negative", "unresolved")),
)
"""Intent, what the agent asks for, and course of each call; the last one is mono."""


def make_samples(folder: Path) -> None:
    """Writes the sample calls, their truth and their metadata table into an empty folder."""
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"The output folder `{folder}` is not empty. Name a new one.")
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for index, (intent, asked, happens) in enumerate(SAMPLES):
        options = Options(
            seed=SEED,
            mono=index == len(SAMPLES) - 1,
            minutes=0.8,
            intents=(intent,),
            course=happens,
            identify=asked,
            level=(-14.0, -10.0),
            hiss=(-66.0, -62.0),
            digits=2,
        )
        rows.append(metadata_row(make_call(folder, options, index), index))
    write_metadata(folder, rows)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    make_samples(Path(sys.argv[1]))
