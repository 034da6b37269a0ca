"""The detail of one job: error, timeline, outputs, report, the submitted Job Description."""
