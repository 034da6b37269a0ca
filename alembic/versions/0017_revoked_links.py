"""All links of an output can be ended at once, those without a row too; open jobs are counted by account."""

import sqlalchemy as sa

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("output", sa.Column("links_revoked", sa.Integer(), nullable=False, server_default="0"))
    open_ = sa.text("completed_at IS NULL")
    op.create_index("ix_job_account_open", "job", ["account_id"], sqlite_where=open_, postgresql_where=open_)


def downgrade() -> None:
    op.drop_index("ix_job_account_open", "job")
    op.drop_column("output", "links_revoked")
