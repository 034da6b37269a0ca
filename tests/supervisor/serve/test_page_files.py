"""The copy of the built page for a base path: what is changed in it, and what is not."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from app.core.errors import ServerError, Unavailable
from app.supervisor.serve import page_files

INDEX = (
    '<link href="/favicon.svg"/><a href="/settings">S</a><a href="#main">M</a><a href="//b.example/">B</a>'
    '<form action="/auth/sign-out"><script>window.__reactRouterContext = {"basename":"/","ssr":0};</script>'
    '<script>import "/assets/manifest-1.js";import("/assets/entry-2.js")</script>'
)
LOADER = "var e=function(e){return`/`+e};"


@pytest.fixture
def web(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    for name, text in {
        "build/client/index.html": INDEX,
        "build/client/assets/manifest-1.js": 'a={"module":"/assets/entry-2.js","css":["/assets/r.css"]}',
        "build/client/assets/entry-2.js": "to=`/settings`;x(`/assets/o.js`);l({href:`/favicon.svg`})",
        "build/client/assets/preload-helper-4.js": LOADER,
        "build/client/assets/root-3.css": "a{src:url(/assets/inter.woff2)}",
        "build/client/assets/inter.woff2": "/assets/",
        "backend/stateful_pages.json": "[]",
        "reflex.json": "{}",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    packed = folder / "build/client/assets/entry-2.js.gz"
    packed.write_bytes(gzip.compress(b"old"))
    return folder


def test_addresses_begin_with_the_base_path(web: Path, tmp_path: Path) -> None:
    made = page_files.below("/a/b", web, tmp_path / "runtime")
    client = made / "build" / "client"
    assert (client / "index.html").read_text() == (
        '<link href="/a/b/favicon.svg"/><a href="/a/b/settings">S</a><a href="#main">M</a>'
        '<a href="//b.example/">B</a><form action="/a/b/auth/sign-out">'
        '<script>window.__reactRouterContext = {"basename":"/a/b/","ssr":0};</script>'
        '<script>import "/a/b/assets/manifest-1.js";import("/a/b/assets/entry-2.js")</script>'
    )
    assets = {file.name: file.read_bytes() for file in (client / "assets").iterdir()}
    assert assets["manifest-1.js"] == b'a={"module":"/a/b/assets/entry-2.js","css":["/a/b/assets/r.css"]}'
    assert assets["entry-2.js"] == b"to=`/settings`;x(`/a/b/assets/o.js`);l({href:`/a/b/favicon.svg`})"
    assert assets["preload-helper-4.js"] == b"var e=function(e){return`/a/b/`+e};"
    assert assets["root-3.css"] == b"a{src:url(/a/b/assets/inter.woff2)}"
    assert assets["inter.woff2"] == b"/assets/"
    assert gzip.decompress(assets["entry-2.js.gz"]) == assets["entry-2.js"]
    assert (made / "backend" / "stateful_pages.json").read_text() == "[]"


def test_it_is_made_anew_and_keeps_the_time_of_the_build(web: Path, tmp_path: Path) -> None:
    runtime = tmp_path / "runtime"
    page_files.below("/a", web, runtime)
    made = page_files.below("/b", web, runtime) / "build/client/index.html"
    assert '"basename":"/b/"' in made.read_text()
    assert made.stat().st_mtime_ns == (web / "build/client/index.html").stat().st_mtime_ns
    page_files.remove(runtime)
    assert list(runtime.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [("index.html", "<html></html>"), ("assets/preload-helper-4.js", ""), ("assets/other-5.js", LOADER)],
)
def test_a_page_of_another_build_is_refused(name: str, text: str, web: Path, tmp_path: Path) -> None:
    (web / "build/client" / name).write_text(text)
    with pytest.raises(ServerError, match="base path"):
        page_files.below("/a", web, tmp_path / "runtime")


def test_a_page_that_was_not_built_is_told_before_anything_starts(web: Path, tmp_path: Path) -> None:
    page_files.check(web)
    with pytest.raises(Unavailable, match="has not been built") as refused:
        page_files.check(tmp_path / "none")
    assert "make build" in refused.value.hint


def test_the_built_page_is_the_packages_own_where_that_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REFLEX_WEB_WORKDIR", raising=False)
    monkeypatch.setattr(page_files, "ROOT", tmp_path)
    for installed, name in ((True, "web"), (False, ".web")):
        monkeypatch.setattr(page_files, "IS_INSTALLED", installed)
        assert page_files.folder() == tmp_path / name
    monkeypatch.setenv("REFLEX_WEB_WORKDIR", "/elsewhere")
    assert page_files.folder() == Path("/elsewhere")
