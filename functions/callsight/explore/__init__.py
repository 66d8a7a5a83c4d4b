"""Exploring: the database as DataFrames, calls as cards with a player, charts, and corrections.

    import callsight
    from callsight.explore import charts

    with callsight.open("callsight-data/callsight.db") as calls:
        charts.overview(calls.calls(since="30d")).show()

Everything here reads the database and the redacted audio only, so nothing personal can show up.
"""

from callsight.explore.card import CallCard
from callsight.explore.corrections import correct_answer, correct_speaker
from callsight.explore.explorer import Explorer
from callsight.explore.explorer import open_calls as open

__all__ = ["CallCard", "Explorer", "correct_answer", "correct_speaker", "open"]
