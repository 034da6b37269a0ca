"""what of a job cannot be delivered, and how long it was worked on"""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("warnings", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("job", sa.Column("worked_seconds", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("job", "worked_seconds")
    op.drop_column("job", "warnings")
