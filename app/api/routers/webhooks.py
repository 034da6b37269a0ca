"""Webhook endpoints: create, change, rotate the secret, test, resend."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from app.api.authentication import Asker
from app.api.json_responses import json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import EndpointId
from app.api.schemas.webhooks import (
    Delivery,
    Endpoint,
    EndpointChanges,
    EndpointWithSecret,
    NewEndpoint,
    ResendSince,
    Resent,
    TestEvent,
    delivery_json,
    endpoint_json,
)
from app.core.db import in_transaction, read_scope, session_scope
from app.core.limits import thread_pools
from app.services.webhooks import addresses, deliveries, endpoints
from app.services.webhooks.endpoints import Changes

router = APIRouter(prefix="/v1/webhooks", tags=["Webhooks"], responses=PROBLEMS)


@router.post("", operation_id="create_webhook", response_model=EndpointWithSecret, status_code=201)
async def create_webhook(wanted: NewEndpoint, who: Asker) -> Response:
    """A new endpoint; its signing secret is in this answer and nowhere else."""
    await thread_pools.run(0, addresses.check, wanted.url)
    events, note = list(wanted.events), wanted.description
    made = await in_transaction(
        lambda session: endpoints.create(session, who, wanted.url, events, note, sandbox=wanted.sandbox)
    )
    location = {"location": f"/v1/webhooks/{made.id}"}
    return json_answer({**endpoint_json(made), "secret": made.secret}, 201, location)


@router.get("", operation_id="list_webhooks", response_model=list[Endpoint])
def list_webhooks(who: Asker) -> Response:
    """Your endpoints, oldest first."""
    with read_scope() as session:
        found = endpoints.list_for(session, who)
    return json_answer([endpoint_json(endpoint) for endpoint in found])


@router.get("/{endpoint_id}", operation_id="get_webhook", response_model=Endpoint)
def get_webhook(endpoint_id: EndpointId, who: Asker) -> Response:
    """One endpoint, with the notices about it."""
    with read_scope() as session:
        return json_answer(endpoint_json(endpoints.get(session, who, endpoint_id)))


@router.patch("/{endpoint_id}", operation_id="change_webhook", response_model=Endpoint)
async def change_webhook(endpoint_id: EndpointId, wanted: EndpointChanges, who: Asker) -> Response:
    """Change an endpoint, or make a paused one active again."""
    if wanted.url is not None:
        await thread_pools.run(0, addresses.check, wanted.url)
    changes = Changes(**wanted.model_dump())
    made = await in_transaction(lambda session: endpoints.change(session, who, endpoint_id, changes))
    return json_answer(endpoint_json(made))


@router.delete("/{endpoint_id}", operation_id="delete_webhook", status_code=204)
@thread_pools.writes
def delete_webhook(endpoint_id: EndpointId, who: Asker) -> Response:
    """Delete an endpoint; what was sent to it stays readable."""
    with session_scope() as session:
        endpoints.remove(session, who, endpoint_id)
    return Response(status_code=204)


@router.post(
    "/{endpoint_id}/rotate-secret", operation_id="rotate_webhook_secret", response_model=EndpointWithSecret
)
@thread_pools.writes
def rotate_webhook_secret(endpoint_id: EndpointId, who: Asker) -> Response:
    """A new secret. For a day every message is signed with both, so that you can change over meanwhile."""
    with session_scope() as session:
        made = endpoints.rotate(session, who, endpoint_id)
    return json_answer({**endpoint_json(made), "secret": made.secret})


@router.post("/{endpoint_id}/test", operation_id="test_webhook", response_model=Delivery, status_code=202)
@thread_pools.writes
def try_webhook(endpoint_id: EndpointId, who: Asker, wanted: TestEvent | None = None) -> Response:
    """Send a sample event, marked with `"test": true`; read the outcome from its delivery."""
    event = (wanted or TestEvent()).event
    with session_scope() as session:
        made = deliveries.try_out(session, who, endpoint_id, event)
    return json_answer(delivery_json(made), 202)


@router.post(
    "/{endpoint_id}/resend-since", operation_id="resend_webhooks", response_model=Resent, status_code=202
)
@thread_pools.writes
def resend_webhooks(endpoint_id: EndpointId, wanted: ResendSince, who: Asker) -> Response:
    """Send again what an endpoint missed since a point in time."""
    with session_scope() as session:
        count = deliveries.resend_since(session, who, endpoint_id, wanted.since, everything=wanted.everything)
    return json_answer({"queued": count}, 202)
