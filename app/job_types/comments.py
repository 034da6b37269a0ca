"""comments: the threads under a video's page."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Field

from app.job_types.job_type import ADDRESS, PAGE_ADDRESS, JobType
from app.job_types.parameters import InForm, UrlParameters
from app.job_types.sandbox import WORDS, File, Sample, SampleKit
from models import queues
from models.stages import Stage


class CommentsParameters(UrlParameters):
    """comments: the threads under a video's page."""

    job_type: Literal["comments"] = "comments"
    max_comments: Annotated[int, InForm(label="Comments at most", help="")] = Field(
        1000, ge=1, le=20_000, description="How many comments at most."
    )


def _sample(kit: SampleKit, asked: CommentsParameters) -> Sample:
    thread = {
        "id": "sample", "author": "Cuedeck", "author_id": "cuedeck", "text": WORDS[0], "likes": 0,
        "created_at": "2026-01-01T00:00:00+00:00", "pinned": False, "by_uploader": False, "replies": [],
        "reply_count": 0,
    }  # fmt: skip
    result: dict[str, Any] = {
        "title": "Sandbox sample", "url": kit.source_url, "site": "sandbox", "total": 1, "thread_count": 1,
        "reply_count": 0, "reported_count": 1, "truncated": False, "threads": [thread],
    }  # fmt: skip
    body = json.dumps(result, ensure_ascii=False, indent=1).encode()
    return Sample([File("comments.json", "application/json", body)], {"result_data": result})


JOB_TYPE = JobType(
    name="comments",
    order=90,
    label="Comments",
    action=("Fetch comments", "Fetch comments of {} pages"),
    parameters=CommentsParameters,
    stages=(Stage.FETCHING,),
    queue=queues.MEDIA,
    price=1,
    starts_from=(ADDRESS,),
    requires=(PAGE_ADDRESS,),
    features=("download",),
    example={"url": "https://video.example.com/watch/harbour", "max_comments": 100},
    form_example={"url": "https://youtube.com/watch?v=dQw4w9WgXcQ"},
    sample=_sample,
)
