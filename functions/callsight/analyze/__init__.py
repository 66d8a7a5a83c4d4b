"""Analyze: typed answers with evidence, sentiment and call dynamics of redacted calls."""

from callsight.analyze.engine import AnswerEngine, CallAnswers, load_engine
from callsight.analyze.fingerprints import fingerprint
from callsight.analyze.metrics import METRICS, Metric
from callsight.analyze.questionnaire import Question, Questionnaire, load_questionnaire
from callsight.analyze.stage import analyze, ask

__all__ = [
    "METRICS",
    "AnswerEngine",
    "CallAnswers",
    "Metric",
    "Question",
    "Questionnaire",
    "analyze",
    "ask",
    "fingerprint",
    "load_engine",
    "load_questionnaire",
]
