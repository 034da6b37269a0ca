"""Webhook addresses are refused where they are given: in a Job Description, a preset, a change, a start."""

from __future__ import annotations

import asyncio
from typing import Any

from app.services.webhooks import addresses


async def check(given: dict[str, Any] | None, *, named: str = "webhook") -> None:
    """Invalid `webhook_forbidden_address` or `invalid_url` when `given["webhook"]` can never be called.

    `named` is what the sender calls it. What is no address at all is told later, with all wrong fields.
    """
    url = (given or {}).get("webhook")
    if isinstance(url, str) and url.startswith(("http://", "https://")):
        await asyncio.to_thread(addresses.check, url, named)
