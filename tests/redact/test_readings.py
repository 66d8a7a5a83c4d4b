import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsight.redact.readings import read
from callsight.redact.runs import Run, find_runs
from callsight.redact.tokens import tokenize


def runs(text: str) -> list[Run]:
    tokens = tokenize(text)
    return list(find_runs(tokens, [False] * len(tokens)))


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        ("four one double one", "4111"),
        ("triple five oh one", "55501"),
        ("four O one", "401"),
        ("twenty-two fifty", "2250"),
        ("nineteen eighty seven", "1987"),
        ("one eight hundred five five five", "1800555"),
        ("S as in Sam, M, I for ice, T, H", "SMITH"),
        ("S-M-I-T-H", "SMITH"),
        ("Bravo Kilo four four", "BK44"),
        ("X-ray two", "X2"),
        ("BK4417", "BK4417"),
        ("Q7XK2P", "Q7XK2P"),
        ("4111 1111", "41111111"),
        ("four one for one one", "41411"),  # homophones among digits
        ("nine eight ate", "988"),
        ("uh four one, um, and then two two", "4122"),
        ("four one okay two two", "4122"),
        ("four one one bananas five five five", "411555"),  # one word misheard
        ("double double four", "44"),
        ("one two fours", "124"),
    ],
)
def test_a_run_reads(said: str, reads: str) -> None:
    assert [run.text for run in runs(said)] == [reads]


@pytest.mark.parametrize(
    "said",
    [
        "four dollars", "fifty two cents", "$50", "$1,250.00", "€12", "12 percent", "5% off", "three p m",
        "3pm", "4:30", "two o'clock", "ten minutes", "two and a half hours", "three times", 
        "twenty first", "the second one of them" , "one moment", "one second", "five hundred dollars",
        "eighty four dollars and twenty cents", "2 more days", "hello there", "for you too", "oh, I see",
    ],
)  # fmt: skip
def test_amounts_times_and_counts_are_no_runs(said: str) -> None:
    assert runs(said) == []


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("four two, no sorry, one", "41"),
        ("four five two, sorry, four five one", "451"),
        ("one two three, let me start over, four five six", "456"),
        ("nine nine, I mean, nine eight", "98"),
    ],
)
def test_corrections_are_resolved(said: str, value: str) -> None:
    (run,) = runs(said)
    assert value in run.values()


def test_a_year_is_a_run_of_its_own() -> None:
    assert [run.text for run in runs("in twenty twenty. four four one")] == ["2020", "441"]


WORDS = st.sampled_from(
    "four one two double triple oh twenty nineteen hundred A b Sam as in for to and uh no sorry 4111 "
    "12 $ dollars bananas alpha november ten x dash at .".split()
)


@given(st.lists(WORDS, max_size=40))
def test_runs_map_to_their_tokens_in_order_and_never_overlap(words: list[str]) -> None:
    tokens = tokenize(" ".join(words))
    found = list(find_runs(tokens, [False] * len(tokens)))
    last = -1
    for run in found:
        for reading in run.readings:
            assert last < reading.first <= reading.last < len(tokens)
            last = reading.last
            assert reading.text and reading.text.isascii() and reading.text.isalnum()
        assert run.values() and all(isinstance(value, str) for value in run.values())


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20))
def test_digits_said_one_by_one_come_back(digits: list[int]) -> None:
    names = "zero one two three four five six seven eight nine".split()
    (run,) = runs(" ".join(names[digit] for digit in digits))
    assert run.text == "".join(map(str, digits))
    assert run.singles == len(digits)


@given(st.lists(WORDS, min_size=1, max_size=15), st.integers(0, 14), st.booleans())
def test_reading_never_fails(words: list[str], place: int, inside: bool) -> None:
    tokens = tokenize(" ".join(words))
    if place < len(tokens):
        reading = read(tokens, place, inside and place > 0)
        assert reading is None or reading.first == place
