"""`cuedeck presets`: make, list and remove the profiles that decide a job's steps."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.cli.jobs import Json
from app.cli.local import fields_from

presets = typer.Typer(no_args_is_help=True)


@presets.command("create")
def create(
    name: str,
    job_type: Annotated[str, typer.Option("--type", help="The job type.")] = "transcribe",
    editing: Annotated[bool, typer.Option("--editing", help="Wait for a person to edit.")] = False,
    speaker_names: Annotated[bool, typer.Option("--speaker-names", help="Name the speakers.")] = False,
    require: Annotated[list[str] | None, typer.Option(help="Metadata to demand before the start.")] = None,
    option: Annotated[list[str] | None, typer.Option(help="A default as name=value.")] = None,
    as_json: Json = False,
) -> None:
    """Make a profile; prints its id."""
    from app.cli import client

    fields = {
        "name": name,
        "job_type": job_type,
        "editing": editing,
        "speaker_names": speaker_names,
        "required_metadata": require or [],
        "settings": fields_from(option or []),
    }
    with client.api() as api:
        made = api.create_profile(fields)
    print(json.dumps(made) if as_json else made["profile_id"])


@presets.command("list")
def list_presets(as_json: Json = False) -> None:
    """List the profiles."""
    from app.cli import client

    with client.api() as api:
        found = api.profiles()
    for profile in found:
        line = f"{profile['profile_id']}  {profile['job_type']:<11} {profile['name']}"
        print(json.dumps(profile) if as_json else line)


@presets.command("delete")
def delete(profile: str) -> None:
    """Remove a profile, by id or name."""
    from app.cli import client
    from app.client.calls import path

    with client.api() as api:
        api.call("DELETE", path("profiles", profile))
