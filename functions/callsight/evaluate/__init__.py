"""Evaluate: how good every stage is, over any folder of recordings with ground truth beside them.

Dataset -> Case -> Outcome -> Evaluator -> Report. The shape is that of pydantic-evals; the stages
run in memory, evaluators are pure functions, and every number has an interval over calls.
"""

from callsight.evaluate.dataset import Case, Dataset, load_dataset
from callsight.evaluate.evaluation import EVALUATORS, Evaluator, evaluate, evaluate_outcomes
from callsight.evaluate.figures import figures
from callsight.evaluate.report import Report, load_report
from callsight.evaluate.scoreboard import (
    Comparisons,
    compare,
    comparison_table,
    markdown,
    scoreboard,
)
from callsight.evaluate.stages import Outcome, run_stages
from callsight.evaluate.statistics import Score

__all__ = [
    "EVALUATORS",
    "Case",
    "Comparisons",
    "Dataset",
    "Evaluator",
    "Outcome",
    "Report",
    "Score",
    "compare",
    "comparison_table",
    "evaluate",
    "evaluate_outcomes",
    "figures",
    "load_dataset",
    "load_report",
    "markdown",
    "run_stages",
    "scoreboard",
]
