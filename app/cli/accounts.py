"""`cuedeck accounts`: accounts and passwords, directly on this machine's database."""

from __future__ import annotations

from typing import Annotated

import typer

accounts = typer.Typer(no_args_is_help=True)


@accounts.command("list")
def list_accounts() -> None:
    """List the accounts of this instance."""
    from app.cli.database import migrated_session
    from app.services.accounts import sessions as service

    with migrated_session() as session:
        service.ensure_owner(session)
        for account in service.list_all(session):
            print(account.email)


@accounts.command("reset-password")
def reset_password(
    email: Annotated[str, typer.Argument(help="Whose password is forgotten.")],
    prompt: Annotated[bool, typer.Option("--prompt", help="Ask for the new password here.")] = False,
) -> None:
    """Print a one-time link that signs in and lets its bearer set a new password.

    With --prompt the password is set right here. Either way, a new password signs every other browser out.
    """
    from app.cli.database import migrated_session
    from app.services.accounts import sessions as service

    with migrated_session() as session:
        service.ensure_owner(session)
        account = service.by_email(session, email)
        if not prompt:
            print(f"{service.one_time_link(session, account)}?next=/settings")
            return
    password = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
    service.set_password(account.id, password)
    print(f"The password of {account.email} is changed; every browser is signed out.")


@accounts.command("retention")
def retention(
    email: Annotated[str, typer.Argument(help="Whose files.")],
    days: Annotated[
        int, typer.Argument(help="Days they are kept after a job's end; 0: as the settings say.")
    ],
) -> None:
    """Set how long the files of jobs that end from now on are kept, unless a job or its preset says."""
    from app.cli.database import migrated_session
    from app.services.accounts import retention as service
    from app.services.accounts import sessions

    with migrated_session() as session:
        account = sessions.by_email(session, email)
        service.set_days(account, days or None)
        session.add(account)
    print(f"Files of {email} are kept {f'{days} days' if days else 'as long as the settings say'}.")
