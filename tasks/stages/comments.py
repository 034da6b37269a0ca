"""comments: the threads under a video's page."""

from __future__ import annotations

import json
from typing import cast

from app.job_types.comments import CommentsParameters
from app.media.download.comments import fetch_comments
from app.services.files.outputs import NewOutput
from models import Stage
from tasks.site_limits import site_limits
from tasks.steps import StepContext, StepResult, runs


@runs(Stage.FETCHING)
def fetching(context: StepContext) -> StepResult:
    """The comment threads at an address, as a JSON file and in `result_data`."""
    asked = cast(CommentsParameters, context.parameters)
    found = fetch_comments(
        asked.source_address() or "",
        context.folder,
        site_limits(),
        most=asked.max_comments,
        progress=context.progress,
        cancelled=context.cancelled,
    )
    body = json.dumps(found, ensure_ascii=False, indent=1).encode()
    made = NewOutput(context.store(body), "comments.json", "application/json")
    return StepResult({}, [made], {"result_data": found})
