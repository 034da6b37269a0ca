"""The full-text index of jobs: FTS5 on SQLite, pg_trgm on PostgreSQL."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_NAMES = ("job_name", "external_id", "source_profile", "target_profile", "job_type")
_COLUMNS = ("source_name", "source_url", *_NAMES)
_FTS_COLUMNS = "rowid, source_name, source_url, names, id_prefix, number"


def _values(row: str) -> str:
    names = " || char(31) || ".join(f"coalesce({row}.{name}, '')" for name in _NAMES)
    number = ", ".join(f"57344 + ({row}.number >> {bits} & 4095)" for bits in (24, 12, 0))
    return (
        f"{row}.number, {row}.source_name, {row}.source_url, {names},"
        f" char(2) || substr({row}.id, 1, 8), char({number})"
    )


def _sqlite() -> list[str]:
    add = f"INSERT INTO jobsearch ({_FTS_COLUMNS}) VALUES ({_values('new')});"  # noqa: S608
    remove = f"INSERT INTO jobsearch (jobsearch, {_FTS_COLUMNS}) VALUES ('delete', {_values('old')});"  # noqa: S608
    changed = " OR ".join(f"old.{name} IS NOT new.{name}" for name in _COLUMNS)
    return [
        "CREATE VIRTUAL TABLE jobsearch USING fts5(source_name, source_url, names, id_prefix, number,"
        " content='', detail=column, columnsize=0, tokenize='trigram')",
        f"CREATE TRIGGER jobsearch_insert AFTER INSERT ON job BEGIN {add} END",
        f"CREATE TRIGGER jobsearch_delete AFTER DELETE ON job BEGIN {remove} END",
        f"CREATE TRIGGER jobsearch_update AFTER UPDATE OF {', '.join(_COLUMNS)} ON job"
        f" WHEN {changed} BEGIN {remove} {add} END",
        f"INSERT INTO jobsearch ({_FTS_COLUMNS}) SELECT {_values('job')} FROM job",  # noqa: S608
        "INSERT INTO jobsearch (jobsearch) VALUES ('optimize')",
    ]


def _postgresql() -> list[str]:
    names = " || chr(31) || ".join(f"coalesce({name}, '')" for name in _NAMES)
    return [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "CREATE INDEX ix_job_search ON job USING gin ((lower(source_name)) gin_trgm_ops,"
        f" (lower(coalesce(source_url, ''))) gin_trgm_ops, (lower({names})) gin_trgm_ops)",
        "CREATE INDEX ix_job_id_prefix ON job (id text_pattern_ops)",
    ]


def upgrade() -> None:
    bind = op.get_bind()
    for statement in {"sqlite": _sqlite, "postgresql": _postgresql}[bind.dialect.name]():
        bind.exec_driver_sql(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # the extension may serve others: it stays
        op.drop_index("ix_job_id_prefix", "job")
        op.drop_index("ix_job_search", "job")
        return
    for name in ("insert", "delete", "update"):
        op.execute(f"DROP TRIGGER jobsearch_{name}")
    op.execute("DROP TABLE jobsearch")
