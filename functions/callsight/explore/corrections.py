"""A reviewer puts an answer or a speaker right: checked here, kept by the store.

The value must be one that the questionnaire allows, and no text of a reviewer may hold personal
data: what the redactor finds something in is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from callsight.errors import ConfigurationError, InputError
from callsight.options import RedactOptions
from callsight.store import Store
from callsight.store.corrections import Roles

if TYPE_CHECKING:
    from callsight.analyze.questionnaire import Question
    from callsight.store import CallRecord

NOT_STATED = "not_stated"
"""Written in place of a value: the call does not say."""
ROLES = ("agent", "customer", "unknown")
_AUTHOR = re.compile(r"[A-Za-z0-9][\w.\-]{0,63}")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


def correct_answer(
    store: Store,
    call: str,
    question: str,
    value: Any,
    *,
    author: str,
    reason: str,
    evidence: Sequence[int] = (),
    redaction: RedactOptions | None = None,
) -> bool:
    """Set what is right in place of an answer, or confirm it with the same value.

    `call`: its id, the beginning of it, or its external id. `value`: of the question's type, or as
    people write it (`yes`, `4`, `one; two`, `not_stated`). `evidence`: turns that show it.

    Returns whether the value is another one than before. Raises InputError for an unknown call or
    question, ConfigurationError for a value that the question does not allow, for turns that do
    not exist, and where a text holds personal data.
    """
    record = store.load_call(call)
    asked = _questions(store, record)
    if question not in asked:
        names = ", ".join(asked) or "none"
        raise InputError(f"`{question}` was not asked about this call: questions are {names}.")
    right = read_value(asked[question], value)
    turns = len(record.transcript.turns) if record.transcript else 0
    if wrong := [turn for turn in evidence if not 0 <= turn < turns]:
        raise ConfigurationError(
            f"There is no turn `{wrong[0]}` in this call: turns are 0 to {turns - 1}."
        )
    texts = right if isinstance(right, list) else [right]
    if asked[question].type in ("text", "list"):
        _check_private("value", "\n".join(str(text) for text in texts if text), redaction)
    _check_private("reason", reason, redaction)
    _check_author(author, redaction)
    return store.correct_answer(
        record.call.id, question, right, author=author, reason=reason.strip(), evidence=evidence
    )


def correct_speaker(
    store: Store,
    call: str,
    role: str,
    *,
    author: str,
    reason: str,
    turn: int | None = None,
    channel: int | None = None,
    redaction: RedactOptions | None = None,
) -> int:
    """Say who speaks: in one turn, on one channel, or (`role` is `swap`) that both are mixed up.

    Returns how many turns got another speaker; where any did, answers and metrics of the call go
    and the next run analyzes it again. Raises as `correct_answer` does.
    """
    record = store.load_call(call)
    if record.transcript is None:
        raise InputError("This call has no transcript yet, so nobody has spoken.")
    turns = record.transcript.turns
    if role == "swap" and turn is None and channel is None:
        other = {"agent": "customer", "customer": "agent", "unknown": "unknown"}
        roles: Roles = [(t.channel, t.start, t.end, other[t.speaker]) for t in turns]  # type: ignore[misc]
    elif role not in ROLES:
        raise ConfigurationError(f"`{role}` is no speaker: choose one of {', '.join(ROLES)}, swap.")
    elif (turn is None) == (channel is None):
        raise ConfigurationError("Say which: `--turn NUMBER` or `--channel NUMBER`; or `swap`.")
    elif turn is not None:
        if not 0 <= turn < len(turns):
            raise ConfigurationError(
                f"There is no turn `{turn}` in this call: turns are 0 to {len(turns) - 1}."
            )
        spoken = turns[turn]
        roles = [(spoken.channel, spoken.start, spoken.end, role)]  # type: ignore[list-item]
    else:
        channels = sorted({t.channel for t in turns})
        if channel not in channels:
            names = ", ".join(map(str, channels)) or "none"
            raise ConfigurationError(f"Nobody speaks on channel `{channel}`: channels are {names}.")
        roles = [(channel, 0.0, None, role)]  # type: ignore[list-item]
    _check_private("reason", reason, redaction)
    _check_author(author, redaction)
    return store.correct_speakers(record.call.id, roles, author=author, reason=reason.strip())


def read_value(question: Question, value: Any) -> Any:
    """`value` as the type of `question` has it; None for `not_stated`.

    Raises ConfigurationError with the values that are allowed.
    """
    if value is None or value == NOT_STATED:
        return None
    text = value.strip() if isinstance(value, str) else value
    valid = question.values
    if question.type == "yes_no":
        found = text if isinstance(text, bool) else _YES_NO.get(str(text).lower())
        return _one_of(question, found, ("yes", "no")) if found is None else found
    if question.type == "choice":
        return _one_of(question, text, valid or ())
    if question.type in ("multi_choice", "list"):
        items = [item.strip() for item in text.split(";")] if isinstance(text, str) else text
        if not isinstance(items, (list, tuple)) or len(items) > 20:
            raise ConfigurationError(f"`{question.id}` is a list of at most 20, divided by `;`.")
        items = [str(item) for item in items if str(item)]
        return [_one_of(question, item, valid) for item in items] if valid else items
    if question.type == "text":
        if not str(text) or len(str(text)) > 2000:
            raise ConfigurationError(f"`{question.id}` is a text of 1 to 2,000 characters.")
        return str(text)
    return _number(question, text)


def _number(question: Question, value: Any) -> float | int:
    try:
        number = float("nan") if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = float("nan")
    whole = number == number and abs(number) < 1e15 and number == int(number)
    if question.type == "score":
        found: int = _one_of(question, int(number) if whole else str(value), question.scores)
        return found
    if number != number or abs(number) > 1e15:
        raise ConfigurationError(f"`{question.id}` cannot be `{value}`: it is a number.")
    return int(number) if whole else number


def _one_of(question: Question, value: Any, valid: Sequence[Any]) -> Any:
    if value in valid:
        return value
    names = ", ".join(str(item) for item in valid)
    raise ConfigurationError(
        f"`{question.id}` cannot be `{str(value)[:80]}`: choose one of {names}, or {NOT_STATED}."
        if value is not None
        else f"`{question.id}` must be one of {names}, or {NOT_STATED}."
    )


def _questions(store: Store, record: CallRecord) -> dict[str, Question]:
    from callsight.analyze.questionnaire import parse_questionnaire

    text = store.questionnaire_text(record.questionnaire_version)
    if text is None:
        raise InputError("This call is not analyzed yet: there is no answer to correct.")
    return {question.id: question for question in parse_questionnaire(text).questions}


def _check_author(author: str, redaction: RedactOptions | None) -> None:
    if not _AUTHOR.fullmatch(author):
        raise ConfigurationError(
            f"`{author}` cannot be an author: give a short id such as `lead_3`, of letters, "
            "digits, `.`, `-` and `_`."
        )
    if _found(author, redaction) - {"PERSON"}:
        raise ConfigurationError("The author looks like a number of a person: give a short id.")


def _check_private(name: str, text: str, redaction: RedactOptions | None) -> None:
    """Refuses text with personal data in it, and never repeats it."""
    if name == "reason" and not text.strip():
        raise ConfigurationError("A correction needs a `reason`: a few words say why.")
    if found := _found(text, redaction):
        raise ConfigurationError(
            f"The {name} seems to hold personal data ({', '.join(sorted(found))}): nothing was "
            "stored. Say it without, or with placeholders such as `[PERSON_1]`."
        )


def _found(text: str, redaction: RedactOptions | None) -> set[str]:
    """Types of personal data in a text; whatever goes wrong counts as one."""
    from callsight.redact import redact_dialog

    try:
        return {finding.entity for finding in redact_dialog(text, redaction).findings}
    except Exception:  # a recognizer that fails finds nothing, and its message may quote the text
        return {"not verified"}
