from callsight.redact.passages import converse
from tests.redact.helpers import call, pairs


def shapes(text: str) -> list[str]:
    return [" ".join(t.text for t in p.tokens) for p in converse(call(text)).passages]


def test_fragments_between_interjections_are_one_passage() -> None:
    assert shapes("C: four one\nA: mhm\nC: one one\nA: got that\nC: two") == [
        "four one one one two",
        "mhm got that",
    ]


def test_a_question_for_something_else_ends_the_passage() -> None:
    said = shapes("C: four one one one\nA: and what is the expiration date\nC: oh four")
    assert said[0] == "four one one one" and "oh four" in said


def test_no_finding_crosses_turns_of_another_speaker() -> None:
    text = "C: my card is 4111 1111\nA: 4111 1111 yes\nC: 1111 1111"
    turns = call(text).turns
    for passage in converse(call(text)).passages:
        assert len({(turns[t.turn].speaker, turns[t.turn].channel) for t in passage.tokens}) == 1


def test_a_number_broken_by_any_interjection_is_found_whole() -> None:
    for interjection in ("okay", "super", "jawohl", "I'm listening", "alles klar", "4 1 1 1 yes"):
        text = f"A: Card number?\nC: four one one one\nA: {interjection}\nC: one one one one\nA: {interjection}\nC: one one one one one one one one"
        masked = [said for entity, said in pairs(text) if entity == "CREDIT_CARD"]
        assert [m for m in masked if m != "4 1 1 1"] == [
            "four one one one", "one one one one", "one one one one one one one one",
        ]  # fmt: skip


def test_one_lost_digit_does_not_unmask_the_rest() -> None:
    text = "A: Card number?\nC: four one one one\nA: okay\nC: one one one\nA: okay\nC: one one one one one one one one"
    assert [said for _, said in pairs(text)] == [
        "four one one one", "one one one", "one one one one one one one one",
    ]  # fmt: skip


def test_a_read_back_is_found_and_an_unknown_speaker_too() -> None:
    text = "C: my account number is 4 4 1 7 0 2 9\nA: let me see, four four one seven oh two nine"
    assert [said for _, said in pairs(text)] == ["4 4 1 7 0 2 9", "four four one seven oh two nine"]
    assert pairs("U: What is your PIN?\nU: four four one two") == [("PIN", "four four one two")]


def test_the_question_gives_the_type() -> None:
    for question, entity in (
        ("What is your PIN?", "PIN"), ("And the security code?", "CVV"),
        ("Your account number, please?", "ACCOUNT_NUMBER"), ("What's the order number?", "ID_NUMBER"),
        ("The last four of your social?", "US_SSN"),
    ):  # fmt: skip
        said = "four four one two" if entity != "CVV" else "four one two"
        assert pairs(f"A: {question}\nC: {said}") == [(entity, said)]
