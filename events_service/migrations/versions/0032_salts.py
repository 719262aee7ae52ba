"""Salts of rows that say something of a person, so that nobody guesses it from their digests in the audit log.

Revision: 0032, after 0031.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLES = ("registrations", "outbox")


def upgrade() -> None:
    """Apply."""
    random = "lower(hex(randomblob(16)))"
    if op.get_bind().dialect.name == "postgresql":
        random = "replace(gen_random_uuid()::text, '-', '')"
    for table in TABLES:
        op.add_column(table, sa.Column("salt", sa.String(length=32), nullable=True))
        op.execute(f"UPDATE {table} SET salt = {random}")


def downgrade() -> None:
    """Take back."""
    for table in TABLES:
        op.drop_column(table, "salt")
