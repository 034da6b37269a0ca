"""A small typed client of the API over httpx; `cuedeck.client` is its public name."""

from app.client.asynchronous import AsyncClient
from app.client.errors import ApiError
from app.client.synchronous import Client
from app.client.types import Job, JobPage, Output, Preset, Profile, Step

__all__ = ["ApiError", "AsyncClient", "Client", "Job", "JobPage", "Output", "Preset", "Profile", "Step"]
