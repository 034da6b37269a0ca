"""The texts of the page in one language, as a script that the browser runs before the page's own.

The page was built in English (`prerendered.js` tells what is done about that); English itself needs no texts.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from app import locale

ADDRESS = "/texts.js"


@cache
def of(language: str) -> str:
    """The script for a language; its texts are those that differ from the English ones."""
    texts = {text: told for text, told in locale.page_texts(language).items() if told != text}
    begin = f"globalThis.cuedeckLanguage = {json.dumps(language)};\n"
    if not texts:
        return begin
    told = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    return f"{begin}globalThis.cuedeckTexts = {told};\n{_prerendered()}"


def _prerendered() -> str:
    return (Path(__file__).parent / "prerendered.js").read_text("utf-8")
