"""`cuedeck presets`: create, change, list and delete presets (stored job settings)."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.cli.jobs import Json
from app.cli.local import fields_from

presets = typer.Typer(no_args_is_help=True)


Language = Annotated[str | None, typer.Option(help="The spoken language unless the job says one.")]
Target = Annotated[str | None, typer.Option(help="The caption format of the outputs.")]
Webhook = Annotated[str | None, typer.Option(help="Gets each job's JSON when it ends.")]
Require = Annotated[list[str] | None, typer.Option(help="Metadata to demand before the start.")]
Defaults = Annotated[list[str] | None, typer.Option("--option", help="A default as name=value.")]


@presets.command("create")
def create(
    name: str,
    job_type: Annotated[str, typer.Option("--type", help="The job type.")] = "transcribe",
    asr: Annotated[bool, typer.Option("--asr/--no-asr", help="Recognise the speech.")] = True,
    editing: Annotated[bool, typer.Option("--editing", help="Wait for a person to edit.")] = False,
    speaker_names: Annotated[
        bool, typer.Option("--speaker-names", help="Tell speakers apart: Speaker 1, 2 and so on.")
    ] = False,
    caption_formatting: Annotated[
        bool,
        typer.Option(
            "--caption-formatting/--no-caption-formatting",
            help="Break lines by the caption rules; without, the text stays as it was recognised.",
        ),
    ] = True,
    require: Require = None,
    language: Language = None,
    target_profile: Target = None,
    webhook: Webhook = None,
    option: Defaults = None,
    as_json: Json = False,
) -> None:
    """Create a preset; prints its id."""
    from app.cli import client

    steps = {"asr": asr, "editing": editing, "speaker_names": speaker_names}
    steps["caption_formatting"] = caption_formatting
    texts = {"language": language, "target_profile": target_profile, "webhook": webhook}
    fields = {"name": name, "job_type": job_type, **steps, **texts, "required_metadata": require or []}
    with client.api() as api:
        made = api.create_preset({**fields, "settings": fields_from(option or [])})
    print(json.dumps(made) if as_json else made["profile_id"])


@presets.command("change")
def change(
    preset: str,
    field: Annotated[list[str], typer.Option(help="A field of the preset as name=value; null empties it.")],
    as_json: Json = False,
) -> None:
    """Change fields of a preset, by id or name; jobs submitted before stay as they are."""
    from app.cli import client
    from app.client.calls import path

    with client.api() as api:
        made = api.call("PATCH", path("presets", preset), body=fields_from(field))
    print(json.dumps(made) if as_json else made["profile_id"])


@presets.command("list")
def list_presets(as_json: Json = False) -> None:
    """List the presets."""
    from app.cli import client

    with client.api() as api:
        found = api.presets()
    for preset in found:
        line = f"{preset['profile_id']}  {preset['job_type']:<11} {preset['name']}"
        print(json.dumps(preset) if as_json else line)


@presets.command("delete")
def delete(preset: str) -> None:
    """Delete a preset, by id or name."""
    from app.cli import client
    from app.client.calls import path

    with client.api() as api:
        api.call("DELETE", path("presets", preset))
