"""`cuedeck submit`, `cuedeck jobs …` and `cuedeck link`: jobs of a running instance, through its API."""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli import failures
from app.cli.jobs.fields import in_options
from app.cli.local import fields_from
from app.core.errors import AppError, Invalid
from app.core.message_text import counted

jobs = typer.Typer(no_args_is_help=True)
MEMORY = "translation_memory_upload_id"
_ENDED = ("completed", "failed")
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
After = Annotated[
    datetime | None, typer.Option(help="Only jobs begun after this time on this machine's clock.")
]
Before = Annotated[datetime | None, typer.Option(help="Only jobs begun before it.")]


def _output_path(given: str) -> Path:
    """Refuses before any work what could not be written after it."""
    path = Path(given)
    folder = path if given.endswith(os.sep) else path.parent
    if not folder.is_dir():
        raise Invalid(f"There is no folder {folder}.", hint="Make it first, or name another path with -o.")
    return path


def submit(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, or an http(s) address.")],
    job_type: Annotated[
        str, typer.Option("--type", help="The job type; that of the preset, or convert, if left out.")
    ] = "",
    preset: Annotated[str, typer.Option(help="A preset's name or id; what is given beside it wins.")] = "",
    target_profile: Annotated[str | None, typer.Option(help="The caption format to convert into.")] = None,
    source_profile: Annotated[
        str, typer.Option(help="The source's caption format; detected when left out.")
    ] = "auto",
    option: Annotated[list[str] | None, typer.Option(help="A Job Description field as name=value.")] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Read the written captions back with another reader.")
    ] = False,
    memory: Annotated[
        Path | None, typer.Option(help="A translation memory (TMX), used before the translator is asked.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Watch the job until it ends.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", parser=_output_path, help="A file or folder for the result; implies --wait."),
    ] = None,
    as_json: Json = False,
    fields: Mapping[str, Any] = {},
    files: Mapping[str, Path] = {},
) -> None:
    """Submit a job; prints its id, or what became of it with --wait."""
    description: dict[str, Any] = {"preset_id": preset} if preset else {"job_type": "convert"}
    description |= ({"job_type": job_type} if job_type else {}) | fields_from(option or []) | dict(fields)
    if source_profile != "auto":
        description.setdefault("source_profile", source_profile)
    if target_profile:
        description["target_profile"] = target_profile
    if verify:
        description["verify"] = True
    job = _submitted(description, file, {MEMORY: memory} | dict(files) if memory else files)
    if wait or output:
        _finish(_watch(job["job_id"], quiet=as_json), output, as_json)
    else:
        print(json.dumps(job) if as_json else job["job_id"])


def _submitted(description: dict[str, Any], file: str, files: Mapping[str, Path] = {}) -> dict[str, Any]:
    """Send the job, and before it the files that its fields name."""
    from app.cli import client, streams

    try:
        with client.api() as api:
            for name, path in files.items():
                with path.open("rb") as content:
                    description[name] = api.send_file("/v1/uploads", {}, path.name, content)["upload_id"]
            job: Any = api.submit(description, streams.source(file))
    except OSError as error:
        named = error.filename or file
        raise Invalid(f"{named} cannot be read: {error.strerror}.", hint="Check the path.") from None
    except AppError as error:
        error.hint = in_options(error.hint)
        raise
    return dict(job)


def extract(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Audio or video, or an http(s) address.")],
    track: Annotated[
        str, typer.Option(help="A number, a language, or cc (closed captions); the usual one if left out.")
    ] = "",
    target_profile: Annotated[str, typer.Option("--to", help="The caption format to write.")] = "srt",
    option: Annotated[list[str] | None, typer.Option(help="A Job Description field as name=value.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", parser=_output_path, help="Where to write; beside you, named like FILE, if left out."
        ),
    ] = None,
    as_json: Json = False,
    fields: Mapping[str, Any] = {},
    files: Mapping[str, Path] = {},
) -> None:
    """Take a caption track out of media."""
    description: dict[str, Any] = {"job_type": "extract", "target_profile": target_profile}
    description |= {"track": track} if track else {}
    job = _submitted(description | fields_from(option or []) | dict(fields), file, files)
    job = _watch(job["job_id"], quiet=as_json)
    if output is None and job["outputs"]:
        output = _free(job)
        print("Writing", *(path for _, path in targets(job, output)), file=sys.stderr)
    _finish(job, output, as_json)


def _free(job: dict[str, Any]) -> Path:
    """The result's own name in this folder; one with a number where a file has that name already."""
    own = Path(Path(job["outputs"][0]["file_name"]).name)
    named = itertools.chain([own], (own.with_stem(f"{own.stem}-{n}") for n in itertools.count(2)))
    return next(path for path in named if not any(each.exists() for _, each in targets(job, path)))


