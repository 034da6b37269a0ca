"""Response types of the client, as typed dictionaries."""

from __future__ import annotations

from app.services.jobs.preset_schema import Preset
from app.services.jobs.schema import Event, Job, JobPage, JobWarning, Output, Step

__all__ = ["Event", "Job", "JobPage", "JobWarning", "Output", "Preset", "Profile", "Step"]


Profile = Preset
"""An earlier name of `Preset`."""
