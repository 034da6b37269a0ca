"""Statistics of the expressions that PostgreSQL's text index (0023) is of.

Nothing gathers them for a table that does not change; without them a text that every job has is looked for in
all of them.
"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ANALYZE job")


def downgrade() -> None:
    """Statistics stay; they harm nobody."""
