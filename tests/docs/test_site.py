"""The documentation as a site: whole, and with nothing from elsewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from scripts.docs.site import DOCS, write_sources

ZENSICAL = [str(Path(sys.executable).parent / "zensical"), "build", "--strict", "--config-file"]
LOADS = {
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("use", "href"),
}


class Page(HTMLParser):
    """What a page loads, where it links to, and the names that may be linked to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids |= {name for name in (found.get("id"), found.get("name")) if name}
        for name, value in found.items():
            if (tag, name) in LOADS and value and found.get("rel") not in ("prev", "next", "canonical"):
                self.loads.append(value)
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    write_sources(folder)
    done = subprocess.run(
        [*ZENSICAL, str(folder / "mkdocs.yml")], capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def parsed(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in site.rglob("*.html")}


@pytest.mark.slow
def test_every_page_of_the_navigation_is_there(site: Path) -> None:
    named = set(navigation(json.loads((site.parent / "mkdocs.yml").read_text())["nav"]))
    written = {path.relative_to(site.parent / "pages").as_posix() for path in site.parent.rglob("*.md")}
    assert named == written, "each page stands in the navigation of docs/site.toml"
    for page in named:
        assert (site / re.sub(r"README(?=\.md)", "index", page)).with_suffix(".html").is_file(), page


def navigation(entries: list[object]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, dict):
            for below in entry.values():
                yield from navigation(below)
        else:
            yield str(entry)


@pytest.mark.slow
def test_nothing_is_loaded_from_elsewhere(site: Path, parsed: dict[Path, Page]) -> None:
    loaded = {address for page in parsed.values() for address in page.loads}
    assert loaded
    assert [address for address in loaded if urlsplit(address).netloc] == []
    for sheet in [*site.rglob("*.css"), *DOCS.rglob("*.css")]:
        assert re.findall(r"(?:@import\s+|url\()[\"']?(?:https?:)?//", sheet.read_text()) == [], sheet


@pytest.mark.slow
def test_every_link_leads_somewhere(site: Path, parsed: dict[Path, Page]) -> None:
    broken = []
    for path, page in parsed.items():
        for address in {*page.links, *page.loads}:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or path.name == "404.html":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = parsed.get(target)
            if not target.exists() or (parts.fragment and known and parts.fragment not in known.ids):
                broken.append(f"{path.relative_to(site)} -> {address}")
    assert broken == []


@pytest.mark.slow
def test_a_broken_link_stops_the_build(site: Path, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.md").write_text("[gone](gone.md)\n")
    (tmp_path / "mkdocs.yml").write_text('{"site_name": "x", "docs_dir": "pages", "site_dir": "site"}')
    done = subprocess.run(
        [*ZENSICAL, str(tmp_path / "mkdocs.yml")], capture_output=True, text=True, timeout=240
    )
    assert done.returncode != 0
