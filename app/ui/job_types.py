"""What a job type reads and writes, as far as the page has to know."""

from __future__ import annotations

from models import JobType

READS_CAPTIONS = frozenset({JobType.CONVERT, JobType.TRANSLATE})
"""Their source profile means something."""

WRITES_CAPTIONS = frozenset({JobType.CONVERT, JobType.TRANSCRIBE, JobType.TRANSLATE})
"""Their target profile does."""
