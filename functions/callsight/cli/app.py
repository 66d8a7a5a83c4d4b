"""The application: its options for all commands, and what happens when a command fails.

Nothing heavy is imported here: `callsight --help` answers at once. Errors are one line on stderr;
tracebacks and values of variables could hold personal data, so they need `--debug`.
"""

from __future__ import annotations

import errno
import logging
import traceback
import warnings
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from callsight import __version__
from callsight.cli.output import error
from callsight.errors import CallsightError

SOME_FAILED, WRONG_USE, UNEXPECTED = 1, 2, 3
"""Exit codes beside 0."""
ORDER = (
    "run", "calls", "show", "search", "ask", "report", "drift", "serve", "user", "correct",
    "agreement", "failures", "retry", "submit", "schedule", "schedules", "unschedule", "mlrun",
    "config", "doctor", "db", "redact", "synthesize", "evaluate",
)  # fmt: skip
"""The commands as help lists them: what one does first comes first."""
EPILOG = (
    "Exit codes: 0 all good; 1 some calls failed, the rest is stored; 2 usage or configuration; "
    "3 unexpected error."
)


class Guarded(TyperGroup):
    """A group whose errors are one clear line and an exit code."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of the commands, in the order of the help."""
        return sorted(super().list_commands(ctx), key=ORDER.index)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, KeyboardInterrupt):
            raise
        except Exception as problem:
            # Usage errors show themselves, and a closed pipe (`| head`) is the end, not an error.
            if hasattr(problem, "format_message") or _is_closed_pipe(problem):
                raise
            if ctx.params.get("debug"):
                traceback.print_exc()
            text, code = _explained(problem)
            error(text)
            raise typer.Exit(code) from None


app = typer.Typer(
    name="callsight",
    cls=Guarded,
    help="Call recordings in, a PII-free database of answers out.",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"callsight {__version__}")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks; they may hold what was said.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what is done.")] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", is_eager=True, callback=_show_version
        ),
    ] = False,
) -> None:
    """Call recordings in, a PII-free database of answers out."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    logging.getLogger("callsight").setLevel(logging.INFO if verbose else logging.WARNING)
    if not debug:
        warnings.simplefilter("ignore")  # of the libraries; they are not about the calls


def _is_closed_pipe(problem: Exception) -> bool:
    return isinstance(problem, OSError) and problem.errno == errno.EPIPE


def _explained(problem: Exception) -> tuple[str, int]:
    """What to say of an error, without any value of a variable, and the exit code."""
    if isinstance(problem, CallsightError):
        return str(problem), WRONG_USE
    if isinstance(problem, OSError) and problem.filename is not None:
        return f"Cannot use `{problem.filename}`: {problem.strerror}.", WRONG_USE
    place = traceback.extract_tb(problem.__traceback__)[-1]
    text = (
        f"Something unexpected happened: {type(problem).__name__} in {Path(place.filename).name} "
        f"line {place.lineno}. Please report it; `callsight --debug …` shows more, but look "
        "before you share that: it may hold what was said in a call."
    )
    return text, UNEXPECTED
