"""The index by which the jobs that take an upload along as their translation memory are found."""

import sqlalchemy as sa

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_VALUE = "substr(parameters ->> 'translation_memory_upload_id', 1, 64)"
_INDEX = "ix_job_translation_memory_upload_id"


def upgrade() -> None:
    named = sa.text(f"{_VALUE} IS NOT NULL")
    op.create_index(_INDEX, "job", [sa.text(f"({_VALUE})")], sqlite_where=named, postgresql_where=named)


def downgrade() -> None:
    op.drop_index(_INDEX, "job")
