"""Argos packages by language pair, from the index their publishers keep, for servers with internet.

The index is a JSON list of `{"from_code", "to_code", "package_version", "links", ...}`. It gives no hashes,
so links must be HTTPS and the hashes of the first download are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from app.core.errors import EngineError
from app.core.http_fetch.certificates import trusted
from app.core.progress import Cancelled, OnProgress, stop_if
from app.engines.model_store.entry import ModelEntry
from app.engines.translation.argos_package import unpack

INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
TYPICAL_BYTES = 100_000_000
MOST_BYTES = 1 << 30
MODEL = re.compile(r"argos-([a-z]{2,3})-([a-z]{2,3})")


def argos_entry(model: str) -> ModelEntry | None:
    """The entry of "argos-en-es" and the like; None for any other name."""
    match = MODEL.fullmatch(model)
    if match is None:
        return None
    source, target = match.groups()
    return ModelEntry(
        id=model,
        kind="translation",
        label=f"Argos {source} to {target}",
        size=TYPICAL_BYTES,
        licence="MIT or CC0; see the package's README",
        languages=(source, target),
        source=ArgosIndex(source, target),
    )


@dataclass(frozen=True, slots=True)
class ArgosIndex:
    """The newest package from `source` to `target` in the index at `index`."""

    source: str
    target: str
    index: str = INDEX

    @property
    def download(self) -> int:
        """Typical size of a package; the real one is known once the download begins."""
        return TYPICAL_BYTES

    def fetch(self, folder: Path, on_progress: OnProgress, cancelled: Cancelled) -> None:
        """Download the package and unpack what translation needs into `folder`."""
        archive = folder / ".package"
        try:
            with httpx.Client(follow_redirects=True, timeout=30, verify=trusted()) as client:
                link = self._link(client.get(self.index).raise_for_status().json())
                _stream(client, link, archive, on_progress, cancelled)
        except (httpx.HTTPError, ValueError) as error:
            raise EngineError(
                f"The model could not be downloaded: {error}",
                code="download_failed",
                hint="Check that this server reaches the internet, or copy the package here and run:"
                " cuedeck models pull FILE.argosmodel",
            ) from error
        unpack(archive, folder)
        archive.unlink()

    def _link(self, index: list[dict[str, Any]]) -> str:
        packages = [x for x in index if (x.get("from_code"), x.get("to_code")) == (self.source, self.target)]
        packages.sort(key=lambda x: _version(str(x.get("package_version", ""))))
        links = [link for x in packages for link in x.get("links", []) if str(link).startswith("https://")]
        if not links:
            raise EngineError(
                f"There is no Argos package from {self.source} to {self.target}.",
                code="language_unsupported",
                hint="Pairs without a package of their own go through English: pull both halves.",
                rejected=True,
            )
        return str(links[-1])


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def _stream(
    client: httpx.Client, link: str, target: Path, on_progress: OnProgress, cancelled: Cancelled
) -> None:
    with client.stream("GET", link) as answer, target.open("wb") as out:
        answer.raise_for_status()
        total = int(answer.headers.get("content-length", TYPICAL_BYTES))
        for piece in answer.iter_bytes():
            stop_if(cancelled)
            out.write(piece)
            if out.tell() > MOST_BYTES:
                raise ValueError(f"it is larger than {MOST_BYTES >> 20} MB")
            on_progress(min(1.0, out.tell() / max(total, 1)))
