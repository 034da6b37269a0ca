"""Columns get the words of their field: `webhookdelivery.receiver` was lane, `outbox.sent_at` was rung_at."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

RENAMED = (
    ("outbox", "rung_at", "sent_at", ()),
    ("webhookdelivery", "lane", "receiver", ("state", "next_attempt_at")),
)
"""Table, old and new name of the column, and the columns that follow it in its index."""


def upgrade() -> None:
    for table, old, new, others in RENAMED:
        _rename(table, old, new, others)


def downgrade() -> None:
    for table, old, new, others in RENAMED:
        _rename(table, new, old, others)


def _rename(table: str, old: str, new: str, others: tuple[str, ...]) -> None:
    op.drop_index(f"ix_{table}_{old}", table_name=table)
    op.alter_column(table, old, new_column_name=new)
    op.create_index(f"ix_{table}_{new}", table, [new, *others])
