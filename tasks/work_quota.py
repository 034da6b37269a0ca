"""The limit on one job's temporary files (`limits.work_bytes`): looked at while the job is worked on."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from app.core.errors import LimitExceeded
from app.core.settings import get_settings
from app.services.dispatch.leases import Claim
from app.services.files.outputs import work_folder

_over: set[Claim] = set()


def over(held: Iterable[Claim]) -> list[Claim]:
    """The claims of these whose jobs have more temporary files than they may; remembered for `reason`."""
    limit = get_settings().limits.work_bytes
    found = [claim for claim in held if size(work_folder(claim.job_id)) > limit]
    _over.update(found)
    return found


def reason(claim: Claim) -> LimitExceeded | None:
    """Why a job was stopped, if it was for this; it is forgotten then."""
    if claim not in _over:
        return None
    _over.discard(claim)
    limit = get_settings().limits.work_bytes
    return LimitExceeded(
        f"The work needed more than {limit / 1024**3:,.1f} GB of temporary files.",
        code="limit_work_files",
        hint="Use a shorter or smaller file, or ask the administrator to raise CUEDECK_LIMITS__WORK_BYTES.",
        limit="work_files",
        value=limit,
    )


def size(folder: Path) -> int:
    """The bytes of all files in a folder, as far as they are there to be counted."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except FileNotFoundError:  # done with meanwhile
                continue
    return total
