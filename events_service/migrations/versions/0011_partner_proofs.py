"""What proves that somebody belongs to the partners; who said so before is taken at their word.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_PARTNERS = "category IN ('lead_partner', 'project_partner', 'policy_authority', 'advisory_partner')"


def upgrade() -> None:
    """Apply."""
    op.add_column("registrations", sa.Column("partner_proof", sa.String(length=32), nullable=True))
    decided = f"{_PARTNERS} AND status NOT IN ('unconfirmed', 'pending')"
    op.execute(f"UPDATE registrations SET partner_proof = 'earlier' WHERE {decided}")
    op.execute(
        f"UPDATE registrations SET partner_proof = 'invitation' WHERE {_PARTNERS} AND invitation_link IS NOT NULL"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("registrations", "partner_proof")
