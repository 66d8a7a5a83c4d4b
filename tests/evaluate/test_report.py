"""The report of known outcomes: files, tables, scoreboard, comparison, figures."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from callsight.analyze import load_questionnaire
from callsight.calls import Failure, Span
from callsight.errors import InputError
from callsight.evaluate import (
    Report,
    Score,
    compare,
    comparison_table,
    evaluate_outcomes,
    figures,
    load_report,
    markdown,
    scoreboard,
)
from callsight.evaluate.dataset import Case, Dataset
from callsight.evaluate.metrics import FAMILIES
from callsight.evaluate.stages import Outcome, Stopwatch
from tests.evaluate.builders import (
    analysis,
    finding,
    outcome,
    pii,
    redacted,
    transcript,
    true_turn,
    truth,
    turn,
)

SAID = true_turn("customer", 4.0, "it is four double one oh thanks")


def call(number: int, heard: str, found: bool) -> Outcome:
    known = truth(
        SAID,
        mentions=(pii((SAID,), 0, "four double one oh", "CREDIT_CARD", "double"),),
        sha256=f"{number:x}" * 64,
        answers={"topic": "billing", "kindness": 5},
    )
    written = "it is [CREDIT_CARD_1]" if found else heard
    clean = redacted(
        turn(0, "customer", 4.0, written),
        findings=(finding(0, "CREDIT_CARD", 5.0, 6.9),) if found else (),
        silenced=(Span(1, 5.0, 6.9),) if found else (),
    )
    return outcome(
        known,
        transcript=transcript(turn(0, "customer", 4.0, heard)),
        redacted=clean,
        analysis=analysis((0.5,), topic="billing" if found else None, kindness=3),
    )


OUTCOMES = [
    call(1, "it is four double one oh thanks", True),
    call(2, "it is four double one oh thank", False),
    call(3, "it was four double one oh thanks", True),
]
SIX = [replace(o, truth=replace(o.truth, sha256=f"{n}" * 64)) for n, o in enumerate(OUTCOMES * 2)]


def report(outcomes: list[Outcome] = OUTCOMES, work: float = 6.0) -> Report:
    cases = tuple(Case(Path(o.truth.recording), o.truth) for o in outcomes)
    dataset = Dataset(Path(), cases, (), "0" * 16)
    watch = Stopwatch({"transcribe": work}, {"transcribe": 60.0})
    questions = load_questionnaire("default").questions
    found = evaluate_outcomes(dataset, outcomes, questions, watch)
    return replace(
        found, settings={"analyze.engine": "lexicon"}, notes=("Names: best effort [a].",)
    )


def score(found: Report, metric: str) -> Score:
    return next(line for line in found.lines if line.metric == metric)


def test_the_numbers_of_three_calls() -> None:
    found = report()
    # "it is 4110 thanks": 4 words each, 2 of 12 wrong
    assert score(found, "wer").value == pytest.approx(2 / 12, abs=1e-6)
    assert score(found, "wer/customer").count == 12
    assert score(found, "digit_errors").value == 0.0
    assert score(found, "pii_recall/CREDIT_CARD").value == pytest.approx(2 / 3, abs=1e-6)
    assert score(found, "pii_precision").value == 1.0
    # recall 2/3, precision 1
    assert score(found, "pii_f2").value == pytest.approx((10 / 3) / (14 / 3), abs=1e-6)
    assert score(found, "leaked_digits").value == pytest.approx(4 / 12, abs=1e-6)
    assert score(found, "accuracy/topic").value == pytest.approx(2 / 3, abs=1e-6)
    assert score(found, "null_rate/topic").value == pytest.approx(1 / 3, abs=1e-6)
    assert score(found, "mean_absolute_error/kindness").value == 2.0
    assert score(found, "failed_calls") == Score("failed_calls", 0.0, None, None, 3)
    assert score(found, "real_time_factor/transcribe") == Score(
        "real_time_factor/transcribe", 0.1, None, None, 60.0
    )
    assert found.per_call["2" * 16]["leaked_digits"] == 1.0
    assert (found.calls, found.seconds) == (3, 60.0)


def test_a_failed_call_is_counted_and_named_and_not_measured_further() -> None:
    failure = Failure("redact", "withheld", "Nothing left.", False, "2" * 16, "call_0001.flac")
    failed = replace(OUTCOMES[1], redacted=None, analysis=None, failures=(failure,))
    found = report([OUTCOMES[0], failed, OUTCOMES[2]])
    assert score(found, "failed_calls").value == pytest.approx(1 / 3, abs=1e-6)
    assert score(found, "pii_recall").value == 1.0
    assert score(found, "wer").count == 12
    assert "| redact | withheld | 1 |" in markdown(found)
    (row,) = found.tables()["failures"].to_dict("records")
    assert row == {
        "call": "2" * 16, "recording": "call_0001.flac", "stage": "redact", "kind": "withheld",
        "message": "Nothing left.",
    }  # fmt: skip


def test_the_file_is_the_same_but_for_the_timings_and_reads_back(tmp_path: Path) -> None:
    first = report(work=6.0)
    path = first.save(tmp_path / "new" / "evaluation.json")
    assert load_report(path) == first
    again = json.loads(report(work=7.0).to_json())
    written = json.loads(path.read_text())
    assert again.pop("speed") != written.pop("speed")
    assert again == written
    assert [item.name for item in path.parent.iterdir()] == ["evaluation.json"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"version": 2}',
     '{"version": 1, "scores": [{"metric": "beauty", "value": 1, "low": 0, "high": 1, "count": 1}],'
     ' "speed": []}'],
)  # fmt: skip
def test_another_file_is_an_input_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "evaluation.json"
    path.write_text(text)
    with pytest.raises(InputError, match="is not an evaluation of version 1"):
        load_report(path)
    with pytest.raises(InputError, match=r"missing\.json"):
        load_report(tmp_path / "missing.json")


def test_tables_and_results_for_mlrun() -> None:
    found = report()
    tables = found.tables()
    wer = tables["scores"].set_index("metric").loc["wer"]
    assert (wer["group"], wer["label"], wer["of"]) == ("speech", "Word error rate", "words")
    assert set(tables["calls"]["call"]) == {"1" * 16, "2" * 16, "3" * 16}
    assert tables["failures"].empty
    assert found.results()["pii_recall_CREDIT_CARD"] == pytest.approx(2 / 3, abs=1e-6)


def test_the_scoreboard_shows_numbers_and_never_values() -> None:
    console = Console(file=io.StringIO(), width=140)
    console.print(scoreboard(report(SIX)))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    line = next(line for line in text.splitlines() if "Word error rate " in line)
    assert "16.7%" in line and "24 words" in line and "8.3% – 25.0%" in line
    types = next(line for line in text.splitlines() if "CREDIT_CARD" in line).split("│")
    # values, recall, recall with type, precision, F2
    assert [cell.strip() for cell in types[2:7]] == [
        "6", "66.7% (33–100)", "66.7% (33–100)", "100.0%", "71.4% (38–100)",
    ]  # fmt: skip
    assert "0.1×" in text and "Names: best effort [a]." in text
    everything = text + markdown(report()) + report().to_json()
    assert "double one" not in everything and "4110" not in everything


def test_markdown_for_the_readme() -> None:
    lines = markdown(report()).splitlines()
    assert lines[:5] == [
        "3 calls, 1.0 minutes, dataset 0000000000000000",
        "",
        "| Metric | Value | 95% interval | Over |",
        "|---|---:|---:|---:|",
        "| **Speech** |  |  |  |",
    ]
    assert "| Calls that failed | 0.0% |  | 3 calls |" in lines
    assert "| Said as | Values | PII recall, said as |" in lines
    assert "| kindness | 3 | 0.0% |  | 2.000 | 0.0% |" in lines
    assert lines[-1] == "Names: best effort [a]."


def line(metric: str, value: float, low: float | None, high: float | None) -> Score:
    return Score(metric, value, low, high, 10)


@pytest.mark.parametrize(
    ("a", "b", "verdict", "clear"),
    [
        (line("wer", 0.1, 0.08, 0.12), line("wer", 0.2, 0.15, 0.25), "worse", True),
        (line("wer", 0.1, 0.08, 0.12), line("wer", 0.09, 0.07, 0.11), "better", False),
        (line("pii_recall", 0.9, 0.8, 1), line("pii_recall", 0.8, 0.7, 0.9), "worse", False),
        (line("pii_recall", 0.9, None, None), line("pii_recall", 0.95, 0.9, 1), "better", False),
        (line("accuracy", 0.5, 0, 1), line("accuracy", 0.5004, 0, 1), "same", False),
    ],
)
def test_each_metric_is_judged_in_its_own_direction(
    a: Score, b: Score, verdict: str, clear: bool
) -> None:
    empty = replace(report(), scores=(), speed=())
    found = compare(replace(empty, scores=(a,)), replace(empty, scores=(b,)))
    assert [(item.verdict, item.clear) for item in found.lines] == [(verdict, clear)]
    assert bool(found.worse) == (verdict == "worse")


def test_two_runs_side_by_side() -> None:
    a = report()
    b = replace(report(OUTCOMES[:2], work=12.0), dataset="1" * 16)
    found = compare(a, b)
    verdicts = {item.metric: item.verdict for item in found.lines}
    assert verdicts["wer"] == "better" and verdicts["pii_recall"] == "worse"
    assert verdicts["real_time_factor/transcribe"] == "worse"
    assert verdicts["digit_errors"] == "same"
    console = Console(file=io.StringIO(), width=140)
    console.print(comparison_table(found))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "of different recordings" in text
    recall = next(row for row in text.splitlines() if "PII recall " in row)
    assert "66.7%" in recall and "50.0%" in recall and "▼ worse" in recall
    only = compare(a, replace(a, scores=a.scores[1:]))
    assert only.lines[0].verdict == "only in A" and only.same_dataset


def test_figures_show_intervals_and_leave_out_what_has_no_data() -> None:
    plots = figures(report(SIX))
    assert sorted(plots) == ["answers", "pii_recall", "wer_by_call"]
    bars = plots["pii_recall"].data[0]
    assert list(bars.y) == ["CREDIT_CARD"] and bars.x[0] == pytest.approx(2 / 3, abs=1e-6)
    assert bars.x[0] - bars.error_x.arrayminus[0] == pytest.approx(1 / 3, abs=1e-5)
    assert bars.x[0] + bars.error_x.array[0] == pytest.approx(1.0)
    nothing = replace(report(), scores=(), per_call={})
    assert figures(nothing) == {}


def test_every_metric_says_what_it_means() -> None:
    assert all(family.meaning and family.of for family in FAMILIES.values())


def test_importing_is_light() -> None:
    code = (
        "import sys, callsight.evaluate;"
        "heavy = {'torch', 'whisper', 'jiwer', 'pandas', 'plotly', 'pyannote.metrics', 'rich'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