def _finish(job: dict[str, Any], output: Path | None, as_json: bool) -> None:
    if job["status"] == "failed":
        if as_json:
            print(json.dumps(job))
        print(f"cuedeck: job {job['number']} {job['stage']}: {job['error_message']}", file=sys.stderr)
        if job["error_hint"]:
            print(f"  {job['error_hint']}", file=sys.stderr)
        raise typer.Exit(failures.FAILED)
    to_stdout = output is not None and str(output) == "-"
    if output is not None:
        _download(job, output)
    for entry in (job["result_data"] or {}).get("verification", []):
        print(f"cuedeck: {entry['message']}", file=sys.stderr)
    last = json.dumps(job) if as_json else f"{job['job_id']} {job['stage']}"
    print(last, file=sys.stderr if to_stdout else sys.stdout)


def _download(job: dict[str, Any], output: Path) -> None:
    from app.cli import client, streams

    with client.api() as api:
        if output == streams.STDIO:
            streams.print_output(api, job)
            return
        for index, target in targets(job, output):
            api.download(job["job_id"], target, index)
    if not job["outputs"]:  # a fingerprint is no file
        target = output / f"{job['number']}.json" if output.is_dir() else output
        target.write_text(json.dumps(job["result_data"], ensure_ascii=False, indent=1), encoding="utf-8")


def targets(job: dict[str, Any], output: Path) -> list[tuple[int, Path]]:
    """Where each output goes: into the folder or to the path given, or beside it when there are several."""
    if output.is_dir():
        return [
            (file["output_index"], output / name)
            for file, name in zip(job["outputs"], _names(job), strict=True)
        ]
    made = [(file["output_index"], Path(file["file_name"]).suffix) for file in job["outputs"]]
    if len(made) == 1:
        return [(made[0][0], output)]
    return [(index, output.with_name(f"{output.stem}.{index}{suffix}")) for index, suffix in made]


def _names(job: dict[str, Any]) -> list[str]:
    """The outputs' own names; with their numbers where two have the same one."""
    own = [Path(file["file_name"]) for file in job["outputs"]]
    if len({path.name for path in own}) == len(own):
        return [path.name for path in own]
    return [
        f"{path.stem}.{file['output_index']}{path.suffix}"
        for path, file in zip(own, job["outputs"], strict=True)
    ]


def _watch(job_id: str, *, quiet: bool = False) -> dict[str, Any]:
    from app.cli.progress import with_progress

    last: dict[str, Any] = {}
    for job in with_progress(_states(job_id), quiet=quiet):
        last = job
    return last


def _states(job_id: str) -> Iterator[dict[str, Any]]:
    from app.cli import client, streams

    with client.api() as api:
        job_id = streams.identifier(api, job_id)
        while True:
            job: Any = api.job(job_id)
            yield job
            if job["status"] in _ENDED:
                return
            time.sleep(0.3)


@jobs.command("list")
def list_jobs(
    status: Annotated[
        str | None, typer.Option(help="pending, processing, completed, failed or a stage.")
    ] = None,
    job_type: Annotated[str | None, typer.Option("--type", help="A job type.")] = None,
    text: Annotated[str | None, typer.Option("-q", help="Text in names, caption formats, ids.")] = None,
    label: Annotated[str | None, typer.Option(help="A label.")] = None,
    after: After = None,
    before: Before = None,
    limit: Annotated[int, typer.Option(help="How many, at most 100.")] = 20,
    every: Annotated[bool, typer.Option("--all", help="Every job that matches, however many.")] = False,
    as_json: Json = False,
) -> None:
    """List jobs, newest first."""
    from app.cli import client

    chosen = {"status": status, "job_type": job_type, "q": text, "label": label} | _between(after, before)
    more = False
    with client.api() as api:
        if every:
            found: Iterable[Any] = api.jobs(**chosen)
        else:
            page: Any = api.page(limit=limit, **chosen)
            found, more = page["items"], page["has_more"]
        for job in found:
            print(json.dumps(job) if as_json else _line(job))
    if more:
        print("There are more: --all lists every one.", file=sys.stderr)


def _between(after: datetime | None, before: datetime | None) -> dict[str, str]:
    """The filters of the API for times of this machine."""
    times = {"created_after": after, "created_before": before}
    return {name: time.astimezone().isoformat() for name, time in times.items() if time}


def _line(job: dict[str, Any]) -> str:
    return (
        f"{job['number']:>6}  {job['job_id']}  {job['job_type']:<11} {job['stage']:<13} {job['source_name']}"
    )


@jobs.command("show")
def show(job_id: str, as_json: Json = False) -> None:
    """Show one job."""
    from app.cli import client, streams

    with client.api() as api:
        job = api.job(streams.identifier(api, job_id))
    if as_json:
        print(json.dumps(job))
        return
    for name, value in job.items():
        if value not in (None, [], {}, ""):
            print(f"{name:<18} {value if isinstance(value, (str, int, float)) else json.dumps(value)}")


