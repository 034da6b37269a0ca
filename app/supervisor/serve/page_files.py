"""The built page for a base path: a copy whose addresses begin with it, made when the web process starts.

The page is built for the root of a host. What it loads (`/assets/...`), where its router begins and what
stands in its HTML are changed in the copy; all else asks the router for the base path (assets/base-path.js).
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
from pathlib import Path

from app.core.errors import ServerError, Unavailable
from app.core.settings.program_files import IS_INSTALLED, ROOT
from app.supervisor.instance import private_folder

_FOLDER, _STATIC = "page", Path("build/client")
_CHANGED = {".html", ".js", ".css"}
_LOADED = re.compile(r"""(?<=["'`(])/assets/|(?<=href:[`"'])/favicon\.svg""")
_ATTRIBUTE = re.compile(r"""(?<= )(href|src|action)="/(?!/|assets/)""")
_ROUTER = '"basename":"/"'
_PRELOADER = re.compile(r"(?<=return)`/`(?=\+)")
"""How Vite's own loader makes an address of the name of a file."""


def folder() -> Path:
    """Reflex's folder with the built page: the package's own, the checkout's, or another that was named."""
    return Path(os.environ.get("REFLEX_WEB_WORKDIR", ROOT / ("web" if IS_INSTALLED else ".web")))


def check(web: Path) -> None:
    """Unavailable `page_not_built` when Reflex's folder `web` has no built page."""
    if not (web / _STATIC).is_dir():
        raise Unavailable(
            "The page of this checkout has not been built yet.",
            code="page_not_built",
            hint="Start it with make run, or build the page once with make build.",
        )


def below(base: str, web: Path, runtime_dir: Path) -> Path:
    """Reflex's folder `web` anew below `runtime_dir`, with the page as it has to be below `base`.

    Raises ServerError when the page was built by another Reflex or Vite than the ones pinned.
    """
    private_folder(runtime_dir)
    made = runtime_dir / _FOLDER
    remove(runtime_dir)
    shutil.copytree(web / _STATIC, made / _STATIC, ignore=shutil.ignore_patterns("*.gz"))
    for name in ("backend", "reflex.json"):
        if (web / name).exists():
            (made / name).symlink_to((web / name).resolve())
    files = [file for file in (made / _STATIC).rglob("*") if file.suffix in _CHANGED]
    preloaders = sum([_rewrite(file, base) for file in files])
    if preloaders != 1:
        raise _unknown_build(f"{preloaders} loaders of files")
    for file in files:
        original = web / file.relative_to(made)
        _compress(file, original)
    return made


def remove(runtime_dir: Path) -> None:
    """Remove the copy, if there is one."""
    shutil.rmtree(runtime_dir / _FOLDER, ignore_errors=True)


def _rewrite(file: Path, base: str) -> int:
    """Change a file; gives how many loaders were in it."""
    text = file.read_text(encoding="utf-8")
    changed, loaders = _LOADED.sub(rf"{base}\g<0>", text), 0
    if file.suffix == ".html":
        if changed.count(_ROUTER) != 1:
            raise _unknown_build(f"no router in {file.name}")
        changed = changed.replace(_ROUTER, f'"basename":"{base}/"')
        changed = _ATTRIBUTE.sub(rf'\1="{base}/', changed)
    elif file.suffix == ".js":
        changed, loaders = _PRELOADER.subn(f"`{base}/`", changed)
    file.write_text(changed, encoding="utf-8")
    return loaders


def _compress(file: Path, original: Path) -> None:
    """Make the compressed sibling that the original has; both keep its time, which is in their ETag."""
    shutil.copystat(original, file)
    if (sibling := original.with_name(f"{original.name}.gz")).exists():
        compressed = file.with_name(sibling.name)
        compressed.write_bytes(gzip.compress(file.read_bytes(), 6, mtime=0))
        shutil.copystat(sibling, compressed)


def _unknown_build(what: str) -> ServerError:
    return ServerError(
        f"The built page cannot be served below a base path: it has {what}.",
        code="page_changed",
        hint="Adapt app/supervisor/serve/page_files.py to the Reflex and Vite that are installed.",
    )
