"""until when a browser that came by a one-time link may set a password without the old one"""

import sqlalchemy as sa

import models.base
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "browsersession", sa.Column("may_reset_until", models.base.UtcDateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("browsersession", "may_reset_until")
