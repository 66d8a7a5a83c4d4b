"""One call in a notebook: who speaks when, what was said, the answers, and a player in step.

The card is a page of its own in a sandboxed frame: it needs no network, its style and script do not
touch the notebook, and neither can reach the other. Jinja escapes every value; a content security
policy with the hash of our one script keeps anything else from running.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callsight.calls import Turn
from callsight.errors import CallError
from callsight.outputs import Outputs
from callsight.report import style
from callsight.report.views import KEY_METRICS, metric_text, pieces
from callsight.store import CallRecord

if TYPE_CHECKING:
    import jinja2

TEMPLATES = Path(__file__).parent / "templates"
SILENCE = 2.0
"""Seconds: a shorter pause is not drawn as silence."""
LONGEST_AUDIO = 3600.0
"""Seconds: the sound of a longer call would make the notebook too large."""
BIT_RATE = 12_000
"""Bits per second and channel of the sound in the card (Opus: telephone speech stays clear)."""
HEIGHT = 720
"""Pixels."""
_TYPES = {".ogg": "audio/ogg", ".flac": "audio/flac", ".wav": "audio/wav"}


class CallCard:
    """A call that shows itself in a notebook; `record` is all that the database knows of it."""

    def __init__(
        self,
        record: CallRecord,
        questions: Mapping[str, Mapping[str, Any]] | None = None,
        outputs: Outputs | None = None,
    ) -> None:
        """`questions` by id, as the questionnaire has them; `outputs`: where the audio lies."""
        self.record = record
        self._questions = questions or {}
        self._outputs = outputs

    def __repr__(self) -> str:
        call = self.record.call
        return f"<Call {call.external_id or call.id}, {style.clock(call.seconds)}>"

    def html(self) -> str:
        """The card as a whole page."""
        return _template().render(self._view())

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        page = html.escape(self.html(), quote=True)
        name = html.escape(self.record.call.external_id or self.record.call.id)
        return (
            f'<iframe title="Call {name}" sandbox="allow-scripts" srcdoc="{page}" '
            f'style="width:100%;height:{HEIGHT}px;border:0;border-radius:12px"></iframe>'
        )

    def _view(self) -> dict[str, Any]:
        record, analysis = self.record, self.record.analysis
        turns = record.transcript.turns if record.transcript else ()
        moods = analysis.sentiment if analysis else (None,) * len(turns)
        length = max(record.call.seconds, max((turn.end for turn in turns), default=0.0), 0.001)
        metrics = analysis.metrics if analysis else {}
        script = (TEMPLATES / "card.js").read_text(encoding="utf-8")
        sound, lost = self._sound()
        return {
            "call": record.call,
            "name": record.call.external_id or record.call.id,
            "length": length,
            "turns": [self._turn(turn, mood) for turn, mood in zip(turns, moods, strict=True)],
            "lanes": lanes(turns, moods, length),
            "answers": [self._answer(answer, turns) for answer in analysis.answers]
            if analysis
            else [],
            "metrics": [
                (label, metric_text(name, value))
                for name, label in KEY_METRICS.items()
                if (value := metrics.get(name)) is not None
            ],
            "removed": len(record.findings),
            "failures": record.failures,
            "audio": sound,
            "lost": lost,
            "style": (TEMPLATES / "card.css").read_text(encoding="utf-8"),
            "script": script,
            "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        }

    def _turn(self, turn: Turn, mood: float | None) -> dict[str, Any]:
        own = [finding for finding in self.record.findings if finding.turn == turn.index]
        return {"turn": turn, "pieces": pieces(turn.text, own), "mood": mood}

    def _answer(self, answer: Any, turns: tuple[Turn, ...]) -> dict[str, Any]:
        starts = {turn.index: turn.start for turn in turns}
        question = self._questions.get(answer.question, {})
        text = style.value_text(answer.value)
        if question.get("type") in ("choice", "multi_choice"):
            text = style.words(text)
        return {
            "answer": answer,
            "question": question.get("text", ""),
            "value": text if answer.value is not None else None,
            "why": answer.reason or style.words(answer.status),
            "evidence": [(turn, starts[turn]) for turn in answer.evidence if turn in starts],
        }

    def _sound(self) -> tuple[str | None, str]:
        """The redacted audio as a data URI, or why there is none."""
        record = self.record
        if self._outputs is None:
            return None, ""
        if not record.audio:
            return None, "There is no redacted audio of this call."
        if record.call.seconds > LONGEST_AUDIO:
            return None, "The call is too long to be heard in a notebook."
        try:
            with tempfile.TemporaryDirectory(prefix="callsight-") as folder:
                return _data_uri(_fetched(self._outputs, record.audio, Path(folder))), ""
        except (OSError, CallError):
            return None, f"The audio `{record.audio}` is not in `{self._outputs.url}`."


def lanes(
    turns: Iterable[Turn], moods: Iterable[float | None], length: float
) -> dict[str, list[dict[str, Any]]]:
    """Bars in percent of the call: speech and mood per speaker, silences, and overlaps."""

    def bar(start: float, end: float, **more: Any) -> dict[str, Any]:
        left = 100 * start / length
        width = max(100 * (end - start) / length, 0.15)
        seconds = round(end - start, 1)
        clock = style.clock(start)
        return {"left": round(left, 3), "width": round(width, 3), "seconds": seconds,
                "start": start, "clock": clock, **more}  # fmt: skip

    turns = list(turns)
    silences, overlaps, until, last = [], [], 0.0, ""
    for turn in sorted(turns, key=lambda turn: turn.start):
        if turn.start - until >= SILENCE:
            silences.append(bar(until, turn.start))
        elif turn.start < until and turn.speaker != last:
            overlaps.append(bar(turn.start, min(until, turn.end)))
        if turn.end > until:
            until, last = turn.end, turn.speaker
    if length - until >= SILENCE:
        silences.append(bar(until, length))
    speech = [
        bar(turn.start, turn.end, speaker=turn.speaker, mood=style.mood(mood), index=turn.index)
        for turn, mood in zip(turns, moods, strict=True)
    ]
    return {"speech": speech, "silences": silences, "overlaps": overlaps}


def _fetched(outputs: Outputs, name: str, folder: Path) -> Path:
    """The redacted recording as a small file: Opus where its sample rate allows."""
    from callsight.audio import Format, decode, encode

    if outputs.local is not None:
        path = outputs.local / name
    else:
        import fsspec

        path = folder / Path(name).name
        filesystem, root = fsspec.core.url_to_fs(outputs.url)
        filesystem.get_file(f"{root}/{name}", str(path))
    sound = decode(path)
    small = Format("ogg", "opus", BIT_RATE * sound.samples.shape[0])
    return encode(sound, folder / "sound.ogg", small).path


def _data_uri(path: Path) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    return f"data:{_TYPES.get(path.suffix, 'audio/wav')};base64,{data}"


@functools.cache
def _template() -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "clock": style.clock, "moment": style.moment, "words": style.words,
        "signed": style.signed, "mood": style.mood, "entity_name": style.entity_name,
    }  # fmt: skip
    return environment.get_template("card.html")
