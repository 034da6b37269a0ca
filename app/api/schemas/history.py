"""Counts of jobs, and what is done to many of them at once."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from app.api.datetimes import DateTime as GivenDateTime
from app.api.schemas.base import Answer, Given
from app.api.schemas.links import Link
from app.core.errors import Invalid
from app.job_types import JOB_TYPES
from app.services.jobs.history import CHANNELS, STATUSES, Filters
from app.services.jobs.history.bulk import MOST, Action, Selection

_Text = Annotated[str, Field(max_length=200)]
_Status = Annotated[str, Field(max_length=200, json_schema_extra={"enum": list(STATUSES)})]
_Type = Annotated[str, Field(max_length=200, json_schema_extra={"enum": list(JOB_TYPES)})]
_Channel = Annotated[str, Field(max_length=200, json_schema_extra={"enum": list(CHANNELS)})]


class JobFilter(Given):
    """The filters of GET /v1/jobs; what is left out does not narrow."""

    model_config = ConfigDict(extra="forbid")

    status: _Status | None = None
    """pending, processing, completed, failed, queued or a stage."""
    job_type: _Type | None = None
    """Jobs of this type."""
    q: _Text | None = None
    """Text in names, caption formats, ids, numbers."""
    label: _Text | None = None
    """Jobs with this label."""
    external_id: _Text | None = None
    """Jobs with this id of yours."""
    created_after: GivenDateTime | None = None
    """Jobs submitted after this moment."""
    created_before: GivenDateTime | None = None
    """Jobs submitted before this moment."""
    channel: _Channel | None = None
    """web, api or cli."""
    preset_id: _Text | None = None
    """Jobs made with this preset."""
    key_id: _Text | None = None
    """Jobs submitted with this key."""
    source: _Text | None = None
    """Text in the name or address of the source."""


class BulkRequest(Given):
    """One action on many jobs: on those named, or on all that match."""

    model_config = ConfigDict(extra="forbid")

    action: Action
    """What to do: retry, cancel, delete (their files) or share (make links)."""
    job_ids: list[_Text] | None = Field(None, max_length=MOST)
    """The jobs by id, at most 1000."""
    filter: JobFilter | None = None
    """All jobs that match, the newest 1000 of them; `{}` is every job."""
    expires_in: int = 3600
    """Seconds until the links of `share` end, 60 to 604800."""

    def selection(self) -> Selection:
        """The jobs meant. Invalid unless they are named in exactly one way."""
        if (self.job_ids is None) == (self.filter is None):
            raise Invalid(
                "Say which jobs: either job_ids or filter.",
                hint="Send job_ids with their ids, or filter with the parameters of GET /v1/jobs.",
                errors=[{"field": "job_ids", "message": "give either this or filter"}],
            )
        if self.filter is None:
            return Selection(self.job_ids or [])
        return Selection(filters=Filters(**self.filter.model_dump()))


class BulkRefusal(Answer):
    """A job that was left as it was."""

    job_id: str
    """Identifier of the job."""
    code: str
    """Stable code of the reason."""
    message: str
    """The reason."""
    hint: str
    """What to do about it."""


class BulkReason(Answer):
    """A reason, and how many jobs have it."""

    message: str
    """The reason."""
    count: int
    """How many jobs were left as they were for it."""


class BulkAnswer(Answer):
    """What became of the jobs."""

    action: Action
    """What was asked for."""
    message: str
    """What happened to how many, in one sentence."""
    matched: int
    """How many jobs were tried."""
    done: list[str]
    """Ids of the jobs it was done to."""
    refused: list[BulkRefusal]
    """The jobs that were left as they were, each with its reason."""
    reasons: list[BulkReason]
    """The same reasons counted, the most frequent first."""
    links: list[Link]
    """The links that `share` made."""
    more: bool
    """Whether more jobs match than one request acts on; send it again for the next ones."""


class StatusCount(Answer):
    """How many jobs have a status."""

    status: Literal["draft", "queued", "processing", "editing", "completed", "failed", "rejected", "canceled"]
    """A status or stage that lists can be filtered by."""
    count: int
    """How many; `capped_at` + 1 stands for more than `capped_at`."""


class DayCount(Answer):
    """The jobs submitted on one day (UTC)."""

    day: Annotated[str, Field(json_schema_extra={"format": "date"})]
    """The day."""
    completed: int
    """Those that are completed."""
    failed: int
    """Those that failed, were rejected or canceled."""
    open: int
    """Those that have not ended."""


class Counts(Answer):
    """How many jobs there are."""

    statuses: list[StatusCount]
    """For each status of the history."""
    days: list[DayCount]
    """For each of the last 30 days, today included, oldest first."""
    capped_at: Literal[1000]
    """Counting stops there."""
