"""The selection of a quiet night becomes a search: the fingerprints come before the id."""

from alembic import op

revision = "0002"
down_revision = "0001"

INDEX = "ix_calls_redacted"


def upgrade() -> None:
    op.drop_index(INDEX, "calls")
    op.create_index(INDEX, "calls", ["redacted_fingerprint", "analyzed_fingerprint", "id"])
