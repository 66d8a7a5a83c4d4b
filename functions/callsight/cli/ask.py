"""`callsight ask`: a new question over the calls that are stored."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callsight.cli import options
from callsight.cli.app import SOME_FAILED, app
from callsight.cli.output import note, show, show_json

if TYPE_CHECKING:
    from rich.table import Table

    from callsight.ask import Asked
    from callsight.config import Config
    from callsight.store import Store

SHOWN = 90
"""Most characters of a quote in the table."""


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in your own words.")],
    type_: Annotated[
        str,
        typer.Option(
            "--type", help="yes_no, choice, multi_choice, score (1 to 5), number, text or list."
        ),
    ] = "yes_no",
    option: Annotated[
        list[str] | None,
        typer.Option(metavar="VALUE[=MEANING]", help="An option of a choice; repeatable."),
    ] = None,
    phrase: Annotated[
        list[str] | None,
        typer.Option(help="A phrase whose occurrence is a yes, without a model; repeatable."),
    ] = None,
    speaker: Annotated[
        str, typer.Option(help="Whose turns it is about: agent, customer or both.")
    ] = "both",
    question_id: Annotated[
        str | None, typer.Option("--id", help="Id of the question; default: made from its words.")
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(help="Only calls of which this is true: \"topic = 'billing' and turns > 9\"."),
    ] = None,
    since: options.Since = None,
    limit: Annotated[int, typer.Option(min=1, help="Most calls, the latest first.")] = 1000,
    as_json: options.Json = False,
    profile: options.Profile = None,
    database: options.Database = None,
    config: options.ConfigFile = None,
    settings: options.Settings = None,
) -> None:
    """Ask a new question over stored calls; the answers are stored like those of a run."""
    from callsight.ask import ask_calls, make_question
    from callsight.errors import ConfigurationError
    from callsight.progress import track
    from callsight.store import open_store
    from callsight.store.filters import read_time

    if type_ in ("choice", "multi_choice") and not option:
        raise ConfigurationError(
            f"A question of type `{type_}` needs its options: give --option VALUE=MEANING for each."
        )
    effective = options.configuration(config, settings, profile=profile, database=database)
    asked = make_question(
        question,
        type_,
        id_=question_id,
        options=option or (),
        phrases=phrase or (),
        speaker=speaker,
    )
    start = read_time("since", since)
    with open_store(effective.database_url, create=False) as store:
        run_id = _begin(store, effective)
        try:
            answers = ask_calls(
                store,
                asked,
                effective.analyze,
                where=where,
                since=start,
                limit=limit,
                run_id=run_id,
            )
            found = list(track(answers, "Ask"))
        except BaseException:
            store.finish_run(run_id, "failed")
            raise
        store.finish_run(run_id, "completed", {"ask": _numbers(found)})
    if as_json:
        show_json([_plain(item) for item in found])
    else:
        _show(found, asked.questions[0].id)
        if effective.analyze.engine == "lexicon" and not phrase:
            _explain(found)
    if any(item.failure for item in found):
        raise typer.Exit(SOME_FAILED)


def _begin(store: Store, config: Config) -> str:
    from callsight.config import describe
    from callsight.store import new_owner
    from callsight.store.runs import ASK_RUN

    run_id = f"{ASK_RUN}{uuid.uuid4().hex[:16]}"
    store.start_run(run_id, owner=new_owner(), profile=config.profile, config=describe(config))
    return run_id


def _numbers(found: list[Asked]) -> dict[str, Any]:
    sources = [item.answer.source for item in found if item.answer and not item.known]
    new = [source for source in sources if source]
    numbers: dict[str, Any] = {
        "calls": len(found),
        "failed": sum(item.failure is not None for item in found),
        "answers_asked": len(new),
        "answers_kept": sum(item.known for item in found),
        "seconds": round(sum(source.seconds or 0.0 for source in new), 3),
    }
    if any(source.prompt_tokens is not None for source in new):
        numbers["prompt_tokens"] = sum(source.prompt_tokens or 0 for source in new)
        numbers["answer_tokens"] = sum(source.answer_tokens or 0 for source in new)
    if any(item.cost is not None for item in found):
        numbers["cost"] = round(sum(item.cost or 0.0 for item in found), 6)
    return numbers


def _show(found: list[Asked], question: str) -> None:
    if not found:
        note("No redacted call fits. `callsight calls` lists what is stored.")
        return
    show(_table(found))
    values = Counter(_short(item) for item in found)
    counted = ", ".join(f"{count} {value}" for value, count in values.most_common(12))
    show(f"{len(found)} calls: {counted}.")
    numbers = _numbers(found)
    parts = [f"{numbers['answers_asked']} asked now, {numbers['answers_kept']} known before"]
    if "prompt_tokens" in numbers:
        parts.append(f"{numbers['prompt_tokens']} tokens read, {numbers['answer_tokens']} written")
    if "cost" in numbers:
        parts.append(f"cost {numbers['cost']}")
    note(f"{'; '.join(parts)}. Stored as question `{question}` in table `answers`.")
    if numbers["failed"]:
        note(f"{numbers['failed']} failed and are not stored: the same command asks these alone.")


def _table(found: list[Asked]) -> Table:
    from rich import box
    from rich.table import Table

    from callsight.report import style
    from callsight.report.tables import plain

    table = Table(header_style="bold", box=box.SIMPLE_HEAD)
    for name, right in (("call", False), ("answer", False), ("at", True), ("quote", False)):
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for item in found:
        second, words = item.evidence or (None, _reason(item))
        if len(words) > SHOWN:
            words = words[: SHOWN - 1].rstrip() + "…"
        if item.answer is None or item.answer.value is None:
            value = plain(_short(item), style="dim")
        else:
            value = plain(style.value_text(item.answer.value))
        table.add_row(
            plain(item.call.external_id or item.call.id),
            value,
            "" if second is None else style.clock(second),
            plain(words, style="dim"),
        )
    return table


def _reason(item: Asked) -> str:
    """Why there is no value, where nothing can be quoted."""
    if item.failure:
        return item.failure.message
    return (item.answer.reason or "") if item.answer else ""


def _short(item: Asked) -> str:
    """The value where it is one of few, else what became of it."""
    if item.failure:
        return f"failed ({item.failure.kind})"
    assert item.answer is not None
    value = item.answer.value
    if value is None:
        return item.answer.status.replace("_", " ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, (int, float)) or len(str(value)) < 30 else "answered"


def _explain(found: list[Asked]) -> None:
    """What the engine without a model could not do, and what would."""
    if any(item.answer and item.answer.status == "unavailable" for item in found):
        note(
            "The `lexicon` engine has no language model: it answers the questions it has cues for "
            "(by --id, such as escalation_requested) and those with --phrase; of any other it only "
            "shows the turns that use its words. For an answer, name a model: "
            "--set analyze.engine=openai --set analyze.base_url=URL --set analyze.model=NAME, or "
            "--profile cpu."
        )


def _plain(item: Asked) -> dict[str, Any]:
    from callsight.calls import to_dict

    second, words = item.evidence or (None, None)
    return {
        "call_id": item.call.id,
        "external_id": item.call.external_id,
        "answer": to_dict(item.answer) if item.answer else None,
        "failure": to_dict(item.failure) if item.failure else None,
        "quote": words,
        "second": second,
        "known": item.known,
    }
