"""what a link may still bring of the downloads that were counted"""

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("link", sa.Column("bytes_left", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("link", "bytes_left")
