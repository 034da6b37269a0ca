"""`cuedeck credits`: the owner's credits, on this machine's database."""

from __future__ import annotations

import json
from typing import Annotated

import typer

credits = typer.Typer(no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@credits.command("balance")
def balance(as_json: AsJson = False) -> None:
    """Print the balance, what is held for running jobs, and whether there is a limit."""
    from app.cli.database import migrated_session
    from app.services import access
    from app.services.accounts import credits as service
    from app.services.accounts import sessions

    with migrated_session() as session:
        owner, _ = sessions.ensure_owner(session)
        facts = {
            "balance": service.balance(session, access.person(owner)),
            "held": service.held(session, access.person(owner)),
            "limited": owner.credit_limited,
        }
    if as_json:
        print(json.dumps(facts))
    else:
        limit = "jobs beyond it are refused" if facts["limited"] else "no limit, only counted"
        print(f"{facts['balance']} credits ({facts['held']} held); {limit}")


@credits.command("grant")
def grant(
    amount: Annotated[int, typer.Argument(help="Credits to add; a negative number takes some away.")],
    note: Annotated[str, typer.Option(help="What for.")] = "",
    once: Annotated[
        str | None, typer.Option(help="A name for this grant; the same name never adds twice.")
    ] = None,
) -> None:
    """Add credits and print the new balance."""
    from app.cli.database import migrated_session
    from app.core.security import random_text
    from app.services import access
    from app.services.accounts import credits as service
    from app.services.accounts import sessions

    with migrated_session() as session:
        owner, _ = sessions.ensure_owner(session)
        service.grant(session, owner.id, amount, f"grant:{once or random_text(22)}", note)
        session.flush()
        print(service.balance(session, access.person(owner)))


@credits.command("limit")
def limit(
    on: Annotated[bool, typer.Option("--on/--off", help="Refuse jobs that the balance does not cover.")],
) -> None:
    """Refuse jobs that the balance does not cover, or only count what they cost."""
    from app.cli.database import migrated_session
    from app.services.accounts import credits as service
    from app.services.accounts import sessions

    with migrated_session() as session:
        owner, _ = sessions.ensure_owner(session)
        service.set_limited(session, owner, limited=on)
