"""Looking at calls: tables for the terminal, plotly figures for notebooks, one page for everybody.

Everything here reads the database only, so nothing personal can show up.
"""

from callsight.report.figures import (
    failures_by_kind,
    pii_by_type,
    sentiment_arc,
    silence,
    talk_ratio,
    topics,
)
from callsight.report.page import write_report
from callsight.report.selection import Selection
from callsight.report.static import write_call, write_site
from callsight.report.tables import calls_table, failures_table

__all__ = [
    "Selection",
    "calls_table",
    "failures_by_kind",
    "failures_table",
    "pii_by_type",
    "sentiment_arc",
    "silence",
    "talk_ratio",
    "topics",
    "write_call",
    "write_report",
    "write_site",
]
