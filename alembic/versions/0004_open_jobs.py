"""an index of the jobs that have not ended, in place of one that held all of them"""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = sa.text("completed_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_job_stage_lease", table_name="job")
    op.create_index("ix_job_open", "job", ["stage"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index("ix_job_open", table_name="job")
    op.create_index("ix_job_stage_lease", "job", ["stage", "lease_until"])
