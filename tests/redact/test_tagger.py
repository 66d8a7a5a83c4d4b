"""The bundled tagger, and what is done with its judgement whatever it says."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from callsight.calls import Failure, RedactedCall
from callsight.errors import ConfigurationError
from callsight.options import RedactOptions
from callsight.redact import DialogRedactor, fingerprint, load_policy, redact
from callsight.redact.found import Found
from callsight.redact.passages import converse
from callsight.redact.scan import detect, scan
from callsight.redact.tag_features import Pieces
from callsight.redact.tagger import BUNDLED, Tagger, load_tagger, owners
from tests.redact.helpers import call

Judge = Callable[[Pieces], Sequence[tuple[str, float]]]


@pytest.fixture
def tagger(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], Tagger]:
    """A tagger that is certain of the words it is given, and that the rest is nobody's."""

    def judging(words: dict[str, str]) -> Tagger:
        real = Tagger()
        entities = real._entities

        def likelihoods(pieces: Pieces) -> np.ndarray:
            odds = np.zeros((len(pieces.tokens), len(entities)))
            for row, token in zip(odds, pieces.tokens, strict=True):
                row[entities.index(words.get(token.text, "O"))] = 1.0
            return odds

        monkeypatch.setattr(real, "likelihoods", likelihoods)
        return real

    return judging


def said(text: str, tagger: Tagger | None, names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    transcript = call(text)
    found: list[Found] = scan(transcript, load_policy(), names, None, tagger)
    return [(f.entity, transcript.turns[f.turn].text[f.start : f.end]) for f in found]


def test_it_adds_what_no_recognizer_found(tagger: Callable[[dict[str, str]], Tagger]) -> None:
    text = "C: the usual thing for zorblat quux thanks"
    assert said(text, None) == []
    judge = tagger({"zorblat": "PERSON", "quux": "PERSON"})
    assert said(text, judge) == [("PERSON", "zorblat quux")]


def test_it_lets_go_of_what_is_nobodys(tagger: Callable[[dict[str, str]], Tagger]) -> None:
    text = "C: it's four one nine two seven"
    assert said(text, None) == [("ID_NUMBER", "four one nine two seven")]
    assert said(text, tagger({})) == []


def test_it_cuts_the_ends_of_a_finding_and_names_its_kind(
    tagger: Callable[[dict[str, str]], Tagger],
) -> None:
    text = "C: it's four one nine two seven"
    kinds = dict.fromkeys(("one", "nine", "two"), "PIN")
    assert said(text, tagger(kinds)) == [("PIN", "one nine two")]


def test_checksums_and_names_of_the_metadata_stay(
    tagger: Callable[[dict[str, str]], Tagger],
) -> None:
    card = "C: 4111 1111 1111 1111"
    assert said(card, tagger({})) == [("CREDIT_CARD", "4111 1111 1111 1111")]
    text = "C: tell Priya Raman about it"
    assert said(text, tagger({}), ("Priya Raman",)) == [("PERSON", "Priya Raman")]
    assert said(text, tagger({})) == []


def test_a_long_number_that_was_announced_stays(
    tagger: Callable[[dict[str, str]], Tagger],
) -> None:
    number = "four four one nine two seven oh three one"
    text = f"A: what's the account number\nC: {number}"
    assert said(text, tagger({})) == [("ACCOUNT_NUMBER", number)]
    assert said(text.replace("four four", "four"), tagger({})) == []
    phone = "A: call us at 1-800-860-2555"
    assert said(phone, None) and said(phone, tagger({})) == []


def test_what_is_removed_once_is_removed_wherever_it_is_said(
    tagger: Callable[[dict[str, str]], Tagger],
) -> None:
    text = "A: when does it expire?\nC: 03/30\nA: reading it back: 03/30"
    assert said(text, None) == [("CARD_EXPIRY", "03/30")] * 2
    judge = tagger({})
    first = judge.likelihoods

    def sure_of_the_first(pieces: Pieces) -> np.ndarray:
        odds = first(pieces)
        for row, token in zip(odds, pieces.tokens, strict=True):
            if token.turn == 1:
                row[0], row[judge._entities.index("CARD_EXPIRY")] = 0, 1
        return odds

    judge.likelihoods = sure_of_the_first  # type: ignore[method-assign]
    assert said(text, judge) == [("CARD_EXPIRY", "03/30")] * 2
    assert said(text, tagger({})) == []


def test_a_policy_is_asked_for_the_kind_that_the_tagger_names(
    tagger: Callable[[dict[str, str]], Tagger],
) -> None:
    judge = tagger({"zorblat": "PERSON"})
    assert scan(call("C: zorblat"), load_policy("pci"), (), None, judge) == []


def test_the_bundled_one_reads_the_talk() -> None:
    judge = load_tagger("bundled")
    text = "A: what's the procedure code on the bill\nC: nine nine two one four"
    assert said(text, None) == [("PIN", "nine nine two one four")]
    assert said(text, judge) == []
    text = "A: which city is that going to\nC: the usual place, quince cottage in nettlecombe"
    assert said(text, None) == []
    assert {kind for kind, _ in said(text, judge)} == {"ADDRESS"}


def test_a_long_call_is_read_in_windows_that_agree() -> None:
    judge = load_tagger("bundled")
    assert judge is not None
    turn = "A: And your name, please?\nC: My name is Doreen Whitlock.\n"
    filler = "A: The weather is fine here and we have plenty of time today.\nC: Good to hear.\n"
    transcript = call(filler * 60 + turn + filler * 60)
    conversation = converse(transcript)
    found, _ = detect(conversation, load_policy())
    pieces = judge._describe(conversation, owners(conversation, found, judge._entities))
    odds = judge.likelihoods(pieces)
    assert len(pieces.ids) > 1500
    assert odds.shape == (len(pieces.tokens), len(judge._entities))
    assert np.allclose(odds.sum(1), 1, atol=1e-4)
    place = next(k for k, token in enumerate(pieces.tokens) if token.text == "whitlock")
    assert odds[place, judge._entities.index("PERSON")] > 0.9


def test_an_empty_call_needs_no_judgement() -> None:
    judge = load_tagger("bundled")
    assert judge is not None
    assert judge(converse(call("C: ...")), []) == []


def test_a_failing_tagger_withholds_the_call_and_says_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(self: Tagger, pieces: Pieces) -> np.ndarray:
        raise RuntimeError("cannot read 5 Oak Street")

    monkeypatch.setattr(Tagger, "likelihoods", broken)
    (failure,) = redact([(call("C: hello there"), ())], RedactOptions())
    assert isinstance(failure, Failure)
    assert (failure.stage, failure.kind) == ("redact", "tagger")
    assert "Oak" not in failure.message and "RuntimeError" in failure.message


def test_a_missing_tagger_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"redact\.tagger.*`bundled`, `off`"):
        DialogRedactor(RedactOptions(tagger=str(tmp_path)))
    with pytest.raises(ConfigurationError, match=r"redact\.tagger"):
        fingerprint(RedactOptions(tagger=str(tmp_path)))


