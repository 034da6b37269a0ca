"""Presigned links: make, list, extend, revoke."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.authentication import Asker
from app.api.json_responses import base_url, json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import LinkId
from app.api.schemas import links as schema
from app.api.schemas.links import LinkChanges, NewLink
from app.core.db import read_scope, session_scope
from app.core.errors import Invalid
from app.core.limits import thread_pools
from app.core.schemas import shown
from app.services.files import links, outputs
from app.services.jobs import lookup
from models import Link, Output

router = APIRouter(prefix="/v1/links", tags=["Links"], responses=PROBLEMS)
OfJob = Annotated[str, Query(description="The job whose links are asked for.")]
OfOneJob = Annotated[
    str | None, Query(description="The job whose links are asked for; left out for all jobs.")
]
After = Annotated[
    str | None,
    Query(description="Without `job_id`: the `link_id` of the last link of the page before."),
]
PageLimit = Annotated[
    int | None, Query(ge=1, le=100, description="Without `job_id`: how many links a page has at most; 100.")
]
_MOST = 100


@router.post("", operation_id="create_link", response_model=schema.Link, status_code=201)
@thread_pools.writes
def create_link(request: Request, wanted: NewLink, who: Asker) -> Response:
    """A link to one output that ends by itself, or when you revoke it."""
    with session_scope() as session:
        job = lookup.get(session, who, wanted.job_id)
        output = outputs.get(session, who, job.id, wanted.output_index)
        link = links.create(session, output, wanted.expires_in, max_downloads=wanted.max_downloads)
    return json_answer(link_json(request, link, output), 201)


@router.get("", operation_id="list_links", response_model=list[schema.Link])
def list_links(
    request: Request, who: Asker, job_id: OfOneJob = None, after: After = None, limit: PageLimit = None
) -> Response:
    """The links to a job's outputs, newest first, whether they work or not; or all links that work.

    Without `job_id` those that end first come first, at most 100. The next page follows `after` the last one;
    a page with fewer links than it may have is the last.
    """
    if job_id is not None and (after is not None or limit is not None):
        raise Invalid(
            "The links of one job come on one page.", hint="Leave out after and limit, or job_id.",
            errors=[{"field": "job_id", "message": "not together with after or limit"}],
        )  # fmt: skip
    with read_scope() as session:
        if job_id is None:
            found = links.live(session, who, limit or _MOST, after)
        else:
            found = links.list_for_job(session, who, lookup.get(session, who, job_id).id)
    return json_answer([link_json(request, link, output) for link, output in found])


@router.delete("", operation_id="revoke_links", response_model=list[schema.Link])
@thread_pools.writes
def revoke_links(request: Request, who: Asker, job_id: OfJob) -> Response:
    """End every link to a job's outputs now, also the short-lived ones in answers and webhooks.

    The next answer that shows the job has new ones.
    """
    with session_scope() as session:
        job = lookup.get(session, who, job_id)
        found = links.revoke_all(session, who, job.id)
    return json_answer([link_json(request, link, output) for link, output in found])


@router.delete("/{link_id}", operation_id="revoke_link", response_model=schema.Link)
@thread_pools.writes
def revoke_link(request: Request, link_id: LinkId, who: Asker) -> Response:
    """Revoke a link."""
    with session_scope() as session:
        link = links.revoke(session, who, link_id)
        output = links.output_of(session, link)
    return json_answer(link_json(request, link, output))


@router.patch("/{link_id}", operation_id="extend_link", response_model=schema.Link)
@thread_pools.writes
def extend_link(request: Request, link_id: LinkId, wanted: LinkChanges, who: Asker) -> Response:
    """Let a link end at another time; addresses that were shared before keep working until then."""
    with session_scope() as session:
        link = links.extend(session, who, link_id, wanted.expires_in)
        output = links.output_of(session, link)
    return json_answer(link_json(request, link, output))


def link_json(request: Request, link: Link, output: Output) -> dict[str, Any]:
    """A link as the API shows it."""
    return shown(
        schema.Link.model_fields,
        link,
        link_id=link.id,
        job_id=output.job_id,
        output_index=output.output_index,
        file_name=output.file_name,
        url=links.url(link, base_url(request)),
        state=links.state(link, output),
    )
