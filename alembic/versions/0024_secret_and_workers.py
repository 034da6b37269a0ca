"""The secret that all machines of an instance share, and what each worker is and can do."""

import sqlalchemy as sa
import sqlmodel

import models.base
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "instancesecret",
        sa.Column("name", text(), nullable=False),
        sa.Column("fingerprint", text(), nullable=False),
        sa.Column("content", text(), nullable=False),
        sa.Column("machine", text(), nullable=False),
        sa.Column("changed_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    with op.batch_alter_table("workerheartbeat") as table:
        table.add_column(sa.Column("version", text(), nullable=False, server_default=""))
        table.add_column(sa.Column("offer", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))


def downgrade() -> None:
    with op.batch_alter_table("workerheartbeat") as table:
        table.drop_column("offer")
        table.drop_column("version")
    op.drop_table("instancesecret")
