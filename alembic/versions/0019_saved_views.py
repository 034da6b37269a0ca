"""Saved views of the history, and the layout of its table."""

import sqlalchemy as sa
import sqlmodel

import models.base
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "savedview",
        sa.Column("id", text(), nullable=False),
        sa.Column("account_id", text(), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("created_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id", "name"),
    )
    op.create_index("ix_savedview_account_id", "savedview", ["account_id"])
    op.create_table(
        "historylayout",
        sa.Column("account_id", text(), nullable=False),
        sa.Column("hidden", sa.JSON(), nullable=False),
        sa.Column("density", text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id"),
    )


def downgrade() -> None:
    op.drop_table("historylayout")
    op.drop_table("savedview")
