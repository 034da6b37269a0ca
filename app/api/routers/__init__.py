"""Every router, in the order of the documentation."""

from app.api.routers import (
    capabilities,
    downloads,
    editing,
    events,
    health,
    jobs,
    keys,
    links,
    profiles,
    results,
    sign_in,
    staged,
    submissions,
    uploads,
    webhook_deliveries,
    webhooks,
)

ROUTERS = (
    submissions.router,
    jobs.router,
    results.router,
    editing.router,
    staged.router,
    profiles.router,
    events.router,
    uploads.router,
    links.router,
    keys.router,
    webhook_deliveries.router,
    webhooks.router,
    capabilities.router,
    downloads.router,
    sign_in.router,
    health.router,
)
