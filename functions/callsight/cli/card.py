"""One call in the terminal: what is known of it, the answers, and the conversation."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from callsight.calls import Answer, Finding, Turn
from callsight.report import style
from callsight.report.tables import plain, sentiment_text
from callsight.report.views import KEY_METRICS, metric_text, pieces
from callsight.store import CallRecord

DOUBTS = {"no": "not all of it is supported", "unclear": "support is unclear"}
"""What the check of faithfulness found, where it is worth a remark."""
SPEAKERS = {"agent": "bold blue", "customer": "bold yellow", "unknown": "bold"}


def card(record: CallRecord) -> RenderableType:
    """The whole card; what was said is text, never markup."""
    title = plain(f" {record.call.external_id or record.call.id} ", style="bold")
    parts: list[RenderableType] = [Panel(_facts(record), title=title, title_align="left")]
    parts += [
        plain(f"{failure['stage']}: {failure['message']}", style="red")
        for failure in record.failures
    ]
    if record.analysis:
        parts.append(_answers(record, "Answers", record.analysis.answers))
    if record.asked:
        parts.append(_answers(record, "Asked since", record.asked))
    parts.append(_conversation(record))
    return Group(*parts)


def _facts(record: CallRecord) -> Table:
    call = record.call
    metrics = record.analysis.metrics if record.analysis else {}
    facts = {
        "call": call.id,
        "recording": call.recording,
        "started": style.moment(call.started_at),
        "duration": style.clock(call.seconds),
        "agent": call.agent_id,
        "customer": call.customer_id,
        "queue": call.queue,
        "direction": call.direction,
        "language": record.transcript.language if record.transcript else None,
        "roles": _certainty(record),
        "audio": ", ".join(style.words(name) for name in call.health),
        "redacted audio": record.audio,
        "status": record.status,
    }
    facts |= {
        label: metric_text(name, value)
        for name, label in KEY_METRICS.items()
        if (value := metrics.get(name)) is not None
    }
    table = Table.grid(padding=(0, 3))
    for _ in range(2):
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
    shown = [(plain(name), plain(str(value))) for name, value in facts.items() if value]
    half = (len(shown) + 1) // 2
    for row in range(half):
        table.add_row(*shown[row], *(shown[row + half] if row + half < len(shown) else ()))
    return table


def _certainty(record: CallRecord) -> str | None:
    """How sure it is who is the agent."""
    confidence = record.transcript.role_confidence if record.transcript else None
    return f"{confidence:.0%} sure" if confidence is not None else None


def _answers(record: CallRecord, title: str, answers: Sequence[Answer]) -> Table:
    starts = (
        {turn.index: turn.start for turn in record.transcript.turns} if record.transcript else {}
    )
    table = Table(header_style="bold", title=title, title_justify="left", box=None)
    for name in ("question", "answer", "evidence"):
        table.add_column(name, overflow="fold")
    for answer in answers:
        if answer.value is None:
            value = plain(answer.reason or style.words(answer.status), style="dim")
        else:
            value = plain(style.value_text(answer.value))
        if answer.faithful in DOUBTS:
            value.append_text(plain(f" ({DOUBTS[answer.faithful]})", style="dim"))
        if answer.corrected_by:
            value.append_text(plain(f" (by {answer.corrected_by})", "dim"))
        times = ", ".join(style.clock(starts[turn]) for turn in answer.evidence if turn in starts)
        evidence = plain(times)
        if answer.quote:
            evidence.append_text(plain(f" “{answer.quote}”", "dim"))
        table.add_row(plain(style.words(answer.question)), value, evidence)
    return table


def _conversation(record: CallRecord) -> RenderableType:
    turns = record.transcript.turns if record.transcript else ()
    if not turns:
        said = "Nothing was said." if record.transcript else "There is no transcript yet."
        return plain(said, style="dim")
    moods = record.analysis.sentiment if record.analysis else ()
    table = Table(header_style="bold", title="Conversation", title_justify="left", box=None)
    table.add_column("time", justify="right", style="dim", no_wrap=True)
    table.add_column("speaker", no_wrap=True)
    table.add_column("mood", justify="right", no_wrap=True)
    table.add_column("text", overflow="fold")
    for position, turn in enumerate(turns):
        table.add_row(
            style.clock(turn.start),
            plain(turn.speaker, style=SPEAKERS[turn.speaker]),
            sentiment_text(moods[position] if position < len(moods) else None),
            _said(turn, record.findings),
        )
    return table


def _said(turn: Turn, findings: tuple[Finding, ...]) -> Text:
    own = [finding for finding in findings if finding.turn == turn.index]
    text = Text()
    for piece in pieces(turn.text, own):
        text.append_text(plain(piece.text, "reverse" if piece.entity else ""))
    if turn.translation:
        text.append_text(plain(f"\n{turn.translation}", "dim italic"))
    return text
