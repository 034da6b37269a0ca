"""Refuses a release whose version, changes and tag do not agree: `python -m scripts.release.version`.

The version is in pyproject.toml and in the description of the API; CHANGELOG.md begins with it and has
upgrade notes for it; a commit that has a tag has `v` and the version.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSION = re.compile(r"\d+\.\d+\.\d+")
NOTES = "### Upgrade notes"


def problems(project: str, described: str, changes: str, tags: list[str]) -> list[str]:
    """What does not agree, in words."""
    version = str(tomllib.loads(project)["project"]["version"])
    first, _, rest = changes.partition("\n## ")[2].partition("\n")
    own = rest.partition("\n## ")[0]
    wrong = {
        f"{version} is not MAJOR.MINOR.PATCH.": not VERSION.fullmatch(version),
        f"The API describes itself as {described}, not {version}.": described != version,
        f"CHANGELOG.md begins with {first or 'nothing'}, not {version}.": first.split(" ")[0] != version,
        f"CHANGELOG.md has no “{NOTES}” for {version}.": NOTES not in own,
        f"The commit is tagged {', '.join(tags)}, not v{version}.": bool(tags) and f"v{version}" not in tags,
    }
    return [told for told, is_wrong in wrong.items() if is_wrong]


def main() -> None:
    """Say what is wrong and end with 1, or say the version."""
    from app.api.openapi.document import VERSION as described

    listed = subprocess.run(
        ["git", "tag", "--points-at", "HEAD", "v*"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    project, changes = (ROOT / "pyproject.toml").read_text(), (ROOT / "CHANGELOG.md").read_text()
    if found := problems(project, described, changes, listed.stdout.split()):
        sys.exit("\n".join(found))
    print(f"Version {described}, {'tagged' if listed.stdout else 'not tagged yet'}.")


if __name__ == "__main__":
    main()
