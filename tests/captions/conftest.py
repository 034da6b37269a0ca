"""Hypothesis here is the same on every machine and every run: no random seed, no clock."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")
