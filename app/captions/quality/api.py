"""The quality of a document against a guide: `check` lists the faults, `fix` corrects what can be corrected.

findings = check(document, guide)
fixed, fixes = fix(document, guide)
report(check(fixed, guide))
"""

from __future__ import annotations

from app.captions.quality.checks import Finding, check, report
from app.captions.quality.fixes import Fix, fix
from app.captions.quality.style_guides import Guide, parse_guide

__all__ = ["Finding", "Fix", "Guide", "check", "fix", "parse_guide", "report"]
