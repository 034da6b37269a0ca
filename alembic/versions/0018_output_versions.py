"""Versions of an output, and drafts of finished outputs."""

import sqlalchemy as sa
import sqlmodel

from alembic import op
from models.base import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "outputversion",
        sa.Column("id", text(), nullable=False),
        sa.Column("output_id", text(), nullable=False),
        sa.Column("account_id", text(), nullable=False),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("storage_key", text(), nullable=False),
        sa.Column("file_name", text(), nullable=False),
        sa.Column("media_type", text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", text(), nullable=False),
        sa.Column("note", text(), nullable=False),
        sa.Column("created_by", text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["output_id"], ["output.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("output_id", "version"),
    )
    op.create_index("ix_outputversion_output_id", "outputversion", ["output_id"])
    op.create_index("ix_outputversion_storage_key", "outputversion", ["storage_key"])
    op.create_index("ix_outputversion_account_id", "outputversion", ["account_id"])
    op.add_column("captiondraft", sa.Column("target_profile", text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("captiondraft", "target_profile")
    op.drop_table("outputversion")
