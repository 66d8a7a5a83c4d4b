import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsight.redact.tokens import fold, tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("My card: 4111 1111.", ["my", "card", "4111", "1111"]),
        ("it's j.doe@gmail.com", ["it's", "j", "doe", "gmail", "com"]),
        ("BK4417", ["bk", "4417"]),
        ("４１１１ ①", ["4111", "1"]),  # full-width and circled digits
        ("4\u200b1\u200d1\u00ad1", ["4111"]),  # zero width space and joiner, soft hyphen
        ("٤١١١", ["4111"]),  # Arabic-Indic digits
        ("саrd РIN", ["card", "pin"]),  # Cyrillic look-alikes
        ("José Mu\u0308ller", ["jose", "muller"]),
        ("4️⃣1️⃣", ["41"]),  # keycap emoji
        ("😀 hello 🎉", ["hello"]),
        ("", []),
    ],
)
def test_tokens_read_what_a_person_reads(text: str, words: list[str]) -> None:
    assert [token.text for token in tokenize(text)] == words


def test_tokens_know_their_characters() -> None:
    text = "Zahl: ４１ \u200b1, ﬁne"
    shown = [text[token.start : token.end] for token in tokenize(text)]
    assert shown == ["Zahl", "４１", "1", "ﬁne"]


@given(st.text(max_size=60))
def test_offsets_lead_back_to_the_text(text: str) -> None:
    folded, offsets = fold(text)
    assert len(folded) == len(offsets)
    assert list(offsets) == sorted(offsets)
    tokens = tokenize(text)
    for one, other in itertools.pairwise(tokens):
        assert one.start < one.end
        assert one.start <= other.start and one.end <= other.end
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)


@given(st.text(alphabet=st.characters(categories=["Nd"]), min_size=1, max_size=10))
def test_every_decimal_digit_of_unicode_is_read(digits: str) -> None:
    expected = "".join(str(unicodedata.decimal(digit)) for digit in digits)
    assert "".join(token.text for token in tokenize(digits)) == expected
