"""How long the files of a job are kept: as it says (or its preset), else its account, else the settings."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.core.errors import Invalid
from app.core.settings import get_settings
from app.job_types.parameters import LONGEST_RETENTION
from models import Account, Job

# Built once: the end of every job asks this.
_OF_ACCOUNT = select(Account.retention_days).where(col(Account.id) == bindparam("account_id"))


def days(session: Session, job: Job) -> int:
    """Days from the end of a job until its files are removed."""
    asked = job.parameters.get("retention_days")
    if isinstance(asked, int):
        return asked
    with session.no_autoflush:  # what waits to be written is written once, at the end
        of_account = session.scalar(_OF_ACCOUNT, {"account_id": job.account_id})
    return of_account or get_settings().jobs.retention_days


def set_days(account: Account, given: int | None) -> None:
    """Keep the files of jobs that end from now on so many days; None is as long as the settings say."""
    if given is not None and not 1 <= given <= LONGEST_RETENTION:
        raise Invalid(
            f"{given} days cannot be kept.", hint=f"Give 1 to {LONGEST_RETENTION:,} days, or none of them."
        )
    account.retention_days = given
