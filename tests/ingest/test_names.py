"""No number and no address comes through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsight.ingest.names import PSEUDONYM_KEY, masked_name, pseudonym


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("call_01.wav", "call_01.wav"),
        ("calls/2024/call_0123.wav", "call_0123.wav"),
        ("15550100234.wav", "###########.wav"),
        ("call_+1-555-0100.wav", "call_+#-###-####.wav"),
        ("(555) 01.00 in.mp3", "(###) ##.## in.mp3"),
        ("customer/jane.doe@example.com_7.mp3", "[email].mp3"),
        ("jane%40example.com.wav", "[email].wav"),
        ("C:\\rec\\call 12345.wav", "call #####.wav"),
        ("4521.3gp", "4521.3gp"),
        ("line\nbreak.wav", "line?break.wav"),
        ("٠١٢٣٤٥.wav", "######.wav"),
        ("", "recording"),
    ],
)
def test_masked_name(name: str, masked: str) -> None:
    assert masked_name(name) == masked


def test_names_of_the_metadata_are_masked() -> None:
    assert masked_name("2_jane-DOE.wav", ("Jane Doe",)) == "2_[name]-[name].wav"


personal = st.one_of(
    st.from_regex(r"\+?[0-9]{1,3}[ \-_.]?[0-9]{3}[ \-_.]?[0-9]{4}", fullmatch=True),
    st.emails(),
    st.from_regex(r"[0-9]{5,19}", fullmatch=True),
)


@given(before=st.text(max_size=15), value=personal, after=st.text(max_size=15))
def test_no_personal_value_survives(before: str, value: str, after: str) -> None:
    masked = masked_name(f"{before}{value}{after}.wav")
    assert "@" not in masked
    assert not re.search(r"\d(?:[\s\-_.+()]*\d){4,}", masked.removesuffix(".wav"))
    assert masked.isprintable()
    assert len(masked) < 200


@pytest.mark.parametrize("value", ["agent_7", "4711", "retail", "2024-001", "12345678"])
def test_business_ids_stay(value: str) -> None:
    assert pseudonym(value) == value


def test_a_uuid_stays() -> None:
    value = "123e4567-e89b-12d3-a456-426614174000"
    assert pseudonym(value) == value


@pytest.mark.parametrize(
    "value", ["+1 555 010 0234", "jane@example.com", "4111111111111111", "acc 123-456-789"]
)
def test_personal_values_become_pseudonyms(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = pseudonym(value)
    assert re.fullmatch(r"id_[0-9a-f]{12}", hidden)
    assert hidden == pseudonym(value)
    monkeypatch.setenv(PSEUDONYM_KEY, "secret")
    assert pseudonym(value) not in (hidden, value)


def test_an_id_that_holds_a_name_becomes_a_pseudonym() -> None:
    assert pseudonym("Jane Doe", ("Jane Doe",)).startswith("id_")
    assert pseudonym("JANE DOE (VIP)", ("Jane Doe",)).startswith("id_")
