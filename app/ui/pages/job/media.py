"""What a job shows and plays: player, captions, waveform and cue list (`assets/job/job-media.jsx`)."""

from __future__ import annotations

import reflex as rx


class JobMedia(rx.Component):
    """Asks the API itself what there is to play, so that a playing film moves nothing in the page's state."""

    library = "$/public/job/job-media.jsx"
    tag = "JobMedia"
    lib_dependencies: list[str] = ["wavesurfer.js@8.0.1"]

    job_id: rx.Var[str]

    version: rx.Var[str]
    """Another text says that the job went on, and what it shows may have changed."""

    ended: rx.Var[bool]
    """Whether nothing more will come."""


job_media = JobMedia.create
