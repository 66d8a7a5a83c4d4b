"""The stage: streaming, one bad call, fingerprints, imports."""

import subprocess
import sys

import pytest

from callsight.analyze import METRICS, analyze, fingerprint, load_engine
from callsight.analyze.lexicon import LexiconEngine
from callsight.calls import Analysis, Failure, Transcript, to_dict
from callsight.errors import ConfigurationError
from callsight.options import AnalyzeOptions
from tests.analyze.dialogs import call, item

OPTIONS = AnalyzeOptions(batch_size=2)


def test_an_analysis_is_complete():
    (result,) = analyze([item()], OPTIONS)
    assert isinstance(result, Analysis)
    assert (result.call_id, result.engine, result.model) == ("call", "lexicon", "lexicon")
    assert len(result.answers) == 20 and len(result.sentiment) == 12
    assert set(result.metrics) == set(METRICS)
    assert result.prompt_fingerprint == fingerprint(OPTIONS)
    assert result.elapsed is not None and result.elapsed >= 0
    assert to_dict(result)["metrics"]["holds"] == 1.0


def test_the_scorecard_is_a_metric():
    (plain,) = analyze([item()], OPTIONS)
    assert plain.metrics["scorecard"] is None
    (carded,) = analyze([item()], AnalyzeOptions(questionnaire="qa_scorecard"))
    assert 0 < carded.metrics["scorecard"] <= 1


def test_calls_stream_in_order_in_windows():
    taken = []

    def source():
        for number in range(40):
            taken.append(number)
            yield item(call_id=str(number))

    results = analyze(source(), OPTIONS)
    assert next(results).call_id == "0"
    assert len(taken) == 8  # a window of four batches of two
    assert [result.call_id for result in results] == [str(number) for number in range(1, 40)]


def test_one_bad_call_is_a_failure_and_the_others_go_on():
    broken = (call("broken"), Transcript("broken", "en", ("turn",), 9.0))  # type: ignore[arg-type]
    results = list(analyze([item(), broken, item(call_id="c")], OPTIONS))
    assert [type(result) for result in results] == [Analysis, Failure, Analysis]
    assert (results[1].stage, results[1].call_id) == ("analyze", "broken")


def test_a_given_engine_is_used():
    class Counting(LexiconEngine):
        windows = 0

        def answer(self, calls, questionnaire):
            self.windows += 1
            return super().answer(calls, questionnaire)

    engine = Counting()
    assert len(list(analyze([item()] * 20, OPTIONS, engine))) == 20
    assert engine.windows == 3


def test_nothing_to_do_loads_nothing():
    assert list(analyze([], AnalyzeOptions(engine="transformers", model="/nowhere"))) == []


def test_a_wrong_questionnaire_is_found_before_any_model_is_loaded():
    options = AnalyzeOptions(engine="transformers", model="/nowhere", questionnaire="nope")
    with pytest.raises(ConfigurationError, match="Unknown questionnaire `nope`"):
        list(analyze([item()], options))


@pytest.mark.parametrize("engine", ["transformers", "openai"])
def test_a_language_model_must_be_named(engine):
    with pytest.raises(ConfigurationError, match=f"Engine `{engine}` needs a language model"):
        load_engine(AnalyzeOptions(engine=engine))


def test_the_fingerprint_changes_with_what_matters_only(tmp_path):
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text("{}")
    base = {"engine": "transformers", "model": str(model)}
    marks = [
        fingerprint(AnalyzeOptions()),
        fingerprint(AnalyzeOptions(questionnaire="compliance")),
        fingerprint(AnalyzeOptions(sentiment_model="some/model")),
        fingerprint(AnalyzeOptions(**base)),
        fingerprint(AnalyzeOptions(**(base | {"engine": "openai"}))),
    ]
    (model / "config.json").write_text('{"layers": 2}')
    marks.append(fingerprint(AnalyzeOptions(**base)))
    (model / "weights.bin").write_bytes(b"123")
    marks.append(fingerprint(AnalyzeOptions(**base)))
    assert len(set(marks)) == len(marks)
    assert all(len(mark) == 16 and int(mark, 16) >= 0 for mark in marks)
    assert fingerprint(AnalyzeOptions(batch_size=99, device="cpu", model="unused")) == marks[0]


def test_importing_and_fingerprinting_load_no_heavy_package():
    code = (
        "import sys, callsight.analyze as a; from callsight.config import AnalyzeOptions;"
        "a.fingerprint(AnalyzeOptions(engine='transformers', model='x'));"
        "print([m for m in ('torch', 'transformers', 'llguidance', 'openai') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
