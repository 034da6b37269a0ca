"""every object is live or sandbox

What there is was made without sides: it is live, unless its job or its endpoint says otherwise. Profiles and
uploads that only sandbox jobs used go to the sandbox; a profile that both used is copied there.
"""

import uuid

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("upload", "output", "link", "jobevent", "profile", "webhookdelivery")


def upgrade() -> None:
    for name in TABLES:  # with a default, as a table that others point to cannot be made anew in SQLite
        op.add_column(name, sa.Column("sandbox", sa.Boolean(), nullable=False, server_default=sa.false()))
    tables = _reflect()
    _follow(tables["output"], tables["job"], "job_id")
    _follow(tables["jobevent"], tables["job"], "job_id")
    _follow(tables["link"], tables["output"], "output_id")
    _follow(tables["webhookdelivery"], tables["webhookendpoint"], "endpoint_id")
    _take_over(tables["upload"], tables["job"].c.upload_id, tables["job"])
    _take_over(tables["profile"], tables["job"].c.profile_id, tables["job"])
    _copy_shared_profiles(tables["profile"], tables["job"])
    _split_addresses_of_jobs(tables["webhookendpoint"], tables["webhookdelivery"], tables["job"])
    op.drop_index("ix_jobevent_account_id", table_name="jobevent")
    op.create_index("ix_jobevent_account_side", "jobevent", ["account_id", "sandbox", "id"])


def _reflect() -> dict[str, sa.Table]:
    names = (*TABLES, "job", "webhookendpoint")
    meta = sa.MetaData()
    meta.reflect(op.get_bind(), only=names)
    return {name: meta.tables[name] for name in names}


def _follow(table: sa.Table, parent: sa.Table, key: str) -> None:
    """Rows are of the side of what they belong to."""
    parents = sa.select(parent.c.id).where(parent.c.sandbox.is_(sa.true()))
    op.execute(sa.update(table).where(table.c[key].in_(parents)).values(sandbox=sa.true()))


def _take_over(table: sa.Table, used_by: sa.Column, job: sa.Table) -> None:
    """Rows that only sandbox jobs used are sandbox ones."""
    users = sa.select(job.c.number).where(used_by == table.c.id)
    in_sandbox = sa.exists(users.where(job.c.sandbox.is_(sa.true())))
    in_live = sa.exists(users.where(job.c.sandbox.is_(sa.false())))
    op.execute(sa.update(table).where(in_sandbox, ~in_live).values(sandbox=sa.true()))


def _copy_shared_profiles(profile: sa.Table, job: sa.Table) -> None:
    """Sandbox jobs keep a copy of each profile that live jobs have too."""
    mine = sa.select(job.c.number).where(job.c.profile_id == profile.c.id, job.c.sandbox.is_(sa.true()))
    shared = sa.select(profile).where(profile.c.sandbox.is_(sa.false()), sa.exists(mine))
    for row in op.get_bind().execute(shared).mappings().all():
        copy = {**row, "id": str(uuid.uuid4()), "sandbox": True}
        op.execute(sa.insert(profile).values(**copy))
        theirs = sa.update(job).where(job.c.profile_id == row["id"], job.c.sandbox.is_(sa.true()))
        op.execute(theirs.values(profile_id=copy["id"]))


def _split_addresses_of_jobs(endpoint: sa.Table, delivery: sa.Table, job: sa.Table) -> None:
    """What signs for the addresses that jobs name is one endpoint a side; receivers know the same secret."""
    sandbox_jobs = sa.select(job.c.id).where(job.c.sandbox.is_(sa.true()))
    live = sa.select(endpoint).where(endpoint.c.url.is_(None), endpoint.c.sandbox.is_(sa.false()))
    for row in op.get_bind().execute(live).mappings().all():
        sent = (delivery.c.endpoint_id == row["id"], delivery.c.job_id.in_(sandbox_jobs))
        if op.get_bind().execute(sa.select(delivery.c.number).where(*sent).limit(1)).first() is None:
            continue
        copy = {**row, "id": f"{row['id']}-sandbox", "sandbox": True}
        made = sa.select(endpoint.c.id).where(endpoint.c.id == copy["id"])  # by an upgrade taken back
        if op.get_bind().execute(made).first() is None:
            op.execute(sa.insert(endpoint).values(**copy))
        op.execute(sa.update(delivery).where(*sent).values(endpoint_id=copy["id"], sandbox=sa.true()))


def downgrade() -> None:
    op.drop_index("ix_jobevent_account_side", table_name="jobevent")
    op.create_index("ix_jobevent_account_id", "jobevent", ["account_id", "id"])
    for name in TABLES:
        op.drop_column(name, "sandbox")