@jobs.command("watch")
def watch(job_id: str, as_json: Json = False) -> None:
    """Watch a job until it ends; exits with 1 if it failed."""
    _finish(_watch(job_id, quiet=as_json), None, as_json)


@jobs.command("cancel")
def cancel(job_id: str, as_json: Json = False) -> None:
    """Cancel a job."""
    call_action(job_id, "cancel", as_json)


@jobs.command("retry")
def retry(
    job_id: str,
    option: Annotated[list[str] | None, typer.Option(help="A changed field as name=value.")] = None,
    as_json: Json = False,
) -> None:
    """Retry a job that ended badly, with changed fields if given."""
    call_action(job_id, "retry", as_json, fields_from(option or []))


@jobs.command("bulk")
def bulk(
    action: Annotated[str, typer.Argument(help="retry, cancel, delete (files) or share.")],
    job_ids: Annotated[
        list[str] | None, typer.Argument(metavar="JOB", help="Job ids; or none, and options that choose.")
    ] = None,
    status: Annotated[
        str | None, typer.Option(help="pending, processing, completed, failed or a stage.")
    ] = None,
    job_type: Annotated[str | None, typer.Option("--type", help="A job type.")] = None,
    text: Annotated[str | None, typer.Option("-q", help="Text in names, caption formats, ids.")] = None,
    label: Annotated[str | None, typer.Option(help="A label.")] = None,
    after: After = None,
    before: Before = None,
    as_json: Json = False,
) -> None:
    """Do one thing to many jobs, and say what happened to how many; exits with 1 if none could be."""
    from app.cli import client, streams
    from app.client.calls import path

    chosen = {"status": status, "job_type": job_type, "q": text, "label": label}
    matching = {name: value for name, value in chosen.items() if value is not None} | _between(after, before)
    if bool(job_ids) == bool(matching):
        raise Invalid(
            "Say which jobs.", hint="Name jobs, or give --status, --type, -q, --label, --after or --before."
        )
    with client.api() as api:
        wanted: dict[str, Any] = {"action": action}
        if job_ids:
            wanted["job_ids"] = [streams.identifier(api, job) for job in job_ids]
        else:
            wanted["filter"] = matching
        answer: Any = api.call("POST", path("jobs", "bulk"), body=wanted)
    print(json.dumps(answer) if as_json else "\n".join(_told(answer)))
    if answer["matched"] and not answer["done"]:
        raise typer.Exit(failures.FAILED)


def _told(answer: dict[str, Any]) -> Iterator[str]:
    yield answer["message"]
    yield from (f"  {reason['count']:,} x {reason['message']}" for reason in answer["reasons"])
    yield from (link["url"] for link in answer["links"])


def call_action(job_id: str, action: str, as_json: bool, body: dict[str, Any] | None = None) -> None:
    """Do something to a job and print where it stands."""
    from app.cli import client, streams
    from app.client.calls import path

    with client.api() as api:
        job = api.call("POST", path("jobs", streams.identifier(api, job_id), action), body=body or {})
    print(json.dumps(job) if as_json else f"{job['job_id']} {job['stage']}")


def link(
    job_id: Annotated[str, typer.Argument(metavar="JOB")],
    expires: Annotated[
        int | None,
        typer.Option(
            help="Seconds until the link ends, 60 to 604800; what the server is set to when left out."
        ),
    ] = None,
    index: Annotated[int, typer.Option(help="Which output.")] = 0,
    downloads: Annotated[int | None, typer.Option(help="After how many downloads it ends.")] = None,
    end_all: Annotated[
        bool, typer.Option("--end-all", help="End every link to the job's files instead.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Print a link to a job's output that ends by itself."""
    from app.cli import client, streams

    if end_all:
        _end_links(job_id, as_json)
        return
    with client.api() as api:
        made = api.link(streams.identifier(api, job_id), index, seconds=expires, max_downloads=downloads)
    print(json.dumps(made) if as_json else made["url"])


def links(as_json: Json = False) -> None:
    """List every link that works, those that end first first."""
    from app.cli import client

    with client.api() as api:
        found = list(api.links())
        if not found and not as_json:
            print("No link works at present. `cuedeck link JOB` makes one.", file=sys.stderr)
        for link in found:
            most = f" of {link['max_downloads']}" if link["max_downloads"] else ""
            used = f"{link['download_count']}{most}"
            row = f"{link['link_id']}  {link['expires_at']}  {used:>6}  {link['file_name']}"
            print(json.dumps(link) if as_json else row)


def _end_links(job_id: str, as_json: bool) -> None:
    from app.cli import client, streams
    from app.client.calls import path

    with client.api() as api:
        ended: Any = api.call("DELETE", path("links"), job_id=streams.identifier(api, job_id))
    print(json.dumps(ended) if as_json else counted(len(ended), "link") + " ended.")
