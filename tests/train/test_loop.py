"""Learning rates, means and the command line of the trainings."""

import math
import sys
from pathlib import Path

import pytest
import torch

from callsight.train.language import Plan
from callsight.train.loop import Loop, Schedule, averages, command_line

SCHEDULE = Schedule(seed=0, rate=1.0, matrix_rate=2.0, warmup=4, decay_from=0.5, clip=1.0)


class Ten(Loop):
    """Ten steps of nothing."""

    @property
    def progress(self) -> float:
        return self.step / 10


def test_rates_rise_stay_and_fall() -> None:
    loop = Ten(SCHEDULE, torch.nn.Linear(1, 1), [])
    rates = []
    for loop.step in range(11):
        rate, matrix_rate = loop.rates()
        assert matrix_rate == 2 * rate
        rates.append(round(rate, 3))
    assert rates == [0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 0.8, 0.6, 0.4, 0.2, 0.02]


def test_means_leave_out_what_could_not_be_measured() -> None:
    parts = [{"a": 1.0}, {"a": math.nan}, {"a": 3.0}, {"a": 5.0}, {"a": 9.0}]
    assert list(averages(iter(parts), 2)) == [{"a": 1.0}, {"a": 4.0}]


def test_the_command_line_sets_fields_of_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sys, "argv", ["train", "--out", "model", "--steps", "7", "--matrix-rate", "0.5"]
    )
    plan, work, out = command_line(Plan, "", "work", ("seed", "steps", "matrix_rate"))
    assert (plan, work, out) == (Plan(steps=7, matrix_rate=0.5), Path("work"), Path("model"))
