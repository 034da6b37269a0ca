"""Indexes by which the jobs that take an upload along as their second file are found."""

import sqlalchemy as sa

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_NAMES = ("video_upload_id", "captions_upload_id")


def upgrade() -> None:
    for name in _NAMES:
        value = f"substr(parameters ->> '{name}', 1, 64)"
        named = sa.text(f"{value} IS NOT NULL")
        op.create_index(
            f"ix_job_{name}", "job", [sa.text(f"({value})")], sqlite_where=named, postgresql_where=named
        )


def downgrade() -> None:
    for name in _NAMES:
        op.drop_index(f"ix_job_{name}", "job")
