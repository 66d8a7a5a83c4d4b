"""Answers to the default questionnaire that follow from the course of a call.

Only these: where a scenario does not settle a question (how well an agent listened, say), the
ground truth stays silent and the scoreboard does not count it.
"""

from typing import Final

from callsight.synthesize.script import Course, Script
from callsight.synthesize.truth import AnswerValue, Tone

OUTCOMES: Final = {
    "resolved": "was resolved",
    "follow_up": "needs a follow-up",
    "escalated": "was escalated to a supervisor",
    "unresolved": "was not resolved",
}
SCORES: Final[dict[Tone, int]] = {"positive": 5, "neutral": 3, "negative": 1}


def client_tone(course: Course) -> Tone:
    """The customer's tone over the whole call: relief at the end lifts a bad start."""
    if course.outcome == "resolved" and course.mood == "negative":
        return "neutral"
    if course.outcome in ("unresolved", "escalated") and course.mood == "positive":
        return "neutral"
    return course.mood


def churn_risk(course: Course, topic: str) -> str | None:
    """Known where the customer threatens to leave or cancels, or where all went well."""
    if course.threat or topic == "cancellation":
        return "high"
    if course.outcome == "resolved" and course.mood != "negative":
        return "low"
    return None


def answers(script: Script) -> dict[str, AnswerValue]:
    """Question id to value."""
    course, scene = script.course, script.scene
    found: dict[str, AnswerValue | None] = {
        "topic": scene["topic"],
        "summary": f"{scene['reason']} The concern {OUTCOMES[course.outcome]}.",
        "reason": scene["reason"],
        "concern_addressed": {"resolved": True, "unresolved": False}.get(course.outcome),
        "outcome": course.outcome,
        "client_tone": client_tone(course),
        "agent_tone": course.agent_mood,
        "upsell_attempted": course.upsell,
        "upsell_succeeded": course.upsell_taken,
        "escalation_requested": course.escalation,
        "churn_risk": churn_risk(course, scene["topic"]),
        "repeat_contact": course.repeat_contact,
        "promises": script.promises or None,
        "next_steps": script.promises or None,
        "professionalism": SCORES[course.agent_mood],
        "kindness": SCORES[course.agent_mood],
        "empathy": SCORES[course.agent_mood] if course.mood == "negative" else None,
    }
    return {question: value for question, value in found.items() if value is not None}
