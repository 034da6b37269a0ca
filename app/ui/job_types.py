"""What a job type reads and writes, as far as the page has to know."""

from __future__ import annotations

from models import JobType

READS_CAPTIONS = frozenset({JobType.CONVERT, JobType.TRANSLATE})
"""Job types that read captions: a source format applies."""

WRITES_CAPTIONS = frozenset({JobType.CONVERT, JobType.TRANSCRIBE, JobType.TRANSLATE})
"""Job types that write captions: a target format applies."""
