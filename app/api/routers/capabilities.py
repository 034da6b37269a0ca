"""GET /v1/capabilities: the engines, profiles and options that work on this installation."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from app.api.answers import json_answer
from app.api.openapi import PROBLEMS
from app.api.principals import Asker
from app.services import capabilities

router = APIRouter(prefix="/v1/capabilities", tags=["Capabilities"], responses=PROBLEMS)


@router.get("", operation_id="get_capabilities")
async def get_capabilities(_who: Asker) -> Response:
    """Job types with the reason where one does not work here, and every profile with its options."""
    return json_answer(capabilities.describe())
