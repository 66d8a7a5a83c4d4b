"""The numbers of a call: names, units and meaning, the one source of truth for all of them.

The documentation and the column comments of the database are made from `METRICS`. Definitions
follow Amazon Connect Contact Lens
(https://docs.aws.amazon.com/connect/latest/adminguide/contact-lens-metrics.html), Amazon Transcribe
Call Analytics (https://docs.aws.amazon.com/transcribe/latest/dg/call-analytics-batch.html) and Gong
(https://help.gong.io/v1/docs/analyze-team-performance) where these publish one.
"""

from __future__ import annotations

from typing import NamedTuple


class Metric(NamedTuple):
    """What one number of `Analysis.metrics` means."""

    unit: str
    description: str


def _per_side(name: str, unit: str, description: str) -> dict[str, Metric]:
    return {
        f"{name}_{side}": Metric(unit, description.format(side=side, other=other))
        for side, other in (("agent", "customer"), ("customer", "agent"))
    }


METRICS: dict[str, Metric] = {
    **_per_side("talk_seconds", "seconds", "Time in which the {side} talks."),
    **_per_side(
        "talk_ratio",
        "0 to 1",
        "Share of the {side} in the talk time of agent and customer (Gong, talk ratio); Contact "
        "Lens divides `talk_seconds_{side}` by the length of the conversation instead.",
    ),
    "silence_seconds": Metric("seconds", "Time of the recording in which nobody talks."),
    "non_talk_seconds": Metric(
        "seconds",
        "Silences of more than 3 seconds, holds included (Contact Lens, non-talk time).",
    ),
    "longest_silence_seconds": Metric("seconds", "Longest time in which nobody talks."),
    "overtalk_seconds": Metric("seconds", "Time in which two or more talk at once."),
    **_per_side(
        "interruptions",
        "count",
        "How often the {side} starts while the {other} is talking and both go on for 0.3 seconds "
        "or more; listening signals do not count (Transcribe Call Analytics, interruptions).",
    ),
    **_per_side(
        "words_per_minute",
        "words per minute",
        "Words of the {side} per minute of own talk time (Contact Lens, talk speed).",
    ),
    **_per_side(
        "longest_monologue_seconds",
        "seconds",
        "Longest stretch of the {side} talking, pauses up to 2 seconds and listening signals of "
        "the other side included (Gong, longest monologue and longest customer story).",
    ),
    **_per_side(
        "response_delay_seconds",
        "seconds",
        "Median pause between the end of the {other}'s turn and the {side}'s reply; "
        "talking over counts as 0 (Gong, patience, is the mean of such pauses).",
    ),
    **_per_side(
        "questions",
        "count",
        "Questions of the {side}: sentences that end in a question mark, or turns that open like "
        "a question (English; else question marks only).",
    ),
    **_per_side("turns", "count", "Turns of the {side}."),
    "turns_per_minute": Metric("turns per minute", "Turns of all speakers per minute of the call."),
    "speaker_switches_per_minute": Metric(
        "switches per minute",
        "How often the speaker changes, per minute of the call (what Gong turns into its "
        "interactivity score).",
    ),
    "holds": Metric(
        "count", "Holds that the agent announced, with 5 or more seconds of silence (English)."
    ),
    "hold_seconds": Metric("seconds", "Silence during these holds (English)."),
    **_per_side(
        "sentiment", "-1 to 1", "Mean sentiment of the {side}'s turns, weighted by their words."
    ),
    "sentiment_start": Metric("-1 to 1", "Customer's mean sentiment in the first quarter."),
    "sentiment_end": Metric("-1 to 1", "Customer's mean sentiment in the last quarter."),
    "sentiment_shift": Metric("-2 to 2", "`sentiment_end` minus `sentiment_start`."),
    **{
        f"sentiment_{side}_q{quarter}": Metric(
            "-1 to 1", f"{side.capitalize()}'s mean sentiment in quarter {quarter} of the call."
        )
        for side in ("customer", "agent")
        for quarter in (1, 2, 3, 4)
    },
    "scorecard": Metric(
        "0 to 1", "Weighted share of the scorecard points reached; only weighted questions count."
    ),
}
