"""The engine without weights: answers backed by words, null with a reason elsewhere."""

import pytest

from callsight.analyze import CallAnswers, load_questionnaire
from callsight.analyze.cues import Lexicon, languages, lexicon_version, load_lexicon
from callsight.analyze.lexicon import LexiconEngine
from callsight.analyze.rules import compile_cues
from callsight.calls import Transcript
from callsight.errors import ConfigurationError
from tests.analyze.dialogs import call, item


def answers(text=None, questionnaire="default", **more):
    one = item(text, **more) if text else item(**more)
    (result,) = LexiconEngine().answer([one], load_questionnaire(questionnaire))
    assert isinstance(result, CallAnswers)
    return {answer.question: answer for answer in result.answers}


def test_a_whole_call():
    got = answers()
    values = {name: answer.value for name, answer in got.items() if answer.value is not None}
    assert values == {
        "topic": "billing",
        "summary": "Customer: Hi, I was charged twice on my last bill and I'm really upset "
        "about it. "
        "Agent: I have issued a refund of forty dollars. "
        "Agent: You will see it in five business days.",
        "reason": "Hi, I was charged twice on my last bill and I'm really upset about it.",
        "concern_addressed": True,
        "outcome": "resolved",
        "next_steps": ["Agent: You will see it in five business days."],
        "client_tone": "neutral",  # upset first, relieved at the end
        "agent_tone": "positive",
        "upsell_attempted": True,
        "upsell_succeeded": False,
        "escalation_requested": False,
        "churn_risk": "medium",
        "repeat_contact": True,
        "promises": ["You will see it in five business days."],
        "empathy": 5,
        "professionalism": 5,
        "kindness": 5,
        "effective_communication": 4,
        "active_listening": 3,
        "customization": 2,
    }
    assert got["topic"].evidence[0] == 1
    assert got["upsell_attempted"].evidence == (8,)
    assert got["repeat_contact"].evidence == (3,)
    assert got["upsell_succeeded"].evidence == (9,)


UPSET = "customer 0 5 I am very upset, this is unacceptable.\n"


@pytest.mark.parametrize(
    ("said", "empathy", "kindness", "tone"),
    [
        ("I am so sorry to hear that, I understand your frustration.", 5, 4, "positive"),
        ("I can help you with that. Is there anything else?", 3, 3, "neutral"),
        ("That is our policy. There is nothing I can do.", 1, 1, "negative"),
    ],
)
def test_scores_count_courtesies_and_their_opposite(said, empathy, kindness, tone):
    got = answers(UPSET + f"agent 6 9 {said}\nagent 10 11 One moment.\nagent 12 13 Okay.\n")
    assert (got["empathy"].value, got["kindness"].value) == (empathy, kindness)
    assert got["agent_tone"].value == tone


def test_scores_point_at_what_was_counted():
    assert answers()["empathy"].evidence == (2,)


