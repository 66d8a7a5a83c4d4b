"""`callsight redact`: a text or a recording alone, for people who only need this."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callsight.cli import options
from callsight.cli.app import app
from callsight.cli.output import note
from callsight.errors import CallError, CallsightError, InputError

if TYPE_CHECKING:
    from callsight.config import Config
    from callsight.redact import DialogRedactor


@app.command()
def redact(
    file: Annotated[str, typer.Argument(help="Text file or recording; `-`: text from stdin.")],
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Each line is {"text": …}, and so is each result.')
    ] = False,
    policy: Annotated[str | None, typer.Option(help="Name or path of a redaction policy.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Where the redacted recording goes.", show_default=False
        ),
    ] = None,
    config: options.ConfigFile = None,
    settings: options.Settings = None,
) -> None:
    """Remove personal data from a text (to stdout) or from a recording (a file beside it)."""
    effective = options.configuration(config, settings, redact__policy=policy)
    if file != "-" and _is_recording(file):
        _redact_recording(Path(file), output, effective)
    else:
        _redact_text(file, jsonl, effective)


def _is_recording(file: str) -> bool:
    from callsight.ingest.entries import is_recording

    return is_recording(Path(file).name)


def _redact_text(file: str, jsonl: bool, config: Config) -> None:
    from callsight.redact import DialogRedactor

    lines = _lines(file)
    redactor = DialogRedactor(config.redact)
    if not jsonl:
        sys.stdout.write(redactor("".join(lines)).text)
        return
    failed = 0
    for number, line in enumerate(lines, 1):
        if line.strip():
            result = _redact_line(redactor, line, number)
            failed += "error" in result
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    if failed:
        raise InputError(f"{failed} lines could not be redacted: see `error` in their results.")


def _redact_line(redactor: DialogRedactor, line: str, number: int) -> dict[str, Any]:
    """The result of one line; of one that fails nothing but why, so that the others go on."""
    try:
        return redactor(_text_of(line, number)).to_dict()
    except CallsightError as problem:
        error = str(problem)
    except Exception as problem:  # its message may quote the text
        error = f"A recognizer failed ({type(problem).__name__}), so the line is withheld."
    return {"text": "", "findings": [], "error": error}


def _lines(file: str) -> Iterable[str]:
    """The lines of a UTF-8 text; of stdin as they come."""
    if file == "-":
        return sys.stdin
    try:
        return io.StringIO(Path(file).read_bytes().decode("utf-8"), newline="\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(
            f"Cannot read `{file}` ({type(problem).__name__}): it must be UTF-8 text, or a "
            "recording with the suffix of its format."
        ) from None


def _text_of(line: str, number: int) -> str:
    try:
        text = json.loads(line)["text"]
        if isinstance(text, str):
            return text
    except (ValueError, TypeError, KeyError):
        pass
    raise InputError(f'Line {number} is not an object with a text: {{"text": "…"}} is expected.')


def _redact_recording(path: Path, output: Path | None, config: Config) -> None:
    """Transcribe, redact, and write the recording with the removed seconds silenced."""
    from callsight import audio, ingest
    from callsight import redact as redaction
    from callsight import transcribe as speech
    from callsight.calls import Failure, RedactedCall
    from callsight.listening import listen_again, to_silence

    target = _target(path, output)
    source = ingest.open_source(str(path))
    found = next(iter(ingest.ingest(source, config.ingest, lambda keys: set())))
    if isinstance(found, Failure):
        raise _failed(found)
    recording = speech.Recording(found.call, lambda: audio.decode(path))
    transcript = next(iter(speech.transcribe([recording], config.transcribe)))
    if isinstance(transcript, Failure):
        raise _failed(transcript)
    redacted = next(iter(redaction.redact([(transcript, found.names)], config.redact)))
    if isinstance(redacted, Failure):
        raise _failed(redacted)
    mode = redaction.load_policy(config.redact.policy).audio.mode

    def copy(item: RedactedCall, to: Path) -> Path:
        return audio.copy_silenced(path, to, to_silence(found.call, item), mode).path

    if config.redact.verify_audio:
        calls = {found.call.id: found.call}
        again = listen_again([redacted], calls, lambda _: found.names, copy, config)
        if isinstance(checked := next(again), Failure):
            raise _failed(checked)
    written = copy(redacted, target)
    for turn in redacted.transcript.turns:
        sys.stdout.write(f"{turn.speaker.capitalize()}: {turn.text}\n")
    note(f"{len(redacted.findings)} values removed; recording: {written}")


def _target(path: Path, output: Path | None) -> Path:
    """Where the redacted recording goes; its suffix follows the format that is written."""
    if output is None or output.is_dir():
        name = f"{path.stem.replace('.', '_')}-redacted{path.suffix}"
        return (output or path.parent) / name
    if output.resolve().with_suffix("") == path.resolve().with_suffix(""):
        raise InputError(f"`{output}` would replace the recording itself: name another file.")
    return output


def _failed(failure: object) -> CallsightError:
    from callsight.calls import Failure

    assert isinstance(failure, Failure)
    return CallError(failure.kind, failure.message, transient=failure.transient)
