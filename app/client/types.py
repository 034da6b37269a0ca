"""Response types of the client, as typed dictionaries."""

from __future__ import annotations

from app.services.jobs.schema import Event, Job, JobPage, JobWarning, Output, Preset, Step

__all__ = ["Event", "Job", "JobPage", "JobWarning", "Output", "Preset", "Profile", "Step"]


Profile = Preset
"""An earlier name of `Preset`."""