def test_what_no_cue_speaks_to_is_left_to_language_models(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("name: own\nquestions:\n  - {id: why, text: Why, type: text}\n")
    (answer,) = answers(questionnaire=path).values()
    assert (answer.value, answer.status) == (None, "unavailable")
    assert answer.reason == "This question needs a language model."


TOPICS = [
    ("customer 0 5 I was charged twice on my bill this month.", "billing"),
    ("customer 0 5 My internet has been down since Monday.", "technical_issue"),
    ("customer 0 5 I want to cancel my subscription.", "cancellation"),
    ("customer 0 5 Where is my package? It has not arrived.", "order_status"),
    ("customer 0 5 I'd like to return this jacket and get a full refund.", "returns_refunds"),
    ("customer 0 5 I want to make a payment on my car loan.", "payment"),
    ("customer 0 5 I forgot my password and I can't log in.", "account_access"),
    ("customer 0 5 There's a charge on my card that I did not make.", "fraud_dispute"),
    ("customer 0 5 I had a car accident and need to file a claim.", "claim"),
    ("customer 0 5 I need to reschedule my flight to Boston.", "booking_change"),
    ("customer 0 5 I'd like to upgrade to a better plan.", "sales_upgrade"),
]


@pytest.mark.parametrize(("text", "topic"), TOPICS)
def test_topics(text, topic):
    assert answers(text)["topic"].value == topic


@pytest.mark.parametrize(
    ("text", "question", "value"),
    [
        ("customer 0 5 Let me talk to your supervisor.", "escalation_requested", True),
        ("agent 0 5 Let me talk to your supervisor.", "escalation_requested", False),
        ("customer 0 5 I'm going to switch to another company.", "churn_risk", "high"),
        ("customer 0 5 I have called you twice already about this.", "repeat_contact", True),
        ("agent 0 5 I'm unable to refund that.", "concern_addressed", False),
        ("agent 0 5 Let me transfer you to my manager now.", "outcome", "escalated"),
        ("agent 0 5 A technician will visit you on Monday.", "outcome", "follow_up"),
        ("customer 0 5 This is ridiculous.", "client_tone", "negative"),
        ("customer 0 5 I love your service.", "client_tone", "positive"),
        ("agent 0 5 That is our policy.", "agent_tone", "negative"),
        ("agent 0 5 One, two, three.", "agent_tone", None),
    ],
)
def test_cues(text, question, value):
    opening = "customer 0 1 Hello.\nagent 1 2 Good morning.\n"
    assert answers(opening + text)[question].value == value


def test_no_cue_is_a_reason():
    got = answers("customer 0 5 Hello there.")
    assert (got["topic"].value, got["topic"].status) == (None, "unavailable")
    assert got["topic"].reason == "No cue of the lexicon was said."
    assert got["next_steps"].value == []


def test_upsell_success_is_asked_only_after_an_attempt():
    got = answers("customer 0 5 That sounds great, let's do it.")
    assert (got["upsell_attempted"].value, got["upsell_succeeded"].status) == (False, "not_stated")


def test_other_languages_are_unavailable():
    got = answers(language="es")
    assert {answer.status for name, answer in got.items() if name != "upsell_succeeded"} == {
        "unavailable"
    }
    assert got["topic"].reason == "The lexicon covers en, not `es`."


def test_a_call_without_speech_is_not_stated():
    silent = (call(), Transcript("call", None, (), 9.0))
    (result,) = LexiconEngine().answer([silent], load_questionnaire("default"))
    assert {(answer.status, answer.value) for answer in result.answers} == {("not_stated", None)}


def test_compliance_and_scorecard():
    text = (
        "agent 0 5 Thank you for calling Summit. This call may be recorded.\n"
        "customer 6 8 Hi.\n"
        "agent 9 12 Can you confirm your date of birth?\n"
    )
    got = answers(text, "compliance")
    assert got["recording_disclosed"].value is True and got["identity_verified"].value is True
    assert got["prohibited_promise"].value is False
    assert got["payment_consent"].status == "not_stated"
    card = answers(text, "qa_scorecard")
    assert card["greeting"].value is True and card["further_help_offered"].value is False


def test_one_strange_call_does_not_stop_the_others():
    broken = (call("broken"), Transcript("broken", "en", (None,), 9.0))  # type: ignore[arg-type]
    results = LexiconEngine().answer([item(), broken, item()], load_questionnaire("default"))
    assert [type(result).__name__ for result in results] == [
        "CallAnswers",
        "Failure",
        "CallAnswers",
    ]
    assert results[1].call_id == "broken" and results[1].kind == "internal_error"


def test_every_cue_of_the_lexicon_compiles_and_names_a_known_option():
    assert languages() == ["en"] and len(lexicon_version()) == 16
    lexicon: Lexicon = load_lexicon("en")
    shipped = ("default", "qa_scorecard", "compliance")
    questions = {q.id: q for name in shipped for q in load_questionnaire(name).questions}
    assert set(lexicon.scores) | set(lexicon.choices) <= set(questions)
    for name, choice in lexicon.choices.items():
        assert set(choice.options) == set(questions[name].options)
        for cues in choice.options.values():
            for cue in (*cues.strong, *cues.weak, *cues.decisive):
                assert not compile_cues((cue,)).search("  ")
    for value in lexicon.words:
        assert -4 <= float(value) <= 4


def test_an_unknown_language_is_named():
    with pytest.raises(
        ConfigurationError, match="No lexicon for language `xx`: there is one for en"
    ):
        load_lexicon("xx")
