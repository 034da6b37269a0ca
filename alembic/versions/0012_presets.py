"""The table "profile" becomes "preset", and a job's profile_id becomes preset_id; every row is kept."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rename("profile", "preset")


def downgrade() -> None:
    _rename("preset", "profile")


def _rename(old: str, new: str) -> None:
    op.rename_table(old, new)
    op.drop_index(f"ix_{old}_account_id", table_name=new)
    op.create_index(f"ix_{new}_account_id", new, ["account_id"])
    op.alter_column("job", f"{old}_id", new_column_name=f"{new}_id")
