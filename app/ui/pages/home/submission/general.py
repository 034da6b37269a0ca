"""Fields of every caption job with a place of their own in the form, and their defaults."""

from __future__ import annotations

GENERAL = {
    "offset": "00:00:00:00",
    "offset_type": "add",
    "incode": "00:00:00:00",
    "source_frameRate": "auto",
    "target_frameRate": "auto",
    "default_dropFrame": "true",
    "encoding": "auto",
    "guide": "",
    "auto_fix": "false",
    "verify": "false",
}

YES_OR_NO = ("default_dropFrame", "auto_fix", "verify")
"""Those that a Job Description carries as true or false."""
