"""Run by Alembic: migrates over the connection that `callsight.store.migrate` hands in."""

from alembic import context

from callsight.store.migrate import VERSION_TABLE
from callsight.store.schema import SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SCHEMA,
    version_table=VERSION_TABLE,
    compare_type=True,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()
