"""Callsight: call recordings in, a PII-free database of answers out.

Run the workflow over recordings (or the bundled samples), then look at what it found:

    import callsight

    config = callsight.load_config({"recordings": "samples", "output": "callsight-data"})
    callsight.run_workflow(config)

    calls = callsight.open(config.database_url)
    calls.calls(since="30d", sentiment="negative")    # a pandas DataFrame, one row per call
    calls.search("cancel my contract", speaker="customer")
    calls.call("call_04")                             # in a notebook: a card with a player

    from callsight.explore import charts
    charts.topics_over_time(calls.calls())            # a plotly figure

Everything that can be read is free of personal data: text is redacted, audio is silenced where a
value was said, and no error repeats what somebody said. Errors that are meant for you are all
`CallsightError`s.

Names are loaded when they are first used, so that `import callsight` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callsight.calls import Answer as Answer
    from callsight.calls import Call as Call
    from callsight.calls import Finding as Finding
    from callsight.calls import Transcript as Transcript
    from callsight.calls import Turn as Turn
    from callsight.config import Config as Config
    from callsight.config import load_config as load_config
    from callsight.errors import CallsightError as CallsightError
    from callsight.explore import open as open
    from callsight.runner import run_workflow as run_workflow

__version__ = "0.1.0"

_HOMES = {
    "open": "callsight.explore",
    "run_workflow": "callsight.runner",
    "load_config": "callsight.config",
    "Config": "callsight.config",
    "CallsightError": "callsight.errors",
    "Call": "callsight.calls",
    "Turn": "callsight.calls",
    "Transcript": "callsight.calls",
    "Finding": "callsight.calls",
    "Answer": "callsight.calls",
}
"""The public names and where they live (PEP 562)."""
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'callsight' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
