"""The pages: overview, agents, one agent, one call, personal data, access log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from callsight.errors import ConfigurationError, InputError
from callsight.report.charts import arc_chart, trend_chart
from callsight.report.numbers import agents, choices_of, numbers, questions, rows
from callsight.report.page import FAILURES, overview, privacy, shown
from callsight.report.selection import Selection
from callsight.report.static import comparison
from callsight.report.views import call_view
from callsight.serve.accounts import Account
from callsight.serve.context import Forbidden, of, page, reader, site
from callsight.store import CallRecord, Filters, Hit, Store, read_filters

ROWS = 50
"""Calls on one page of a list."""
HITS = 20
CHOSEN = ("topic", "outcome", "agent", "mood", "since", "until", "text")


def filters_of(query: Mapping[str, str]) -> Filters:
    """The filters of a query string.

    Raises ConfigurationError for a value that cannot be one.
    """
    values: dict[str, Any] = {name: query.get(name, "")[:200] or None for name in CHOSEN}
    return read_filters(sentiment=values.pop("mood"), **values)


def home(request: Request) -> Response:
    """Numbers, charts and a list of the calls that the filters name."""
    account, context = reader(request), of(request)
    chosen = {name: request.query_params.get(name, "")[:200] for name in CHOSEN}
    problem = None
    try:
        asked = account.selection(filters_of(chosen))
    except ConfigurationError as error:
        problem, asked = str(error), account.selection()
    selection = asked.resolved(context.store)
    everything = account.selection()
    values = dict(context.keep((account, asked), lambda: overview(context.store, selection)))
    total, number = values["numbers"].calls, _page_number(request)
    values |= {
        "heading": "Calls",
        "run": None,
        "rows": rows(context.store, selection, ROWS, (number - 1) * ROWS),
        "choices": context.keep(
            (account, "choices"), lambda: choices_of(context.store, everything)
        ),
        "chosen": chosen,
        "problem": problem or selection.note,
        "exports": _exports(request, {k: v for k, v in chosen.items() if v}),
        "pages": _pages(request, number, total),
        "shown": f"{shown(total, total)}, the latest first",
        "more_agents": site(request).to("agents"),
        "empty": "No calls meet these filters." if any(chosen.values()) else "No calls yet.",
    }
    if asked.filters.text and not problem:
        hits = _hits(context.store, asked)
        values |= {"hits": hits, "hit_count": f"the latest {len(hits)}"}
    return page(request, "overview.html", account, **values)


def _hits(store: Store, asked: Selection) -> list[Hit]:
    """The latest turns with the words that were asked for, among what the reader may see."""
    filters = asked.filters
    if not asked.limited:
        return store.search(filters.text, filters, limit=HITS)
    found: dict[tuple[str, int], Hit] = {}
    for name, own in (("agents", asked.agents), ("queues", asked.queues)):
        chosen = set(getattr(filters, name))
        allowed = own & chosen if own and chosen else own
        if allowed:
            narrowed = Filters(**vars(filters) | {name: tuple(sorted(allowed))})
            for hit in store.search(filters.text, narrowed, limit=HITS):
                found[hit.call_id, hit.turn] = hit
    return list(found.values())[:HITS]


def agent_list(request: Request) -> Response:
    """All agents whose calls the reader may see."""
    account, context = reader(request), of(request)
    selection = account.selection()
    found = context.keep((account, "agents"), lambda: agents(context.store, selection, None))
    return page(request, "agents.html", account, agents=found)


def agent(request: Request) -> Response:
    """One agent, compared with all that the reader may see."""
    account, context = reader(request), of(request)
    name = request.query_params.get("id", "")
    selection = account.selection(Filters(agents=(name,)))
    own = context.keep((account, selection), lambda: numbers(context.store, selection))
    if not name or not own.calls:
        raise Forbidden
    everyone = context.keep(
        (account, "everyone"), lambda: numbers(context.store, account.selection())
    )
    number = _page_number(request)
    return page(
        request,
        "agent.html",
        account,
        agent={"label": name},
        numbers=own,
        compared=comparison(own, everyone),
        arc=arc_chart(own.arc),
        trend=trend_chart(own.days),
        rows=rows(context.store, selection, ROWS, (number - 1) * ROWS),
        pages=_pages(request, number, own.calls),
        shown=f"{shown(own.calls, own.calls)}, the latest first",
        made_at="",
    )


def call(request: Request) -> Response:
    """One call with its player; that it was opened is logged."""
    account, context = reader(request), of(request)
    record = seen(request, account)
    context.store.log_access(account.name, account.role, "open", record.call.id)
    asked = questions(context.store).get(record.questionnaire_version or "", {})
    here = site(request, account).call(record.call.id)
    audio = f"{here}/audio" if record.audio else None
    view = call_view(record, asked, audio)
    waves = f"{here}/waveform" if audio and context.folder else None
    return page(
        request, "call_page.html", account, **view, prefix="", waves=(), waves_address=waves
    )


def seen(request: Request, account: Account) -> CallRecord:
    """The call of this address, if the reader may see it.

    Raises Forbidden, which does not say whether there is such a call; the attempt is logged.
    """
    context, call_id = of(request), request.path_params["call_id"]
    try:
        record = context.store.load_call(call_id)
    except InputError:
        raise Forbidden from None
    if record.call.id != call_id:
        raise Forbidden
    if not account.selection().sees(record.call.agent_id, record.call.queue):
        context.store.log_access(account.name, account.role, "denied", record.call.id)
        raise Forbidden
    return record


def personal_data(request: Request) -> Response:
    """What was removed, and what failed; for admins."""
    account, context = _admin(request), of(request)
    everything = Selection()
    found = context.keep("numbers", lambda: numbers(context.store, everything))
    return page(
        request,
        "privacy_page.html",
        account,
        numbers=found,
        privacy=context.keep("privacy", lambda: privacy(context.store, everything)),
        failures=context.store.failures()[:FAILURES],
    )


def access_log(request: Request) -> Response:
    """Who looked at what; for admins."""
    account, number = _admin(request), _page_number(request)
    entries = of(request).store.accesses(limit=ROWS + 1, offset=(number - 1) * ROWS)
    total = (number - 1) * ROWS + len(entries)
    pages = _pages(request, number, total)
    return page(request, "access.html", account, entries=entries[:ROWS], pages=pages)


def _admin(request: Request) -> Account:
    account = reader(request)
    if account.role != "admin":
        raise Forbidden
    return account


def _page_number(request: Request) -> int:
    text = request.query_params.get("page", "1")
    return min(max(int(text), 1), 1_000_000) if text.isascii() and text.isdigit() else 1


def _pages(request: Request, number: int, total: int) -> dict[str, Any] | None:
    last = max(1, -(-total // ROWS))
    if last == 1:
        return None
    query = {k: v for k, v in request.query_params.items() if k != "page" and v}

    def address(page: int) -> str:
        return f"{request.url.path}?{urlencode(query | {'page': str(page)})}"

    return {
        "number": number,
        "last": last,
        "before": address(number - 1) if number > 1 else None,
        "after": address(number + 1) if number < last else None,
    }


def _exports(request: Request, chosen: Mapping[str, str]) -> list[tuple[str, str]]:
    query = f"?{urlencode(chosen)}" if chosen else ""
    to = site(request).to
    return [
        (f"{table} as {name}", f"{to('export')}/{table}.{suffix}{query}")
        for table in ("calls", "answers")
        for name, suffix in (("CSV", "csv"), ("Parquet", "parquet"), ("JSON", "json"))
    ]
