"""Job Description fields that the query can switch on: `?inline=true&auto_fix=true`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query

Inline = Annotated[bool, Query(description="The job's JSON carries its first output as base64.")]
AutoFix = Annotated[bool, Query(description="Fix what can be fixed in the captions, and list the fixes.")]
Verify = Annotated[bool, Query(description="Read the written captions back with another reader.")]


def _switches(inline: Inline = False, auto_fix: AutoFix = False, verify: Verify = False) -> dict[str, bool]:
    return {"inline": inline, "auto_fix": auto_fix, "verify": verify}


Switches = Annotated[dict[str, bool], Depends(_switches)]


def apply_switches(description: dict[str, Any] | None, switches: dict[str, bool]) -> None:
    """Put those that are on into the description; what it says wrongly is left to be refused."""
    for name, on in switches.items():
        if on and description is not None and description.get(name, False) is False:
            description[name] = True
