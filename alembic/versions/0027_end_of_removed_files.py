"""Jobs whose files were removed before they expired: the files ended then, and are not removed again."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE job SET expires_at = files_deleted_at WHERE expires_at > files_deleted_at")


def downgrade() -> None:
    """What was there before is not known, and nothing reads it."""
