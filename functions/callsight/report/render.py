"""Templates to HTML: one environment for static and live pages.

Jinja escapes every value. No page needs an inline style, so that a content security policy can
forbid everything but our one style sheet and our one script, should a transcript ever hold markup.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import callsight
from callsight.report import style

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
ASSETS = ("page.css", "page.js")


@dataclass(frozen=True)
class Site:
    """Where the links of a page lead."""

    call: Callable[[str], str]
    """Address of the page of a call, by its id."""
    agent: Callable[[str], str] | None = None
    """Address of the page of an agent."""
    home: str | None = None
    here: str = ""
    """Address of this page, without its query."""
    menu: Sequence[tuple[str, str]] = ()
    """Names and addresses of the pages that every page links to."""
    live: bool = False
    """Whether a server answers, so that style sheet and script are files of their own."""
    to: Callable[[str], str] = str
    """Address of anything else on the server."""

    def asset(self, name: str) -> str:
        """Address of a style sheet or script on the server; it changes with the content."""
        return f"{self.to('assets')}/{name}?v={digest(name)[:12]}"


@cache
def text(name: str) -> str:
    """The content of a template or asset."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def digest(name: str) -> str:
    """SHA-256 of an asset, hexadecimal."""
    return hashlib.sha256(text(name).encode()).hexdigest()


@cache
def environment() -> jinja2.Environment:
    """The templates and what all of them may use."""
    import jinja2
    from markupsafe import Markup

    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        enable_async=False,
    )
    found.globals.update(
        css=Markup(text("page.css")),  # ours, not data
        script=Markup(text("page.js")),
        security=(
            f"default-src 'none'; script-src '{_source('page.js')}'; "
            f"style-src '{_source('page.css')}'; media-src 'self' file: https: data:; "
            "base-uri 'none'; form-action 'none'"
        ),
        version=callsight.__version__,
        share=lambda count, counts: round(100 * count / max(n for _, n in counts), 2),
        percent=lambda share: "" if share is None else f"{share:.0%}",
        day=lambda time: f"{time:%Y-%m-%d}" if time is not None else "",
        moment=lambda time: f"{time:%Y-%m-%d %H:%M}" if time is not None else "",
        ticked=ticked,
        marked=marked,
        account=None,
        **{name: getattr(style, name) for name in _WORDS},
    )
    return found


_WORDS = ("clock", "length", "entity_name", "mood", "signed", "words")


def ticked(message: str) -> Markup:
    """A message with what stands in backticks as code."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(message))))


def marked(snippet: str, marks: Sequence[tuple[int, int]]) -> Markup:
    """A snippet with the spans in `marks` (characters) made strong."""
    from markupsafe import Markup, escape

    result, at = Markup(""), 0
    for start, end in marks:
        result += escape(snippet[at:start]) + Markup("<strong>") + escape(snippet[start:end])
        result += Markup("</strong>")
        at = end
    return result + escape(snippet[at:])


def render(template: str, site: Site, **values: Any) -> str:
    """One page."""
    return environment().get_template(template).render(site=site, **values)


def _source(name: str) -> str:
    """How a policy names an inline style sheet or script."""
    return "sha256-" + base64.b64encode(bytes.fromhex(digest(name))).decode()
