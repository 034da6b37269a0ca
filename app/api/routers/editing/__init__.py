"""Editing of captions: drafts, checks and fixes, versions of outputs."""
