"""The redactor: policy and models loaded once, calls one at a time, failing closed."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence

from callsight.calls import Failure, RedactedCall, Transcript
from callsight.errors import CallError
from callsight.options import RedactOptions
from callsight.redact.apply import apply
from callsight.redact.found import Found, merge
from callsight.redact.name_model import NameModel
from callsight.redact.policy import Policy, check, needs_name_model
from callsight.redact.scan import scan
from callsight.redact.tagger import load_tagger
from callsight.redact.translations import joined, separated
from callsight.redact.verify import in_original, residue, verify

logger = logging.getLogger(__name__)

_LOOKS = 3
"""Times that what shows only after redaction is removed before a call is withheld."""
BEST_EFFORT = (
    "Names and addresses are best effort without a name model: set `redact.name_model` for more."
)


def redact(
    transcripts: Iterable[tuple[Transcript, tuple[str, ...]]], options: RedactOptions
) -> Iterator[RedactedCall | Failure]:
    """Redact calls as they come; each with the names that its metadata knows.

    Raises ConfigurationError at once for a bad policy or model. A call whose redaction fails in any
    way becomes a Failure: nothing of it gets through.
    """
    redactor = Redactor(options)
    return (redactor(transcript, names) for transcript, names in transcripts)


class Redactor:
    """Redacts one call at a time."""

    def __init__(self, options: RedactOptions) -> None:
        """Raises ConfigurationError for a bad policy or model."""
        self.policy: Policy = check(options)
        self.name_model = NameModel(options.name_model) if options.name_model else None
        self.tagger = load_tagger(options.tagger)
        for limit in limits(options):
            logger.warning(limit)

    def __call__(
        self, transcript: Transcript, names: tuple[str, ...] = ()
    ) -> RedactedCall | Failure:
        """The redacted call, or why it is withheld."""
        try:
            return self.redact(transcript, names)
        except CallError as error:
            return Failure("redact", error.kind, str(error), error.transient, transcript.call_id)
        except Exception as error:  # whatever went wrong, the text must not get through
            # The message of an unforeseen error may quote what was said: only its type is kept.
            message = (
                f"A recognizer failed ({type(error).__name__}), so the call is withheld. Report it; "
                "a retry gives the same."
            )
            return Failure("redact", "recognizer_error", message, False, transcript.call_id)

    def redact(self, transcript: Transcript, names: Sequence[str] = ()) -> RedactedCall:
        """The redacted and verified call. Raises CallError where it must be withheld."""
        original, transcript = transcript, joined(transcript)
        found = scan(transcript, self.policy, names, self.name_model, self.tagger)
        redacted = apply(transcript, found, self.policy)
        for _ in range(_LOOKS):
            left = self._left(redacted, names)
            if not left:
                return separated(redacted, original)
            # What only shows once its neighbors are gone is removed too; then it must be clean.
            found = merge(transcript, found + in_original(redacted, left))
            redacted = apply(transcript, found, self.policy)
        verify(redacted, self.policy, names, self.name_model, self.tagger)
        return separated(redacted, original)

    def _left(self, redacted: RedactedCall, names: Sequence[str]) -> list[Found]:
        """What is still personal. The tagger, which is slow, has read the whole call: it is asked
        again only about what the recognizers find, because it may have let that go.
        """
        left = residue(redacted, self.policy, names, self.name_model)
        if left and self.tagger is not None:
            left = residue(redacted, self.policy, names, self.name_model, self.tagger)
        return left


def limits(options: RedactOptions) -> tuple[str, ...]:
    """What a run with these options can only do as best effort, as sentences for people."""
    needs = needs_name_model(check(options)) and not options.name_model
    return (BEST_EFFORT,) if needs else ()
