"""What stands beside a bare number that makes it an age: "a postman, twenty-four, first car"."""

from __future__ import annotations

from collections.abc import Sequence

from callsight.redact.quantities import is_quantity
from callsight.redact.readings import Reading, begins_number, is_break, read
from callsight.redact.recognizers import age_words as words
from callsight.redact.tokens import Token


def is_aside(tokens: Sequence[Token], reading: Reading) -> bool:
    """ "He's a postman, twenty-four, first car"."""
    first, after = reading.first, reading.last + 1
    if int(reading.text) < 10 or tokens[first].gap != ", " or len(reading.text) > 2:
        return False
    ends = (
        after >= len(tokens) or tokens[after].first or tokens[after].gap.strip()[:1] in (",", ".")
    )
    if not ends or (after < len(tokens) and begins_number(tokens[after])):
        return False
    for k in range(first - 1, max(-1, first - words.BACK), -1):
        if (tokens[k].text, tokens[k + 1].text) == ("i", "am") and k < first - 2:
            return True
        if tokens[k].text in words.ONE or (tokens[k].text in ("i'm", "im") and k < first - 1):
            return tokens[k + 1].text in ("a", "an", "the", "is", "was")
        if tokens[k].first or is_break(tokens[k]) or begins_number(tokens[k]):
            return False
    return False


def has_apart(tokens: Sequence[Token], after: int) -> bool:
    """Whether something else is counted behind a comma: "she's 34, twelve years licence"."""
    parted = after < len(tokens) and not tokens[after].first and tokens[after].gap[:1] == ","
    behind = read(tokens, after, inside=True) if parted else None
    return behind is not None and is_quantity(tokens, behind)


def is_during(tokens: Sequence[Token], after: int) -> bool:
    """ "He turns two on the trip"."""
    said = [token.text for token in tokens[after : after + 2]]
    return said in (
        ["on", "the"],
        ["on", "our"],
        ["during", "the"],
        ["before", "we"],
        ["while", "we"],
    )


def is_agreed(tokens: Sequence[Token], reading: Reading) -> bool:
    """ "just turned two yeah"."""
    after = reading.last + 1
    return after < len(tokens) and tokens[after].text in words.CHILD_GOES_ON


def talks_on(tokens: Sequence[Token], reading: Reading) -> bool:
    """ "At seventy-eight I ..."."""
    after = reading.last + 1
    at = reading.first > 0 and tokens[reading.first - 1].text == "at"
    if not at or after >= len(tokens) or int(reading.text) < 2 * words.GROWN:
        return False
    return tokens[after].text in words.TALKERS and not tokens[after].first
