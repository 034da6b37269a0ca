"""Every router, in the order in which a request is matched."""

from app.api.job_v4 import routes
from app.api.routers import (
    capabilities,
    credits,
    direct_uploads,
    downloads,
    events,
    health,
    keys,
    links,
    presets,
    resumable,
    sign_in,
    submissions,
    uploads,
    webhook_deliveries,
    webhooks,
)
from app.api.routers.editing import checks, drafts, spoken_lines, versions
from app.api.routers.jobs import lists, single
from app.api.routers.results import download_result, fingerprints, playback

ROUTERS = (
    lists.router,  # before single jobs, whose addresses take any word
    single.router,  # early, because programs that poll read one job most of the time
    submissions.router,
    download_result.router,
    playback.router,
    drafts.router,
    checks.router,
    versions.router,
    spoken_lines.router,
    routes.router,
    presets.router,
    presets.profiles,
    fingerprints.router,
    events.router,
    resumable.router,
    direct_uploads.router,
    uploads.router,
    links.router,
    keys.router,
    webhook_deliveries.router,
    webhooks.router,
    credits.router,
    capabilities.router,
    downloads.router,
    sign_in.router,
    health.router,
)
