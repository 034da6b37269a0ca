"""The client of the Cuedeck API, synchronous and asynchronous.

from cuedeck.client import Client

with Client("http://127.0.0.1:8000", "cd_live_…") as cuedeck:
    job = cuedeck.submit({"target_profile": "WebVTT"}, "film.srt", wait=30)
    cuedeck.download(job["job_id"], "film.vtt")
"""

from app.client import ApiError, AsyncClient, Client, Job, JobPage, Output, Preset, Profile, Step

__all__ = ["ApiError", "AsyncClient", "Client", "Job", "JobPage", "Output", "Preset", "Profile", "Step"]
