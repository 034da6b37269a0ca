"""`cuedeck submit`, `cuedeck jobs …` and `cuedeck link`: jobs of a running instance, through its API."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli import failures
from app.cli.local import fields_from
from app.core.errors import Invalid

jobs = typer.Typer(no_args_is_help=True)
_ENDED = ("completed", "failed")
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def submit(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, or an http(s) address.")],
    job_type: Annotated[str, typer.Option("--type", help="The job type.")] = "convert",
    target_profile: Annotated[str | None, typer.Option(help="The profile to convert into.")] = None,
    source_profile: Annotated[
        str, typer.Option(help="The source's profile; detected when left out.")
    ] = "auto",
    option: Annotated[list[str] | None, typer.Option(help="A Job Description field as name=value.")] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Watch the job until it ends.")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", help="Where to write the result; implies --wait.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Submit a job; prints its id, or what became of it with --wait."""
    from app.cli import client

    description: dict[str, Any] = {"job_type": job_type, **fields_from(option or [])}
    if job_type == "convert":
        description.setdefault("source_profile", source_profile)
    if target_profile:
        description["target_profile"] = target_profile
    with client.api() as api:
        job = client.result(_send(api, file, description))
    if wait or output:
        job = _watch(job["job_id"], quiet=as_json)
        _finish(job, output, as_json)
    else:
        print(json.dumps(job) if as_json else job["job_id"])


def _send(api: Any, file: str, description: dict[str, Any]) -> Any:
    if file.startswith(("http://", "https://")):
        return api.post("/v1/jobs", json={**description, "media_path": file})
    path = Path(file)
    try:
        with path.open("rb") as source:
            files = {"source": (path.name, source)}
            return api.post("/v1/jobs", data={"config": json.dumps(description)}, files=files)
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.", hint="Check the path.") from None


def _finish(job: dict[str, Any], output: Path | None, as_json: bool) -> None:
    if job["status"] == "failed":
        if as_json:
            print(json.dumps(job))
        print(f"cuedeck: job {job['number']} {job['stage']}: {job['error_message']}", file=sys.stderr)
        if job["error_hint"]:
            print(f"  {job['error_hint']}", file=sys.stderr)
        raise typer.Exit(failures.FAILED)
    if output is not None:
        _download(job, output)
    print(json.dumps(job) if as_json else f"{job['job_id']} {job['stage']}")


def _download(job: dict[str, Any], output: Path) -> None:
    from app.cli import client

    for made in job["outputs"]:
        several = len(job["outputs"]) > 1
        target = (
            output.with_name(f"{output.stem}.{made['output_index']}{output.suffix}") if several else output
        )
        path = f"/v1/jobs/{job['job_id']}/outputs/{made['output_index']}"
        with client.api() as api, api.stream("GET", path) as response, target.open("wb") as file:
            for chunk in response.iter_bytes(1 << 20):
                file.write(chunk)


def _watch(job_id: str, *, quiet: bool = False) -> dict[str, Any]:
    from app.cli.progress import shown

    last: dict[str, Any] = {}
    for job in shown(_states(job_id), quiet=quiet):
        last = job
    return last


def _states(job_id: str) -> Iterator[dict[str, Any]]:
    from app.cli import client

    with client.api() as api:
        while True:
            job: dict[str, Any] = client.result(api.get(f"/v1/jobs/{client.segment(job_id)}"))
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
    text: Annotated[str | None, typer.Option("-q", help="Text in names, profiles, ids.")] = None,
    limit: Annotated[int, typer.Option(help="How many, at most 100.")] = 20,
    as_json: Json = False,
) -> None:
    """List jobs, newest first."""
    from app.cli import client

    page = client.get("/v1/jobs", status=status, job_type=job_type, q=text, limit=limit)
    for job in page["items"]:
        print(json.dumps(job) if as_json else _line(job))


def _line(job: dict[str, Any]) -> str:
    return (
        f"{job['number']:>6}  {job['job_id']}  {job['job_type']:<11} {job['stage']:<13} {job['source_name']}"
    )


@jobs.command("show")
def show(job_id: str, as_json: Json = False) -> None:
    """Show one job."""
    from app.cli import client

    job = client.get(f"/v1/jobs/{client.segment(job_id)}")
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
    _steer(job_id, "cancel", as_json)


@jobs.command("retry")
def retry(
    job_id: str,
    option: Annotated[list[str] | None, typer.Option(help="A changed field as name=value.")] = None,
    as_json: Json = False,
) -> None:
    """Retry a job that ended badly, with changed fields if given."""
    _steer(job_id, "retry", as_json, fields_from(option or []))


def _steer(job_id: str, action: str, as_json: bool, body: dict[str, Any] | None = None) -> None:
    from app.cli import client

    job = client.post(f"/v1/jobs/{client.segment(job_id)}/{action}", body)
    print(json.dumps(job) if as_json else f"{job['job_id']} {job['stage']}")


def link(
    job_id: Annotated[str, typer.Argument(metavar="JOB")],
    expires: Annotated[int, typer.Option(help="Seconds until the link ends, 60 to 604800.")] = 3600,
    index: Annotated[int, typer.Option(help="Which output.")] = 0,
    as_json: Json = False,
) -> None:
    """Print a link to a job's output that ends by itself."""
    from app.cli import client

    made = client.post("/v1/links", {"job_id": job_id, "output_index": index, "expires_in": expires})
    print(json.dumps(made) if as_json else made["url"])
