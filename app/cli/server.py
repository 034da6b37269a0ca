"""`cuedeck up` and the commands around the running product."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import failures
from app.core.errors import AppError, Invalid

if TYPE_CHECKING:
    from app.supervisor.roles import Role

_SIGNS = {"good": "ok  ", "note": "note", "bad": "BAD "}


_Tied = Annotated[bool, typer.Option("--tied", help="Stop when the program that started this one ends.")]


def up(tied: _Tied = False) -> None:
    """Run the whole product in the foreground: Valkey, worker, dispatcher, web."""
    _run("all", tied)


def web(tied: _Tied = False) -> None:
    """Run page and API alone, of an instance on several machines."""
    _run("web", tied)


def worker(
    queues: Annotated[
        str, typer.Option(help="What it works on, such as captions,media; empty is CUEDECK_JOBS__QUEUES.")
    ] = "",
    tied: _Tied = False,
) -> None:
    """Run the workers alone, of an instance on several machines."""
    if queues:
        os.environ["CUEDECK_JOBS__QUEUES"] = json.dumps(_named(queues))
    _run("worker", tied)


def _named(queues: str) -> list[str]:
    from models.queues import ALL

    names = [name.strip() for name in queues.split(",") if name.strip()]
    unknown = [name for name in names if name not in ALL]
    if unknown or not names:
        raise Invalid(f"There is no queue {(*unknown, queues)[0]}.", hint=f"Use any of: {', '.join(ALL)}.")
    return names


def dispatcher(tied: _Tied = False) -> None:
    """Run the dispatcher alone: lost jobs, webhooks, retention. Of several one leads, and the others wait."""
    _run("dispatcher", tied)


def _run(role: Role, tied: bool) -> None:
    from app.cli import up as product

    try:
        product.up(_first_link, tied=tied, role=role)
    except AppError as error:
        if os.environ.get("CUEDECK_LOG_FORMAT", "").lower() != "json":
            raise
        told = {"event": error.message, "hint": error.hint, "code": error.code}
        print(json.dumps({**told, "process": "supervisor", "level": "critical"}), file=sys.stderr)
        raise typer.Exit(failures.exit_code(error)) from None


async def _first_link() -> str:
    # In a process of its own: the one that runs the others stays small for as long as it lives.
    from app.core.settings.program_files import ROOT

    command = (sys.executable, "-m", "app.cli.main", "sign-in-link", "--first")
    made = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    return (await made.communicate())[0].decode().strip()


def sign_in_link(
    first: Annotated[bool, typer.Option("--first", help="Only while nobody has ever signed in.")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="End the owner's unused links instead.")] = False,
) -> None:
    """Print a fresh one-time sign-in link for the owner."""
    from app.cli.database import migrated_session
    from app.services.accounts import sessions

    with migrated_session() as session:
        owner, new = sessions.ensure_owner(session)
        if revoke:
            print(f"{sessions.revoke_links(session, owner)} unused links ended.")
            return
        unused = owner.password_hash is None and (new or not sessions.has_signed_in(session, owner))
        if unused or not first:
            print(sessions.one_time_link(session, owner))


def rotate_secret(
    at_once: Annotated[
        bool, typer.Option("--at-once", help="What the old one signed ends now: every link, every cursor.")
    ] = False,
) -> None:
    """Sign with a new secret from now on; what the old one signed is believed for a week more."""
    from datetime import timedelta

    from app.core import signing
    from app.core.settings import get_settings
    from app.services import instance_secret

    instance_secret.rotate(overlap=timedelta(0) if at_once else signing.OVERLAP)
    print("The secret was replaced; running processes take the new one with their next request.")
    if not get_settings().is_one_machine:
        print(f"Other machines take it within {instance_secret.FOLLOWED_WITHIN} seconds.")


def doctor(
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every stored file and model, and compare its SHA-256.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, one object a line.")] = False,
) -> None:
    """Check data folder, database, broker, workers, programs and files; exits with 1 when one is bad."""
    from app.services import diagnosis

    bad = False
    for found in diagnosis.findings(deep=deep):
        bad = bad or found.state == diagnosis.BAD
        print(
            json.dumps(asdict(found)) if as_json else f"{_SIGNS[found.state]}  {found.check}: {found.message}"
        )
    if bad:
        raise typer.Exit(failures.FAILED)
