"""what was refused for coming too often"""

import sqlalchemy as sa
import sqlmodel

import models.base
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "refusal",
        sa.Column("id", text(), nullable=False),
        sa.Column("account_id", text(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("subject", text(), nullable=False),
        sa.Column("address", text(), nullable=False),
        sa.Column("created_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_refusal_account_id", "refusal", ["account_id"])
    op.create_index("ix_refusal_created_at", "refusal", ["created_at"])


def downgrade() -> None:
    op.drop_table("refusal")
