"""Every router, in the order of the documentation."""

from app.api.routers import (
    capabilities,
    downloads,
    events,
    health,
    jobs,
    keys,
    links,
    results,
    sign_in,
    submissions,
    uploads,
)

ROUTERS = (
    submissions.router,
    jobs.router,
    results.router,
    events.router,
    uploads.router,
    links.router,
    keys.router,
    capabilities.router,
    downloads.router,
    sign_in.router,
    health.router,
)
