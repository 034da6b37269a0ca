"""The /job API, version 4: staged jobs with human editing."""
