"""Routes under /v1/jobs: one job, and lists of them."""
