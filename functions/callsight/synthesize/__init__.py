"""Calls whose truth is known: scripted, spoken by open voices, sent through a telephone line.

from callsight.synthesize import synthesize

for call in synthesize("calls", calls=10, seed=7):
    print(call.recording, call.truth.topic, call.truth.outcome)
"""

from callsight.synthesize.calls import Options, SynthesizedCall, intents, synthesize
from callsight.synthesize.truth import GroundTruth, TruePii, TrueTurn, TrueWord, check, read, write

__all__ = [
    "GroundTruth",
    "Options",
    "SynthesizedCall",
    "TruePii",
    "TrueTurn",
    "TrueWord",
    "check",
    "intents",
    "read",
    "synthesize",
    "write",
]
