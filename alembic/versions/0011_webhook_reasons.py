"""Why a webhook's attempt failed, in words: on the attempt, and of the last attempt on the delivery.

What was sent before has no hint, and its deliveries tell the reason in their attempts only.
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ADDED = (
    ("webhookattempt", "error_hint"),
    ("webhookdelivery", "error_code"),
    ("webhookdelivery", "error_message"),
    ("webhookdelivery", "error_hint"),
)


def upgrade() -> None:
    for table, name in _ADDED:
        op.add_column(table, sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=True))


def downgrade() -> None:
    for table, name in reversed(_ADDED):
        op.drop_column(table, name)
