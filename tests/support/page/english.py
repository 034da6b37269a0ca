"""What of a page that is shown in German is still English."""

from __future__ import annotations

from playwright.sync_api import Page

from app import locale

_READ = """() => {
  const found = [];
  const read = ["aria-label", "title", "placeholder", "alt"];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement.closest("script, style, pre, code, kbd, [lang=en]")) found.push(node.data);
    } else read.forEach((name) => found.push(node.getAttribute(name) ?? ""));
  }
  return found.map((text) => text.trim());
}"""
"""Every text of the page and every attribute that is read."""


def left_in_english(page: Page) -> list[str]:
    """The texts of the page, its labels and titles too, that have a German side which differs."""
    english = {text.strip() for text, told in locale.catalogue("de").items() if told != text}
    return sorted(english & set(page.evaluate(_READ)))
