"""Settings changed while the server runs, and what operators have done."""

import sqlalchemy as sa
import sqlmodel

import models.base
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "runtimesetting",
        sa.Column("name", text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "auditentry",
        sa.Column("id", models.base.BigInt, autoincrement=True, nullable=False),
        sa.Column("account_id", text(), nullable=False),
        sa.Column("at", models.base.UtcDateTime(timezone=True), nullable=False),
        *(sa.Column(name, text(), nullable=False) for name in ("by", "action", "subject", "before", "after")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_auditentry_account_id", "auditentry", ["account_id"])


def downgrade() -> None:
    op.drop_table("auditentry")
    op.drop_table("runtimesetting")
