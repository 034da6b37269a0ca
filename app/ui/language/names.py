"""Names of languages, in the language of whoever is served."""

from __future__ import annotations

from functools import cache

from babel.core import Locale

from app import locale
from app.engines.speech import languages
from app.ui.language import current


def regional_name(tag: str) -> str:
    """A language with the region or script of its tag: Portuguese (Brazil), Portugiesisch (Brasilien)."""
    return languages.regional_name(tag) if current() == locale.ENGLISH else _name(tag, current())


@cache
def _name(tag: str, language: str) -> str:
    """As Babel has it; in English where it has none."""
    here = Locale.parse(language)
    main, *others = tag.strip().lower().replace("_", "-").split("-")
    found = here.languages.get(main)
    if found is None:
        return languages.regional_name(tag)
    more = [here.territories.get(part.upper()) or here.scripts.get(part.title()) for part in others]
    regions = ", ".join(part for part in more if part)
    return f"{found} ({regions})" if regions else found
