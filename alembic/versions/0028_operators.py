"""Operators of the server: the oldest account is one; and an index for an account's links by their end."""

import sqlalchemy as sa

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    operator = sa.Column("operator", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("account", operator)  # a batch would make the table anew, which the rows of others forbid
    op.execute(
        "UPDATE account SET operator = true WHERE id = (SELECT id FROM account ORDER BY created_at LIMIT 1)"
    )
    op.create_index("ix_link_account_expires", "link", ["account_id", "expires_at"])


def downgrade() -> None:
    op.drop_index("ix_link_account_expires", "link")
    op.drop_column("account", "operator")
