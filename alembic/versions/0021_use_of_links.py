"""When a link was last used, and from where."""

import sqlalchemy as sa
import sqlmodel

import models.base
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("link") as link:
        link.add_column(sa.Column("last_used_at", models.base.UtcDateTime(timezone=True), nullable=True))
        text = sqlmodel.sql.sqltypes.AutoString()
        link.add_column(sa.Column("last_address", text, nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("link") as link:
        link.drop_column("last_address")
        link.drop_column("last_used_at")
