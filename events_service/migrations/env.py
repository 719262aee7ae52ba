"""Alembic's entry: runs the migrations on the connection that `migrate` hands over."""

from typing import Any, Literal

from alembic import context

from events_service.database import Document, Instant


def render(kind: str, item: Any, autogenerate: Any) -> str | Literal[False]:
    """Write our column types as what they are in the database, so that old migrations outlive changes of ours."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return "sa.Text()" if kind == "type" and isinstance(item, Document) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=True,
    render_item=render,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
