"""Access control: which rows a principal may see and change, by account and by live or sandbox.

Every object is live or sandbox (its `sandbox` column; a table without one holds live rows only). A key sees
its own side, a signed-in person both. Whatever is asked for on behalf of somebody goes through this module,
and what somebody may not see is answered exactly like what is not there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.errors import Forbidden, Invalid
from models import Account, Job

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: the account, its API key (None: a signed-in person), and whether it makes sandbox things.

    `one_side` narrows a person to the side that `sandbox` says. An `operator` is a person who may see and
    change what belongs to the server and to no account; a key never is one.
    """

    account_id: str
    key_id: str | None
    label: str
    sandbox: bool = False
    one_side: bool = False
    operator: bool = False

    @property
    def side(self) -> bool | None:
        """The side that is seen: True for sandbox, False for live, None for both."""
        return self.sandbox if self.key_id is not None or self.one_side else None

    @property
    def scope(self) -> str:
        """What the asker sees, as a text: the account and the side."""
        return f"{self.account_id} {'both' if self.side is None else 'sandbox' if self.side else 'live'}"

    def on_side(self, sandbox: bool) -> Principal:
        """The same asker, at work on that side only."""
        return replace(self, sandbox=sandbox, one_side=True)

    def side_to_make(self, wanted: bool | None) -> bool:
        """The side of a new object; None is the asker's own. Invalid for a side the asker does not see."""
        if wanted is None:
            return self.sandbox
        if self.side not in (None, wanted):
            mine, other = ("sandbox", "live") if self.sandbox else ("live", "sandbox")
            raise Invalid(
                f"A {mine} key makes {mine} objects only.",
                code="other_side",
                hint=f"Leave sandbox out, or use a {other} key.",
                errors=[
                    {"field": "sandbox", "message": f"must be {str(self.sandbox).lower()} with this key"}
                ],
            )
        return wanted

    def sees(self, row: Any) -> bool:
        """Whether a row (of whatever has an `account_id`) is the asker's to see and change."""
        return row.account_id == self.account_id and self.side in (None, getattr(row, "sandbox", False))


def person(account: Account) -> Principal:
    """The owner of an account, at the page or at the terminal: sees both sides, makes live things."""
    return Principal(account.id, None, account.email, operator=account.operator)


def require_operator(who: Principal) -> None:
    """Raise Forbidden unless the asker may see and change what belongs to the server."""
    if not who.operator:
        raise Forbidden(
            "This belongs to the operator of the server.",
            code="operator_only",
            hint="Sign in as the owner of this server, whose account is its operator.",
        )


def conditions(who: Principal, *tables: type[SQLModel]) -> list[ColumnElement[bool]]:
    """What limits a query to the rows of these tables that `who` may see."""
    return [condition for table in tables for condition in _conditions(who, table)]


def _conditions(who: Principal, table: Any) -> list[ColumnElement[bool]]:
    mine: list[ColumnElement[bool]] = [col(table.account_id) == who.account_id]
    if who.side is not None:
        has_sides = hasattr(table, "sandbox")
        mine += [col(table.sandbox).is_(who.side)] if has_sides else [false()] * who.side
    return mine


def visible(who: Principal, table: type[Row]) -> SelectOfScalar[Row]:
    """The query of all rows of a table that `who` may see."""
    return select(table).where(*conditions(who, table))


def find(session: Session, who: Principal, table: type[Row], key: Any) -> Row | None:
    """The row with this primary key, or None when there is none that `who` may see."""
    row = session.get(table, key)
    return row if row is not None and who.sees(row) else None


def of_job(job: Job) -> Principal:
    """The asker that a job's own work is done for: sees the job's account and side."""
    return Principal(job.account_id, job.api_key_id, job.submitted_by, job.sandbox, one_side=True)
