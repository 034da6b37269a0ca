"""`cuedeck keys`: works on this machine's database, so that the first key needs no key."""

from __future__ import annotations

import json
from typing import Annotated

import typer

keys = typer.Typer(no_args_is_help=True)


@keys.command("create")
def create(
    name: Annotated[str, typer.Option(help="What the key is for.")],
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="A key that rehearses: no work, no cost.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Create an API key and print it, this once."""
    from app.cli.database import migrated_session
    from app.services import access
    from app.services.accounts import api_keys as service
    from app.services.accounts import sessions

    with migrated_session() as session:
        owner, _ = sessions.ensure_owner(session)
        key, text = service.create(session, access.person(owner), name, sandbox=sandbox)
    if as_json:
        print(json.dumps({"key_id": key.id, "name": key.name, "sandbox": key.sandbox, "key": text}))
    else:
        print(text)


@keys.command("list")
def list_keys(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, one object a line.")] = False,
) -> None:
    """List the keys of this instance."""
    from app.cli.database import migrated_session
    from app.core.clock import iso
    from app.services import access
    from app.services.accounts import api_keys as service
    from app.services.accounts import sessions

    with migrated_session() as session:
        owner, _ = sessions.ensure_owner(session)
        found = service.list_for(session, access.person(owner))
    for key in found:
        state = "revoked" if key.revoked_at else "sandbox" if key.sandbox else "live"
        row = {
            "key_id": key.id,
            "name": key.name,
            "state": state,
            "hint": key.hint,
            "created_at": iso(key.created_at),
        }
        print(json.dumps(row) if as_json else f"{key.id}  …{key.hint}  {state:<8} {key.name}")


@keys.command("revoke")
def revoke(key_id: str) -> None:
    """Revoke a key."""
    from app.cli.database import migrated_session
    from app.services import access
    from app.services.accounts import api_keys as service
    from app.services.accounts import sessions

    with migrated_session() as session:
        owner, _ = sessions.ensure_owner(session)
        service.revoke(session, access.person(owner), key_id)
