"""Alembic's environment and revisions; see `callsight.store.migrate`."""
