"""How a person looks at the history: saved views, columns and density."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, new_dict, new_id, new_list, utcnow


class SavedView(SQLModel, table=True):
    """A set of filters under a name; `filters` are parameters of the page's address."""

    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    name: str
    filters: dict[str, str] = Field(default_factory=new_dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)


class HistoryLayout(SQLModel, table=True):
    """Which columns a person has hidden, and how dense the rows are (compact or comfortable)."""

    account_id: str = Field(primary_key=True, foreign_key="account.id")
    hidden: list[str] = Field(default_factory=new_list, sa_column=Column(JSON, nullable=False))
    density: str = "compact"
