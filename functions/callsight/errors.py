"""The few errors that Callsight raises, each written for the person who reads it.

A message says what was wrong with which value (in backticks), what would be right, and what to do.
No message may contain what was said in a call: messages are stored and logged.
"""


class CallsightError(Exception):
    """Base of all errors that Callsight raises on purpose."""

    kind = "error"
    transient = False
    """True when the same work may succeed later without any change (a busy server, a full disk)."""


class ConfigurationError(CallsightError):
    """The run cannot start: a profile, key, model, policy, questionnaire or database is wrong.

    The command line shows the message and exits with 2.
    """

    kind = "configuration"


class InputError(CallsightError):
    """The whole input is unusable: a missing or empty folder, a metadata table without its columns.

    The command line shows the message and exits with 2.
    """

    kind = "input"


class CallError(CallsightError):
    """One call cannot be processed; the others go on. It becomes a row in `failures`.

    `kind` is a short stable name, for example `not_audio`, `truncated`, `empty_file`.
    """

    def __init__(self, kind: str, message: str, *, transient: bool = False) -> None:
        super().__init__(message)
        self.kind = kind
        self.transient = transient
