"""One thin file a job type: load, call, record."""
