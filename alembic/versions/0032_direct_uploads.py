"""Uploads that are sent straight to the file store."""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.add_column("unfinishedupload", sa.Column("storage_key", text(), nullable=True))
    op.add_column("unfinishedupload", sa.Column("multipart", text(), nullable=True))
    op.add_column(
        "unfinishedupload", sa.Column("part_bytes", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.create_index("ix_unfinishedupload_storage_key", "unfinishedupload", ["storage_key"])


def downgrade() -> None:
    op.execute("DELETE FROM unfinishedupload WHERE storage_key IS NOT NULL")
    op.drop_index("ix_unfinishedupload_storage_key", "unfinishedupload")
    for name in ("part_bytes", "multipart", "storage_key"):
        op.drop_column("unfinishedupload", name)
