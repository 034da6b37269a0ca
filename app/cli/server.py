"""`cuedeck up` and the commands around the running product."""

from __future__ import annotations

from typing import Annotated

import typer


def up(
    tied: Annotated[
        bool, typer.Option("--tied", help="Stop when the program that started this one ends.")
    ] = False,
) -> None:
    """Run the whole product in the foreground: Valkey, worker, dispatcher, web."""
    from app.cli import up as product

    product.up(_first_link, tied=tied)


def _first_link() -> str | None:
    from app.core.db import session_scope
    from app.services import accounts

    with session_scope() as session:
        owner, new = accounts.ensure_owner(session)
        wanted = owner.password_hash is None and (new or not accounts.ever_signed_in(session, owner))
        return accounts.one_time_link(session, owner) if wanted else None


def sign_in_link() -> None:
    """Print a fresh one-time sign-in link for the owner."""
    from app.cli.database import ready_session
    from app.services import accounts

    with ready_session() as session:
        owner, _ = accounts.ensure_owner(session)
        print(accounts.one_time_link(session, owner))
