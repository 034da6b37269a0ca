"""Credits and usage: balance, ledger, prices, and what was used by day, type and key."""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.authentication import Asker
from app.api.datetimes import Day
from app.api.json_responses import json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import Cursor, Limit
from app.api.schemas import credits as schema
from app.core import clock
from app.core.db import read_scope
from app.core.schemas import shown
from app.core.settings import get_settings
from app.services.accounts import credits, usage
from models import LedgerEntry

router = APIRouter(prefix="/v1", tags=["Credits"], responses=PROBLEMS)
_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
_DAYS = 30


@router.get("/credits", operation_id="get_credits", response_model=schema.Credits)
def get_credits(who: Asker, limit: Limit = 20, cursor: Cursor = None) -> Response:
    """Your balance, and every movement of credits that led to it."""
    with read_scope() as session:
        found, following = credits.page(session, who, limit, cursor)
        limited, rule = credits.rule(session, who)
        answer = {
            "balance": credits.balance(session, who),
            "held": credits.held(session, who),
            "limited": limited,
            "rule": rule,
        }
    items = [_entry(entry) for entry in found]
    return json_answer(
        {**answer, "items": items, "next_cursor": following, "has_more": following is not None}
    )


@router.get("/credits/prices", operation_id="get_prices", response_model=schema.Prices)
async def get_prices(_who: Asker) -> Response:
    """What a job of each type costs."""
    return json_answer({"prices": get_settings().prices})


@router.get("/usage", operation_id="get_usage", response_model=schema.Usage, responses=_CSV)
def get_usage(
    request: Request,
    who: Asker,
    first: Annotated[Day | None, Query(alias="from", description="Default: 30 days ago")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Default: today")] = None,
    form: Annotated[
        Literal["json", "csv"] | None,
        Query(alias="format", description="json or csv; the Accept header decides without it"),
    ] = None,
) -> Response:
    """Jobs, credits and seconds of media by day, job type and key; CSV by `format` or `Accept`."""
    last = last or clock.now().date()
    first = first or max(last, date(1, 2, 1)) - timedelta(days=_DAYS)
    with read_scope() as session:
        rows = usage.rows(session, who, first, last)
    accepts_csv = "text/csv" in request.headers.get("accept", "")
    if form == "csv" or (form is None and accepts_csv):
        return _csv(rows)
    return json_answer({"items": [row.facts() for row in rows]})


def _csv(rows: list[usage.Row]) -> Response:
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(usage.Row)])
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.facts().items()} for row in rows)
    headers = {"content-disposition": 'attachment; filename="usage.csv"'}
    return Response(text.getvalue(), headers=headers, media_type="text/csv")


def _cell(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _entry(entry: LedgerEntry) -> dict[str, Any]:
    return shown(schema.LedgerEntry.model_fields, entry, entry_id=entry.id)
