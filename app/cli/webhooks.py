"""`cuedeck webhooks`: endpoints, what was sent to them, and sending it again, through the API."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from app.cli.jobs import Json

webhooks = typer.Typer(no_args_is_help=True)
Endpoint = Annotated[str, typer.Argument(metavar="ENDPOINT", help="The endpoint's id.")]
Events = Annotated[
    list[str] | None, typer.Option("--event", help="all, or job.created, job.processing, …; once for each.")
]


@webhooks.command("add")
def add(
    url: Annotated[str, typer.Argument(help="The address that is to get events.")],
    event: Events = None,
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    as_json: Json = False,
) -> None:
    """Add an endpoint; prints its id and its signing secret, this once."""
    body = {"url": url, "events": event or ["all"], "description": description}
    _print(_call("POST", body=body), as_json, "endpoint_id", "secret")


@webhooks.command("list")
def list_webhooks(as_json: Json = False) -> None:
    """List the endpoints."""
    for endpoint in _call("GET"):
        _print(endpoint, as_json, "endpoint_id", "state", "url", "notice")


@webhooks.command("change")
def change(
    endpoint: Endpoint,
    url: Annotated[str | None, typer.Option(help="Another address.")] = None,
    event: Events = None,
    state: Annotated[str | None, typer.Option(help="active (also after a pause) or disabled.")] = None,
    as_json: Json = False,
) -> None:
    """Change an endpoint's address, events or state."""
    wanted = {"url": url, "events": event or None, "state": state}
    changes = {name: value for name, value in wanted.items() if value is not None}
    _print(_call("PATCH", endpoint, body=changes), as_json, "endpoint_id", "state", "url")


@webhooks.command("rotate")
def rotate(endpoint: Endpoint, as_json: Json = False) -> None:
    """Make a new signing secret; for a day the old one signs beside it."""
    _print(_call("POST", endpoint, "rotate-secret"), as_json, "secret")


@webhooks.command("delete")
def delete(endpoint: Endpoint) -> None:
    """Delete an endpoint; what was sent stays readable."""
    _call("DELETE", endpoint)


@webhooks.command("test")
def try_out(
    endpoint: Endpoint,
    event: Annotated[str, typer.Option(help="Which event.")] = "job.completed",
    as_json: Json = False,
) -> None:
    """Send a sample event; prints the delivery's id."""
    _print(_call("POST", endpoint, "test", body={"event": event}), as_json, "delivery_id", "state")


@webhooks.command("deliveries")
def deliveries(
    endpoint: Annotated[str | None, typer.Option(help="Of one endpoint.")] = None,
    job: Annotated[str | None, typer.Option(help="Of one job, by its id or number.")] = None,
    state: Annotated[str | None, typer.Option(help="pending, delivered, failed or skipped.")] = None,
    limit: Annotated[int, typer.Option(help="How many, at most 100.")] = 20,
    as_json: Json = False,
) -> None:
    """List what was sent and what is still to be sent, newest first."""
    from app.cli import client, streams
    from app.client.calls import path

    with client.api() as api:
        job_id = streams.identifier(api, job) if job else None
        wanted = {"endpoint_id": endpoint, "job_id": job_id, "state": state, "limit": limit}
        page = api.call("GET", path("webhooks", "deliveries"), **wanted)
    for delivery in page["items"]:
        _print(delivery, as_json, "delivery_id", "state", "last_status", "attempts", "event", "url")
        if delivery["error_message"] and not as_json:
            print(f"  {delivery['error_code']}: {delivery['error_message']} {delivery['error_hint']}")


@webhooks.command("show")
def show(delivery: Annotated[str, typer.Argument(metavar="DELIVERY")]) -> None:
    """Show a delivery with every attempt, as JSON."""
    print(json.dumps(_call("GET", "deliveries", delivery), indent=2, ensure_ascii=False))


@webhooks.command("resend")
def resend(delivery: Annotated[str, typer.Argument(metavar="DELIVERY")], as_json: Json = False) -> None:
    """Send one delivery again, under the same webhook-id."""
    _print(_call("POST", "deliveries", delivery, "resend"), as_json, "delivery_id", "state")


@webhooks.command("resend-since")
def resend_since(
    endpoint: Endpoint,
    since: Annotated[str, typer.Argument(help="A time, such as 2026-11-22T12:00:00Z.")],
    everything: Annotated[bool, typer.Option("--everything", help="Also what was delivered.")] = False,
) -> None:
    """Send again what an endpoint missed since a point in time; prints how many deliveries wait."""
    body = {"since": since, "everything": everything}
    print(_call("POST", endpoint, "resend-since", body=body)["queued"])


def _call(method: str, *parts: str, body: Any = None, **params: Any) -> Any:
    from app.cli import client
    from app.client.calls import path

    with client.api() as api:
        return api.call(method, path("webhooks", *parts), body=body, **params)


def _print(shown: dict[str, Any], as_json: bool, *names: str) -> None:
    line = "  ".join(str(shown[name]) for name in names if shown[name] is not None)
    print(json.dumps(shown) if as_json else line)
