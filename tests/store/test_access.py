"""The log of who looked at what."""

from __future__ import annotations

from callsight.store import Store
from tests.store.examples import a_call


def test_entries_come_back_newest_first(store: Store) -> None:
    call = a_call(1)
    store.add_call(call)
    store.log_access("anna", "lead", "login")
    store.log_access("anna", "lead", "open", call.id)
    store.log_access("bob", "agent", "export", rows=12)
    entries = store.accesses()
    assert [(e["account"], e["action"], e["external_id"], e["rows"]) for e in entries] == [
        ("bob", "export", None, 12),
        ("anna", "open", "C-1", None),
        ("anna", "login", None, None),
    ]
    assert [e["action"] for e in store.accesses(call_id=call.id)] == ["open"]
    assert [e["action"] for e in store.accesses(limit=1, offset=2)] == ["login"]
