"""Query parameters that narrow a list of jobs: the same for lists, exports, counts and archives."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query

from app.api.datetimes import DateTime
from app.job_types import JOB_TYPES
from app.services.jobs import history
from app.services.jobs.history import Filters

Status = Annotated[
    str | None,
    Query(
        description="pending, processing, completed, failed, queued, a stage",
        json_schema_extra={"enum": list(history.STATUSES)},
    ),
]
Type = Annotated[
    str | None, Query(description="Jobs of this type.", json_schema_extra={"enum": list(JOB_TYPES)})
]
Channel = Annotated[
    str | None,
    Query(
        description="Jobs submitted on the page (web), through the API or from the command line.",
        json_schema_extra={"enum": list(history.CHANNELS)},
    ),
]
Words = Annotated[
    str | None, Query(max_length=200, description="Text in names, caption formats, ids, numbers")
]
Label = Annotated[str | None, Query(max_length=50, description="Jobs with this label.")]
ExternalId = Annotated[str | None, Query(max_length=200, description="Jobs with this id of yours.")]
After = Annotated[DateTime | None, Query(description="Jobs submitted after this moment.")]
Before = Annotated[DateTime | None, Query(description="Jobs submitted before this moment.")]
Order = Annotated[Literal["desc", "asc"], Query(description="Newest first, or oldest.")]
Preset = Annotated[str | None, Query(max_length=100, description="Jobs made with this preset.")]
Key = Annotated[str | None, Query(max_length=100, description="Jobs submitted with this key.")]
Source = Annotated[
    str | None, Query(max_length=200, description="Text in the name or address of the source.")
]


async def _filters(  # no thread is needed for it
    status: Status = None,
    job_type: Type = None,
    q: Words = None,
    label: Label = None,
    external_id: ExternalId = None,
    created_after: After = None,
    created_before: Before = None,
    order: Order = "desc",
    channel: Channel = None,
    preset_id: Preset = None,
    key_id: Key = None,
    source: Source = None,
) -> Filters:
    return Filters(
        status=status,
        job_type=job_type,
        q=q,
        label=label,
        external_id=external_id,
        created_after=created_after,
        created_before=created_before,
        order=order,
        channel=channel,
        preset_id=preset_id,
        key_id=key_id,
        source=source,
    )


ListFilters = Annotated[Filters, Depends(_filters)]
"""The parameter type of every route that takes a list's filters."""
