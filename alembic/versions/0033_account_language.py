"""The language in which an account reads the page."""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.add_column("account", sa.Column("language", text(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "language")
