"""Sentiment per turn: the stated rules, and a classification model of one's own."""

import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from callsight.analyze.cues import load_lexicon
from callsight.analyze.sentiment import lexicon_sentiment, load_scorer, text_sentiment
from callsight.errors import ConfigurationError
from tests.analyze.dialogs import BILLING, transcript
from tests.analyze.tiny_model import make_tokenizer

LEXICON = load_lexicon("en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This is great.", 0.5859),  # 2.8 / sqrt(2.8^2 + 15)
        ("This is not great.", -0.4718),  # -0.74 * 2.8
        ("This is very great.", 0.6239),  # 2.8 + 0.293
        ("This is a bit slow.", -0.0791),  # -(0.6 - 0.293)
        ("My account number is here.", 0.0),
        ("Thank you for calling, have a great day.", 0.0),
        ("Um, [PERSON_1].", None),
        ("Four one double one.", None),
        ("...", None),
        ("", None),
    ],
)
def test_exact_values(text, expected):
    value = text_sentiment(text, LEXICON)
    assert value == (pytest.approx(expected, abs=2e-3) if expected is not None else None)


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("I am very angry.", "I am angry."),
        ("This is unacceptable.", "This is slow."),
        ("The agent was nice but I am angry.", "I was angry but the agent was nice."),
        ("This isn't so good.", "This is slow."),
        ("This is the worst service I have ever had.", "Can you help me with that?"),
    ],
)
def test_order(lower, higher):
    assert text_sentiment(lower, LEXICON) < text_sentiment(higher, LEXICON)


@pytest.mark.parametrize(
    ("speaker", "text", "expected"),
    [
        ("agent", "I'm so sorry to hear that.", 0.4213),  # 1.8: kind
        ("customer", "I'm so sorry to hear that.", -0.3596),  # "sorry" after "so": -1.2 - 0.293
        ("agent", "That is our policy.", -0.5267),  # -2.4: cold
        ("customer", "Is that our policy?", 0.0),
        ("customer", "This is the third time I am calling.", -0.4213),
        ("agent", "I have issued a refund.", 0.0),  # no "issue"
        ("customer", "No, that is all, thanks.", 0.0),  # "no" is an answer here, not a negation
        ("customer", "Okay, sure.", 0.0),  # heard, not pleased
    ],
)
def test_phrases_weigh_as_wholes_by_who_says_them(speaker, text, expected):
    assert text_sentiment(text, LEXICON, speaker) == pytest.approx(expected, abs=2e-3)


def test_turns_of_a_call():
    values = lexicon_sentiment(transcript(BILLING))
    assert values[1] < -0.3 and values[7] > 0.5 and values[0] == 0.0
    assert all(value is None or -1 <= value <= 1 for value in values)


def test_other_languages_are_not_judged():
    assert set(lexicon_sentiment(transcript(BILLING, language="de"))) == {None}


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    folder = tmp_path_factory.mktemp("classifier")

    def save(labels):
        torch.manual_seed(0)
        tokenizer: PreTrainedTokenizerFast = make_tokenizer()
        tokenizer.pad_token = tokenizer.eos_token
        config = BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=16,
            intermediate_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            id2label=dict(enumerate(labels)),
        )
        BertForSequenceClassification(config).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        return str(folder)

    return save


@pytest.mark.parametrize(
    "labels", [("NEGATIVE", "POSITIVE"), ("negative", "neutral", "positive"), ("1 star", "5 stars")]
)
def test_a_model_gives_one_number_per_spoken_turn(classifier, labels):
    call = transcript(BILLING + "agent 48 49 ...\n")
    values = load_scorer(classifier(labels), "cpu")(call)
    assert len(values) == 13 and values[-1] is None
    assert all(-1 <= value <= 1 for value in values[:-1])
    assert len(set(values[:-1])) > 5


def test_a_model_without_polarity_is_refused(classifier):
    with pytest.raises(ConfigurationError, match="has the labels joy, anger: it must have negat"):
        load_scorer(classifier(("joy", "anger")), "cpu")


def test_a_missing_model_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="Cannot load sentiment model"):
        load_scorer(str(tmp_path), "cpu")
