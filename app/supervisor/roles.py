"""What one machine of an instance runs: everything, or one part of it beside others."""

from __future__ import annotations

from typing import Literal

from app.core.errors import Invalid
from app.core.settings import Settings

Role = Literal["all", "web", "worker", "dispatcher"]


def serves(role: Role) -> bool:
    """Whether pages and API are served by this role."""
    return role in ("all", "web")


def check(settings: Settings, role: Role) -> None:
    """Invalid `role_needs_servers` when a part of an instance could not reach its other parts."""
    wanted = {
        "CUEDECK_DATABASE_URL (PostgreSQL)": settings.is_one_machine,
        "CUEDECK_BROKER_URL": not settings.broker_url,
        "CUEDECK_REDIS_URL": settings.redis.startswith("unix://") and not settings.redis_url,
    }
    missing = [name for name, is_missing in wanted.items() if is_missing]
    if role != "all" and missing:
        raise Invalid(
            f"“cuedeck {role}” is one part of an instance, and would not reach the others: "
            f"of its settings {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set.",
            code="role_needs_servers",
            hint="Set them to servers that all machines reach, or run everything on this one: cuedeck up.",
        )
