"""What axe finds on a page, and how wide the page is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

SETTLED = """async () => {
    const ends = each => each.effect.getComputedTiming().endTime !== Infinity;
    const moves = each => each.playState === "running" && ends(each);
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    for (const end = Date.now() + 5000; document.getAnimations().some(moves) && Date.now() < end;)
        await new Promise(resolve => setTimeout(resolve, 20));
}"""
"""Ends when what began to fade or move has ended, which Chromium's `finished` does not always tell."""


def violations(page: Page, schemes: Sequence[Literal["light", "dark"]] = SCHEMES) -> list[tuple[str, Any]]:
    """What axe finds, light and dark unless told."""
    found: list[tuple[str, Any]] = []
    inks = set()
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        page.evaluate(SETTLED)  # colours are measured once nothing fades any more
        inks.add(page.evaluate("getComputedStyle(document.querySelector('h1, h2, button')).color"))
        answer = Axe().run(page, options={"resultTypes": ["violations"]}).response
        for each in answer["violations"]:
            found.append((f"{scheme}: {each['id']}", [node["html"][:200] for node in each["nodes"]]))
    assert len(inks) == len(schemes)
    return found


def page_width(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width
