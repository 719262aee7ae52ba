"""The number of a registration's certificate, so that who verifies one is answered from an index.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. The numbers come from the secret key, which no migration has: they are filled in when one is asked for."""
    unnumbered = sa.text("certificate_number IS NULL")
    op.add_column("registrations", sa.Column("certificate_number", sa.String(length=16), nullable=True))
    op.create_index("uq_registrations_certificate_number", "registrations", ["certificate_number"], unique=True)
    op.create_index(
        "ix_registrations_unnumbered",
        "registrations",
        ["event_key"],
        unique=False,
        sqlite_where=unnumbered,
        postgresql_where=unnumbered,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_registrations_unnumbered", table_name="registrations")
    op.drop_index("uq_registrations_certificate_number", table_name="registrations")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_column("certificate_number")
