"""Webhook deliveries: list, inspect, resend."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.api.authentication import Asker
from app.api.json_responses import json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import Cursor, DeliveryId, EndpointId, Limit
from app.api.schemas.webhooks import Delivery, DeliveryDetail, DeliveryPage, attempt_json, delivery_json
from app.core.db import read_scope, session_scope
from app.core.limits import thread_pools
from app.services.access import Principal
from app.services.jobs import lookup
from app.services.webhooks import deliveries, endpoints
from app.services.webhooks.deliveries import Filters
from models import DeliveryState

router = APIRouter(prefix="/v1/webhooks", tags=["Webhooks"], responses=PROBLEMS)
State = Annotated[DeliveryState | None, Query(description="pending, delivered, failed or skipped")]
Event = Annotated[
    Literal["job.created", "job.processing", "job.completed", "job.failed"] | None,
    Query(description="Deliveries of this event."),
]


@router.get("/deliveries", operation_id="list_deliveries", response_model=DeliveryPage)
def list_deliveries(
    who: Asker,
    endpoint_id: Annotated[str | None, Query(description="Deliveries of this endpoint.")] = None,
    job_id: Annotated[str | None, Query(description="Deliveries about this job.")] = None,
    state: State = None,
    event: Event = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response:
    """Every delivery, newest first; of one endpoint or of one job."""
    return _page(who, Filters(endpoint_id, job_id, state, event), limit, cursor)


@router.get("/deliveries/{delivery_id}", operation_id="get_delivery", response_model=DeliveryDetail)
def get_delivery(delivery_id: DeliveryId, who: Asker) -> Response:
    """One delivery with every attempt: what was sent, what was answered, how long it took."""
    with read_scope() as session:
        found = deliveries.get(session, who, delivery_id)
        history = [attempt_json(attempt) for attempt in deliveries.attempts_of(session, found)]
    return json_answer({**delivery_json(found), "history": history})


@router.post(
    "/deliveries/{delivery_id}/resend",
    operation_id="resend_delivery",
    response_model=Delivery,
    status_code=202,
)
@thread_pools.writes
def resend_delivery(delivery_id: DeliveryId, who: Asker) -> Response:
    """Send one again, under the same `webhook-id`."""
    with session_scope() as session:
        found = deliveries.resend(session, who, delivery_id)
    return json_answer(delivery_json(found), 202)


@router.get("/{endpoint_id}/deliveries", operation_id="list_webhook_deliveries", response_model=DeliveryPage)
def list_webhook_deliveries(
    endpoint_id: EndpointId, who: Asker, state: State = None, limit: Limit = 20, cursor: Cursor = None
) -> Response:
    """The deliveries of one endpoint, newest first."""
    with read_scope() as session:
        endpoints.get(session, who, endpoint_id)
    return _page(who, Filters(endpoint_id, None, state), limit, cursor)


def _page(who: Principal, filters: Filters, limit: int, cursor: str | None) -> Response:
    with read_scope() as session:
        if filters.job_id is not None:
            lookup.get(session, who, filters.job_id)
        found, following = deliveries.page(session, who, filters, limit, cursor)
    items = [delivery_json(delivery) for delivery in found]
    return json_answer({"items": items, "next_cursor": following, "has_more": following is not None})
