"""The caption editor of one job."""
