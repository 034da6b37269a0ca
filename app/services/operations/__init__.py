"""What people who run a server look at and do: metrics, readiness, backup, moving to another database."""
