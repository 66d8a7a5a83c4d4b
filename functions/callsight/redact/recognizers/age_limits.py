"""Ages that everybody must have, which are nobody's: "a driver over 25", "kids five and under"."""

from __future__ import annotations

from collections.abc import Sequence

from callsight.redact.readings import Reading
from callsight.redact.recognizers import age_words as words
from callsight.redact.recognizers.name_words import bare
from callsight.redact.tokens import Token


def is_limit(tokens: Sequence[Token], reading: Reading, subject: str) -> bool:
    """Whether everybody must have that age: "you're over eighteen", "children aged three to seven"."""
    word = tokens[reading.first - 1].text if reading.first else ""
    after = [token.text for token in tokens[reading.last + 1 : reading.last + 2]]
    limit = word in words.LIMITS and subject.startswith("you")
    limit = limit or _is_for_all(tokens, reading, word, subject)
    pregnant = [t.text for t in tokens[reading.last + 1 : reading.last + 4] if t.text == "pregnant"]
    return limit or bool(pregnant) or (word in ("age", "aged") and after in (["to"], ["or"]))


def _is_for_all(tokens: Sequence[Token], reading: Reading, word: str, subject: str) -> bool:
    """Whether an age parts people: "a driver over 25", "kids five and under", "over age nine"."""
    before = tokens[reading.first - 2] if reading.first > 1 else None
    after = [token.text for token in tokens[reading.last + 1 : reading.last + 3]]
    if before is not None and not tokens[reading.first - 1].first:
        if word in words.LIMITS and bare(before) in words.FAMILY:
            return True
        if word in ("age", "ages") and before.text in words.FROM_AGE:
            return True
    parted = after[:1] in (["and"], ["or"]) and after[1] in words.OR_MORE if after[1:] else False
    return parted and subject not in words.ONE and subject not in ("i", "i'm", "im")


def is_somebody(tokens: Sequence[Token], reading: Reading) -> bool:
    """Whether "one" is a person: "how old's your little one?"."""
    word = tokens[reading.first - 1].text if reading.first else ""
    return tokens[reading.first].text == "one" and word in words.BEFORE_ONE
