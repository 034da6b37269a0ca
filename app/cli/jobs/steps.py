"""`cuedeck jobs new|add-media|start|presets|draft|save-draft|approve|send-back`: jobs in steps; and spoken
lines: `lines|speak`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.jobs import Json, call_action
from app.cli.local import fields_from
from app.core.errors import Invalid

Options = Annotated[list[str] | None, typer.Option(help="A Job Description field as name=value.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The integer job_id of `jobs new`.")]


def new(
    preset: Annotated[str | None, typer.Option(help="A preset's id or name.")] = None,
    profile: Annotated[str | None, typer.Option(hidden=True)] = None,
    name: Annotated[str | None, typer.Option(help="A name to recognise the job by.")] = None,
    external_id: Annotated[str | None, typer.Option(help="Your own id for the job.")] = None,
    language: Annotated[str | None, typer.Option(help="The spoken language.")] = None,
    metadata: Annotated[list[str] | None, typer.Option(help="name=value, as the preset requires.")] = None,
    as_json: Json = False,
) -> None:
    """Make a pending job; prints its number."""
    body = {
        "profile": preset or profile,
        "job_name": name,
        "external_id": external_id,
        "language": language,
        "job_metadata": fields_from(metadata or []) or None,
    }
    made = _call("POST", "new", {key: value for key, value in body.items() if value is not None})
    print(json.dumps(made) if as_json else made["job_id"])


def add_media(
    number: Number,
    media: Annotated[str, typer.Argument(metavar="FILE", help="A file, or an http(s) address.")],
    as_json: Json = False,
) -> None:
    """Add media to a pending job."""
    if media.startswith(("http://", "https://")):
        shown = _call("POST", "add_media", {"job_id": number, "media_url": media})
    else:
        shown = _send_file(number, Path(media))
    _print(shown, as_json)


def _send_file(number: int, path: Path) -> Any:
    from app.cli import client, streams

    fields = {"v": "4", "job_id": str(number)}
    try:
        with client.api() as api:
            if path == streams.STDIO:
                return api.send_file("/job/add_media", fields, *streams.standard_input())
            with path.open("rb") as file:
                return api.send_file("/job/add_media", fields, path.name, file)
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.", hint="Check the path.") from None


def start(
    number: Number,
    callback_url: Annotated[str | None, typer.Option(help="Gets the job's JSON when it ends.")] = None,
    finish_in: Annotated[int | None, typer.Option(help="Sandbox: seconds until the job ends.")] = None,
    finish_with_error: Annotated[
        bool, typer.Option("--finish-with-error", help="Sandbox: end as Error.")
    ] = False,
    option: Options = None,
    as_json: Json = False,
) -> None:
    """Start a pending job that has its media and metadata."""
    body: dict[str, Any] = {"job_id": number, "options": fields_from(option or [])}
    body |= {"callback_url": callback_url} if callback_url else {}
    body |= {"finish_in": finish_in} if finish_in is not None else {}
    body |= {"finish_with_error": True} if finish_with_error else {}
    _print(_call("POST", "perform_transcription", body), as_json)


def presets(as_json: Json = False) -> None:
    """List the presets with their steps."""
    for preset in _call("GET", "profiles")["profiles"]:
        steps = ", ".join(preset["steps"])
        line = f"{preset['profile_id']}  {preset['job_type']:<11} {preset['name']}  ({steps})"
        print(json.dumps(preset) if as_json else line)


def draft(job_id: str, output: Annotated[int, typer.Option(help="Which output's draft.")] = 0) -> None:
    """Print the captions that wait for an editor, with their version, as JSON."""
    from app.cli import client, streams

    with client.api() as api:
        print(json.dumps(api.draft(streams.identifier(api, job_id), output), ensure_ascii=False))


def save_draft(
    job_id: str,
    file: Annotated[Path, typer.Argument(help="What `jobs draft` printed, edited.")],
    output: Annotated[int, typer.Option(help="Which output's draft.")] = 0,
) -> None:
    """Save an edited draft, based on the version it was read in."""
    from app.cli import client, streams
    from app.cli.local import read

    try:
        edited = json.loads(read(file))
        document, version = edited["document"], edited["version"]
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(
            f"{file} is no draft: {error}.", hint="Edit what `cuedeck jobs draft` printed."
        ) from None
    with client.api() as api:
        job = streams.identifier(api, job_id)
        print(f"version {api.save_draft(job, document, version, output)['version']}")


def approve(job_id: str, as_json: Json = False) -> None:
    """Accept the edited captions; the job goes on to its end."""
    call_action(job_id, "approve", as_json)


def send_back(
    job_id: str,
    note: Annotated[str, typer.Option(help="What is wrong; the job's timeline shows it.")] = "",
    option: Options = None,
    as_json: Json = False,
) -> None:
    """Run the work before the editing again."""
    call_action(job_id, "send-back", as_json, fields_from(option or []) | ({"note": note} if note else {}))


def lines(job_id: str, as_json: Json = False) -> None:
    """List what a dub or voiceover says: number, begin, speaker, voice and words of each line."""
    from app.cli import client, streams

    with client.api() as api:
        spoken = api.call("GET", f"/v1/jobs/{streams.identifier(api, job_id)}/lines")
    if as_json:
        print(json.dumps(spoken, ensure_ascii=False))
        return
    for line in spoken["lines"]:
        said = " / ".join(line["text"].splitlines())
        who = f"{line['speaker'] or '-':<12} {line['voice']:<16}"
        print(f"{line['cue']:>5}  {line['start']:>9.2f}  {who} {said}")


def speak(
    job_id: str,
    cue: Annotated[int, typer.Option(help="The number of the line, as `jobs lines` lists it.")],
    text: Annotated[str | None, typer.Option(help="Other words.")] = None,
    voice: Annotated[str | None, typer.Option(help="Another voice, for this line alone.")] = None,
    speed: Annotated[float | None, typer.Option(help="Another speed, 1 is the voice's own.")] = None,
    as_json: Json = False,
) -> None:
    """Speak one line of a dub or voiceover anew; prints the id of the job that does."""
    from app.cli import client, streams

    line = {"cue": cue, "text": text, "voice": voice, "speed": speed}
    line = {name: value for name, value in line.items() if value is not None}
    with client.api() as api:
        job = api.call("POST", f"/v1/jobs/{streams.identifier(api, job_id)}/lines", body={"lines": [line]})
    print(json.dumps(job) if as_json else job["job_id"])


def add_to(jobs: typer.Typer) -> None:
    """Register these commands under `cuedeck jobs`."""
    for function in (new, add_media, start, presets, draft, save_draft, approve, send_back, lines, speak):
        jobs.command(function.__name__.replace("_", "-"))(function)
    jobs.command("profiles", hidden=True)(presets)  # the name of earlier versions


def _call(method: str, name: str, body: dict[str, Any] | None = None) -> Any:
    from app.cli import client

    with client.api() as api:
        return api.call(method, f"/job/{name}", body=body, v=4)


def _print(shown: dict[str, Any], as_json: bool) -> None:
    print(json.dumps(shown) if as_json else f"{shown['job_id']} {shown['job_status']}")
