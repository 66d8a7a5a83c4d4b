"""`callsight ask`: a new question over stored calls, as people ask it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from callsight.analyze import load_questionnaire
from callsight.ask import make_question
from callsight.store import open_store
from tests.analyze.chat_server import good, serving

REFUND = "Was a refund promised?"


def rows(call, *arguments: object) -> dict[str, dict]:
    done = call("ask", *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return {row["external_id"]: row for row in json.loads(done.stdout)}


def test_without_a_model_it_shows_where_the_words_come_up_and_says_so(call, database):
    done = call("ask", REFUND, "--database", database)
    assert done.exit_code == 0, done.stderr
    assert "I see the double charge. I will refund it today" in done.stdout
    assert "4 calls: 4 unavailable." in done.stdout
    assert "The `lexicon` engine has no language model" in done.stderr
    assert "Stored as question `was_a_refund_promised`" in done.stderr
    answer = rows(call, REFUND, "--database", database)["C-0"]["answer"]
    assert (answer["value"], answer["status"], answer["evidence"]) == (None, "unavailable", [4])
    assert answer["reason"] == "Needs a language model; it only shows where `refund` came up."


def test_phrases_answer_without_a_model_with_the_turn_as_evidence(call, database):
    found = rows(call, REFUND, "--phrase", "(i|we) will refund", "--speaker", "agent",
                 "--database", database)  # fmt: skip
    assert [row["answer"]["value"] for row in found.values()] == [True] * 4
    assert found["C-0"]["quote"].startswith("I see the double charge.")
    assert found["C-0"]["answer"]["source"]["engine"] == "rule"


def test_a_question_that_the_lexicon_knows_is_answered_by_its_cues(call, database):
    found = rows(call, "Was a manager wanted?", "--id", "escalation_requested",
                 "--database", database)  # fmt: skip
    assert {row["answer"]["value"] for row in found.values()} == {False}


def test_where_and_since_choose_the_calls(call, database):
    where = "topic = 'billing' and seconds > 0"
    every = rows(call, REFUND, "--database", database)
    some = rows(call, REFUND, "--where", where, "--database", database)
    assert 0 < len(some) < len(every)
    assert rows(call, REFUND, "--since", "2026-03-01T09:03", "--database", database).keys() == {
        "C-3"
    }
    none = call("ask", REFUND, "--since", "1h", "--database", database)
    assert (none.exit_code, none.stdout) == (0, "")
    assert "No redacted call fits" in none.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--where", "topic = 'x'; drop table calls"], "Cannot read condition"),
        (["--where", "nothing = 1"], "Unknown column `nothing`"),
        (["--since", "often"], "`since` cannot be `often`"),
        (["--type", "maybe"], "unknown type `maybe`: choose one of choice"),
        (["--type", "choice"], "needs its options: give --option VALUE=MEANING"),
        (["--speaker", "boss"], "`speaker` cannot be `boss`"),
        (["--set", "analyze.engine=openai"], "needs a language model: set `analyze.model`"),
        (["--id", "No!"], "`id` cannot be `No!`"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_asked(call, database, arguments, message):
    done = call("ask", REFUND, *arguments, "--database", database)
    assert done.exit_code == 2
    assert message in done.stderr
    with open_store(str(database), create=False) as store:
        assert {run["state"] for run in store.runs(asked=True)} <= {"completed", "failed"}
        assert store.counts()["answers"] == 24


def test_a_model_is_asked_once_per_call_and_its_cost_is_kept(call, database):
    with serving(good) as server:
        model = [
            "--set", "analyze.engine=openai", "--set", f"analyze.base_url={server.url}",
            "--set", "analyze.model=m", "--set", "analyze.prompt_price=3",
            "--database", database,
        ]  # fmt: skip
        first = call("ask", REFUND, *model)
        assert first.exit_code == 0, first.stderr
        assert "4 asked now, 0 known before; 400 tokens read, 80 written; cost 0.0012" in (
            first.stderr
        )
        again = call("ask", REFUND, *model)
        assert "0 asked now, 4 known before" in again.stderr
        assert len(server.requests) == 4
        call("ask", REFUND, "--type", "text", *model)
        assert len(server.requests) == 8
    with open_store(str(database), create=False) as store:
        record = store.load_call("C-0")
        (answer,) = record.asked
        assert (answer.question, answer.source.prompt_tokens) == ("was_a_refund_promised", 100)
        assert answer.source.run_id.startswith("ask-")
        runs = store.runs(asked=True)
        assert [run["counts"]["ask"]["answers_asked"] for run in runs[:-1]] == [4, 0, 4]
        assert [run["id"] for run in store.runs()] == ["run-1"]
    shown = call("show", "C-0", "--database", database).stdout
    assert "Asked since" in shown and "was a refund promised" in shown


def test_a_failing_call_is_shown_and_the_others_are_stored(call, database):
    def moody(handler, body):
        if len(handler.server.requests) == 1:
            handler.error(413, "too much")
        else:
            good(handler, body)

    with serving(moody) as server:
        done = call("ask", REFUND, "--set", "analyze.engine=openai", "--database", database,
                    "--set", f"analyze.base_url={server.url}", "--set", "analyze.model=m",
                    "--set", "analyze.batch_size=1")  # fmt: skip
    assert done.exit_code == 1
    assert "failed (rejected)" in done.stdout
    with open_store(str(database), create=False) as store:
        answered = [store.load_call(f"C-{number}").asked for number in range(4)]
        assert sorted(map(len, answered)) == [0, 1, 1, 1]
        assert len(store.failures()) == 2  # those that were there before


def test_ids_come_from_the_words():
    asked = make_question(
        "2 times: was a REFUND promised, and by whom, and when, and for what item?"
    )
    assert asked.questions[0].id == "times_was_a_refund_promised_and_by_whom_and_when"
    assert make_question("¿?").questions[0].id == "question"
    assert asked.name == f"ask_{asked.questions[0].id}"


def test_an_asked_question_is_a_questionnaire_like_any_other(tmp_path: Path):
    path = tmp_path / "asked.yaml"
    path.write_text(make_question(REFUND, options=["a=one", "b"], type_="choice").text)
    (question,) = load_questionnaire(path).questions
    assert question.options == {"a": "one", "b": "b"}
