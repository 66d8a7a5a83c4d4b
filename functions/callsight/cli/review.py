"""`callsight correct` and `agreement`: people put answers right, and that measures the model."""

from __future__ import annotations

from typing import Annotated

import typer

from callsight.cli import options
from callsight.cli.app import app
from callsight.cli.calls import CallReference
from callsight.cli.output import note, show, show_json


@app.command()
def correct(
    call: CallReference,
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="Id of the question, or `speaker`.")
    ],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE",
            help="What is right; the same value confirms; `not_stated`: the call does not say. "
            "Of a speaker: agent, customer, unknown, or `swap`.",
        ),
    ],
    reason: Annotated[str, typer.Option(help="Why, without personal data.")],
    author: Annotated[str, typer.Option(help="Short id of the reviewer.")],
    evidence: Annotated[
        list[int] | None, typer.Option(help="Number of a turn that shows it; repeatable.")
    ] = None,
    turn: Annotated[int | None, typer.Option(help="Of a speaker: only this turn.")] = None,
    channel: Annotated[int | None, typer.Option(help="Of a speaker: this whole channel.")] = None,
    database: options.Database = None,
    config: options.ConfigFile = None,
) -> None:
    """Correct or confirm an answer, or say who speaks; the original stays beside it."""
    from callsight.explore.corrections import correct_answer, correct_speaker

    redaction = options.configuration(config).redact
    with options.stored(config, database) as store:
        if question == "speaker":
            changed = correct_speaker(
                store, call, value, author=author, reason=reason, turn=turn, channel=channel,
                redaction=redaction,
            )  # fmt: skip
            show(f"{changed} turns have another speaker now.")
            if changed:
                note("Answers and numbers of this call are gone: `callsight run` makes them anew.")
            return
        another = correct_answer(
            store, call, question, value, author=author, reason=reason,
            evidence=evidence or (), redaction=redaction,
        )  # fmt: skip
    show("Corrected." if another else "Confirmed.")


@app.command()
def agreement(
    as_json: options.Json = False,
    database: options.Database = None,
    config: options.ConfigFile = None,
) -> None:
    """How often reviewers agree with the model, per question: accuracy and Cohen's kappa."""
    from callsight.evaluate.agreement import agreement as measure

    with options.stored(config, database) as store:
        lines = measure(store)
    if as_json:
        show_json([vars(line) for line in lines])
        return
    if not lines:
        note("Nobody has reviewed an answer yet: `callsight correct CALL QUESTION VALUE …`.")
        return
    from callsight.report.tables import agreement_table

    show(agreement_table(lines))
    note("Over the answers that were reviewed: a fair sample only if those were chosen by chance.")
