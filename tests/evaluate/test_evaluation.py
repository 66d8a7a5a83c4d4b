"""The whole: synthesized calls through every real stage, and through a perfect one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callsight.analyze import load_questionnaire
from callsight.calls import Analysis, Answer, Finding, RedactedCall, Span, Transcript, Turn, Word
from callsight.config import Config
from callsight.errors import ConfigurationError
from callsight.evaluate import evaluate, evaluate_outcomes, load_dataset
from callsight.evaluate.stages import Outcome
from callsight.synthesize import synthesize
from callsight.synthesize import truth as truths
from callsight.synthesize.truth import GroundTruth


@pytest.fixture(scope="module")
def folder(flite_library: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stereo calls and a mono one."""
    place = tmp_path_factory.mktemp("calls")
    made = [
        *synthesize(place / "stereo", 2, seed=41, minutes=0.4, workers=1),
        *synthesize(place / "mono", 1, seed=42, mono=True, minutes=0.4, workers=1),
    ]
    assert all(call.truth.pii for call in made)
    return place


def perfect(truth: GroundTruth) -> Outcome:
    """What a system would give that hears, finds and understands everything."""
    call_id = truth.sha256[:16]
    heard, clean, findings, silenced = [], [], [], []
    for index, turn in enumerate(truth.turns):
        words = tuple(Word(word.text, word.start, word.end) for word in turn.words)
        heard.append(
            Turn(index, turn.speaker, turn.channel, turn.start, turn.end, turn.spoken, words)
        )
        inside = [item for item in truth.pii if item.turn == index]
        left = tuple(
            word
            for word in words
            if not any(i.start_seconds <= word.start < i.end_seconds for i in inside)
        )
        clean.append(replace(heard[-1], words=left, text=" ".join(word.text for word in left)))
        for item in inside:
            start, end = item.start_seconds, item.end_seconds
            findings.append(Finding(item.entity, index, 0, 1, "hand", 1.0, start, end))
            silenced.append(Span(turn.channel, start, end))
    given = tuple(Answer(key, value, "answered") for key, value in truth.answers.items())
    redacted = Transcript(call_id, "en", tuple(clean), truth.seconds)
    return Outcome(
        truth,
        transcript=Transcript(call_id, "en", tuple(heard), truth.seconds),
        redacted=RedactedCall(redacted, tuple(findings), tuple(silenced)),
        analysis=Analysis(call_id, given, (None,) * len(heard), {}, "hand", "", ""),
    )


def test_a_perfect_system_has_a_perfect_scoreboard(folder: Path) -> None:
    dataset = load_dataset(folder)
    outcomes = [perfect(case.truth) for case in dataset.cases]
    report = evaluate_outcomes(dataset, outcomes, load_questionnaire("default").questions)
    values = {score.metric: score.value for score in report.scores}
    zero = ["wer", "digit_errors", "name_errors", "start_error_p90", "end_error_p90", "role_errors",
            "diarization_error", "leaked_digits", "leaked_names", "other_silenced", "null_rate",
            "failed_calls"]  # fmt: skip
    assert {metric: values[metric] for metric in zero} == dict.fromkeys(zero, 0.0)
    one = ["pii_recall", "pii_typed_recall", "pii_precision", "pii_f2", "pii_silenced", "accuracy"]
    assert {metric: values[metric] for metric in one} == dict.fromkeys(one, 1.0)
    assert all(values[key] == 1.0 for key in values if key.startswith(("pii_", "macro_f1/")))


@pytest.fixture(scope="module")
def shown() -> list[tuple[str, int]]:
    return []


@pytest.fixture(scope="module")
def report(folder: Path, shown: list[tuple[str, int]]) -> Any:
    """The demo profile over the three calls, one truth spoiled and one recording cut short."""
    spoiled = sorted((folder / "stereo").glob("*.json"))[1]
    known = truths.read(spoiled)
    truths.write(replace(known, seconds=known.seconds + 5), spoiled)
    (folder / "junk.wav").write_bytes(b"RIFF, but nothing else")
    junk = replace(known, recording="junk.wav", sha256=truths.sha256(folder / "junk.wav"))
    truths.write(junk, folder / "junk.json")

    def progress(items: Iterable[Any], title: str, total: int | None) -> Iterator[Any]:
        shown.append((title, total or 0))
        yield from items

    return evaluate(folder, Config(), progress)


@pytest.mark.slow
def test_every_stage_is_run_and_measured(report: Any, shown: list[tuple[str, int]]) -> None:
    assert shown[:2] == [("Ingest", 4), ("Transcribe", 2)]
    assert [title for title, _ in shown[2:]] == ["Redact", "Analyze"]
    kinds = {failure.kind for failure in report.failures if failure.stage == "ingest"}
    assert kinds == {"truncated", "truth_mismatch"}
    values = {score.metric: score for score in report.lines}
    assert values["failed_calls"].value == len({item.call for item in report.failures}) / 4
    measured = {
        "wer", "digit_errors", "diarization_error", "pii_recall", "pii_silenced", "accuracy",
        "null_rate", "real_time_factor/transcribe",
    }  # fmt: skip
    assert measured <= values.keys()
    assert values["wer/agent"].count + values["wer/customer"].count == values["wer"].count
    assert report.settings["transcribe.model"] == "demo"
    assert any("best effort" in note for note in report.notes)


@pytest.mark.slow
def test_the_report_holds_nothing_that_was_said(report: Any, folder: Path) -> None:
    text = report.to_json().lower()
    known = [truths.read(path) for path in folder.rglob("call_*.json")]
    values = {item.value.lower() for truth in known for item in truth.pii}
    said = {turn.spoken.lower() for truth in known for turn in truth.turns if len(turn.words) > 2}
    assert values and said
    assert not [value for value in values | said if value in text]


def test_a_wrong_policy_or_questionnaire_is_refused_before_any_work(folder: Path) -> None:
    for settings, name in (
        ({"redact": {"policy": "nonsense"}}, "nonsense"),
        ({"redact": {"policy": "gdpr"}}, "strict"),
        ({"analyze": {"questionnaire": "missing"}}, "missing"),
    ):
        with pytest.raises(ConfigurationError, match=name):
            evaluate(folder, Config.model_validate(settings), pytest.fail)


def test_a_missing_library_is_named_with_its_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from callsight.evaluate import evaluation

    def without(library: str) -> Any:
        return lambda name: None if name == library else object()

    monkeypatch.setattr(evaluation, "find_spec", without("jiwer"))
    with pytest.raises(ConfigurationError, match=r"pip install 'callsight\[evaluate\]'"):
        evaluate(folder, Config())
    monkeypatch.setattr(evaluation, "find_spec", without("pyannote.metrics"))
    (note,) = evaluation._missing_libraries()
    assert "`pyannote.metrics` is not installed" in note