def test_the_fingerprint_follows_the_tagger() -> None:
    off = fingerprint(RedactOptions(tagger="off"))
    assert off != fingerprint(RedactOptions())
    assert fingerprint(RedactOptions(tagger=str(BUNDLED))) == fingerprint(RedactOptions())


def test_what_it_let_go_is_not_found_again_in_the_redacted_text(
    tagger: Callable[[dict[str, str]], Tagger], monkeypatch: pytest.MonkeyPatch
) -> None:
    from callsight.redact import engine

    monkeypatch.setattr(engine, "load_tagger", lambda option: tagger({}))
    text = "C: it's four one nine two seven"
    (result,) = redact([(call(text), ())], RedactOptions())
    assert isinstance(result, RedactedCall)
    assert result.transcript.turns[0].text == text[3:] and result.findings == ()


def test_it_listens_to_the_redacted_audio_too(
    tagger: Callable[[dict[str, str]], Tagger], monkeypatch: pytest.MonkeyPatch
) -> None:
    from callsight.redact import AudioVerifier, engine

    monkeypatch.setattr(engine, "load_tagger", lambda option: tagger({"zorblat": "PERSON"}))
    (redacted,) = redact([(call("C: hello there"), ())], RedactOptions())
    assert isinstance(redacted, RedactedCall)
    verifier = AudioVerifier(RedactOptions())
    assert verifier(redacted, call("C: hello there")) is None
    failure = verifier(redacted, call("C: hello zorblat"))
    assert failure is not None and failure.kind == "audible_pii"


def test_without_it_no_network_library_is_loaded() -> None:
    code = (
        "import sys; from callsight.redact import redact_dialog; "
        "from callsight.options import RedactOptions; "
        "print(redact_dialog('my pin is 4412', RedactOptions(tagger='off')).text); "
        "print('torch' in sys.modules, 'transformers' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.split("\n")[:2] == ["my pin is [PIN_1]", "False False"]
