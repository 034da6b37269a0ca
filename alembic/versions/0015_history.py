"""Indexes for the filters of the history, and a table of labels to filter by."""

import sqlalchemy as sa
import sqlmodel

import models.base
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_job_account_stage": ["account_id", "stage", "number"],
    "ix_job_account_channel": ["account_id", "channel", "number"],
    "ix_job_account_created": ["account_id", "created_at", "number", "status"],
    "ix_job_preset": ["preset_id", "number"],
}
LABELS = {
    "sqlite": "SELECT DISTINCT job.account_id, each.value, job.number"
    " FROM job, json_each(job.labels) AS each",
    "postgresql": "SELECT DISTINCT job.account_id, each.value, job.number"
    " FROM job, json_array_elements_text(job.labels) AS each(value)",
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "job", columns)
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "joblabel",
        sa.Column("account_id", text(), nullable=False),
        sa.Column("label", text(), nullable=False),
        sa.Column("job_number", models.base.BigInt, nullable=False),
        sa.ForeignKeyConstraint(["job_number"], ["job.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "label", "job_number"),
    )
    op.create_index("ix_joblabel_job_number", "joblabel", ["job_number"])
    labels = LABELS[op.get_bind().dialect.name]
    op.execute(f"INSERT INTO joblabel (account_id, label, job_number) {labels}")


def downgrade() -> None:
    op.drop_table("joblabel")
    for name in INDEXES:
        op.drop_index(name, table_name="job")
