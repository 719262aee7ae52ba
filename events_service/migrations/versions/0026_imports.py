"""Imports are kept, so that they can be undone, and what a human called the columns of a file.

Revision: 0026, after 0025. What was imported before cannot be undone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("actor", sa.String(length=300), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("mailed", sa.Boolean(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_imports_event_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_event_key"), "imports", ["event_key"])
    op.create_table(
        "imported_people",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_imported_people_import_id")),
        sa.PrimaryKeyConstraint("import_id", "registration_id", name=op.f("pk_imported_people")),
    )
    op.create_index(op.f("ix_imported_people_registration_id"), "imported_people", ["registration_id"])
    op.create_table(
        "remembered_headings",
        sa.Column("project_key", sa.String(length=63), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_key"], ["projects.key"], name=op.f("fk_remembered_headings_project_key")),
        sa.PrimaryKeyConstraint("project_key", "digest", name=op.f("pk_remembered_headings")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("remembered_headings")
    op.drop_table("imported_people")
    op.drop_table("imports")
