"""Uploads that come in parts to several web servers."""

import sqlalchemy as sa
import sqlmodel

import models.base
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, models.base.UtcDateTime
    op.create_table(
        "unfinishedupload",
        sa.Column("id", text(), nullable=False),
        sa.Column("account_id", text(), nullable=False),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("file_name", text(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("writer", text(), nullable=True),
        sa.Column("writer_until", moment(timezone=True), nullable=True),
        sa.Column("created_at", moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_unfinishedupload_account_id", "unfinishedupload", ["account_id"])
    op.create_index("ix_unfinishedupload_created_at", "unfinishedupload", ["created_at"])
    op.create_table(
        "unfinishedchunk",
        sa.Column("upload_id", text(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("storage_key", text(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["unfinishedupload.id"]),
        sa.PrimaryKeyConstraint("upload_id", "start"),
    )
    op.create_index("ix_unfinishedchunk_storage_key", "unfinishedchunk", ["storage_key"])


def downgrade() -> None:
    op.drop_table("unfinishedchunk")
    op.drop_table("unfinishedupload")
