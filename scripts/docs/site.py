"""Write what the documentation site is built from into .docs: `python -m scripts.docs.site`.

.docs/pages holds docs/, CONTRIBUTING.md and the API reference; .docs/mkdocs.yml is docs/site.toml with the
pages of each folder in its navigation. `make docs` then builds .docs/site.
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

from scripts.docs import api_reference

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
BUILT = ROOT / ".docs"


def write_sources(folder: Path = BUILT) -> None:
    """Everything that the site generator reads, anew."""
    pages = folder / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    shutil.copytree(DOCS, pages, ignore=shutil.ignore_patterns("site.toml"))
    shutil.copy(ROOT / "assets" / "favicon.svg", pages / "assets")
    (pages / "contributing.md").write_text(contributing())
    (pages / "reference").mkdir()
    for name, text in api_reference.pages().items():
        (pages / "reference" / name).write_text(text)
    (folder / "mkdocs.yml").write_text(json.dumps(configuration(pages), indent=1))


def contributing() -> str:
    """CONTRIBUTING.md with links as they are from within docs/."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    return re.sub(r"\]\(docs/", "](", text)


def configuration(pages: Path) -> dict[str, Any]:
    """docs/site.toml for the generator, which takes YAML; JSON is YAML too."""
    project = tomllib.loads((DOCS / "site.toml").read_text())
    sections = [next(iter(section.items())) for section in project["nav"]]
    nav = [{title: _expanded(pages, entries)} for title, entries in sections]
    return project | {"docs_dir": "pages", "site_dir": "site", "nav": nav}


def _expanded(pages: Path, entries: list[str]) -> list[str]:
    """Entries with each folder replaced by those of its pages that are not named themselves."""
    found: list[str] = []
    for entry in entries:
        if entry.endswith("/"):
            inside = sorted(path.relative_to(pages).as_posix() for path in (pages / entry).glob("*.md"))
            found += [page for page in inside if page not in entries]
        else:
            found.append(entry)
    return found


if __name__ == "__main__":
    write_sources()
