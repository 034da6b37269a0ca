"""GET /d/{token}: downloads through a presigned link, without authentication."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from app.api import problems, rate_limits
from app.api.downloads import file_responses, link_page
from app.api.downloads.metered_download import MeteredDownload
from app.api.language import of_browser
from app.api.route_parameters import BINARY
from app.core.db import read_scope, session_scope
from app.core.errors import AppError, NotFound
from app.core.limits import thread_pools
from app.core.storage import storage
from app.services.accounts import sign_in_attempts
from app.services.files import integrity, links
from models import Link, Output

router = APIRouter(tags=["Links"])

Token = Annotated[str, Path(description="What names the link: the end of its address.")]
AtOnce = Annotated[str | None, Query(description="With any value, a browser gets the file at once, too.")]
_FILE = {"schema": BINARY}
_PAGE = {"schema": {"type": "string"}, "example": "<!doctype html><title>film.vtt</title>"}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file, or for a browser a page that leads to it",
        "content": {"*/*": _FILE, "text/html": _PAGE},
    },
    206: {"description": "The asked range of it", "content": {"*/*": _FILE}},
    304: {"description": "The client has it already"},
    404: {"description": "This link was never made here"},
    307: {"description": "The file is at another address, for a short time (CUEDECK_S3__LINKS)"},
    410: {"description": "Expired, revoked, used up, or the file has been removed"},
    500: {"description": "The file is damaged on the server"},
    416: {"description": "The file has no such range"},
    429: {"description": "Too many links from this address were wrong"},
}
_CONDITIONAL = {"if-none-match", "if-modified-since"}


@router.get("/d/{token}", operation_id="open_link", response_class=Response, responses=_ANSWERS)
@router.head("/d/{token}", include_in_schema=False)
async def open_link(request: Request, token: Token, download: AtOnce = None) -> Response:
    """The file behind a link; 410 with a page that says why once it has expired, was revoked or used up.

    A browser that opens a shared link (`Accept` has text/html) gets a small page with the file's name, size,
    player or first lines, and a button to download it; with `?download=1` the file at once. Pages, and what
    they play, are not counted.

    A link with a download limit counts the bytes that leave it: parts of a download that was begun (`Range`)
    go on without a new count, HEAD and 304 never count.
    """
    try:
        output, link = await _opened(request, token)
        if link is not None:
            links.refuse_used_up(link, _least_wanted(request, output))
            if download is None and link_page.wanted(request):
                return await thread_pools.store(link_page.page, output, link, of_browser(request))
        # The page of a link loads nothing from elsewhere, so what it plays comes from here.
        played = link is not None and link_page.plays(request, output, link)
        if request.method == "GET" and not played and (link is None or link.max_downloads is None):
            elsewhere = await thread_pools.store(_redirect, request, output, link)
            if elsewhere is not None:
                return elsewhere
        answer = await thread_pools.store(_checked, request, output, link)
    except AppError as error:
        return problems.for_browser(request, error)
    answer.headers.append("vary", "accept")
    if link is None or played:
        return answer
    address = rate_limits.address(request)
    return MeteredDownload(
        answer, link, output.size, lambda error: problems.for_browser(request, error), address
    )


async def _opened(request: Request, token: str) -> tuple[Output, Link | None]:
    try:
        return await thread_pools.read(_open, token)
    except NotFound:
        await sign_in_attempts.wrong_secret(rate_limits.address(request), "a link")
        raise


def _open(token: str) -> tuple[Output, Link | None]:
    with read_scope() as session:
        return links.open_token(session, token)


def _least_wanted(request: Request, output: Output) -> int:
    """What the answer will bring at least, as far as that is known before the file is read through."""
    if _CONDITIONAL & {*request.headers}:
        return 0
    return 1 if "range" in request.headers else max(output.size, 1)


def _redirect(request: Request, output: Output, link: Link | None) -> Response | None:
    """To the file's own address, if it has one. What leaves there cannot be counted: it counts as a download.

    Whether the file is there is asked first; its bytes are compared by the server that keeps them.
    """
    disposition = file_responses.disposition(output.file_name)
    address = storage().redirect(output.storage_key, disposition, output.media_type)
    if address is None:
        return None
    storage().facts(output.storage_key)
    if link is not None:
        with session_scope() as session:
            size = max(output.size, 1)
            links.take_bytes(session, link, size, size, rate_limits.address(request))
    headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
    return RedirectResponse(address, status_code=307, headers=headers)


def _checked(request: Request, output: Output, link: Link | None) -> Response:
    """The file, once it is sure that it is what was stored. What a limit counts leaves from here."""
    integrity.check(output)
    return file_responses.answer(request, output, by_proxy=link is None or link.max_downloads is None)
