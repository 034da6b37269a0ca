"""Migrations run against the database that the settings name."""

from sqlmodel import SQLModel

import models  # noqa: F401 - registers every table
from alembic import context
from app.core.db import make_engine
from app.core.settings import get_settings
from models import job_search


def run() -> None:
    settings = get_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database).execution_options(write=True)
    with engine.begin() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            include_object=lambda _thing, name, *_: not job_search.is_index(name),
        )
        context.run_migrations()


run()
