"""The job that a request with an Idempotency-Key made, written in the job's own transaction."""

import sqlalchemy as sa

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("keptanswer", sa.Column("job_id", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("keptanswer", "job_id")
