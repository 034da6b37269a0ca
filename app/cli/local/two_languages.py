"""Commands that put two caption files together as one with both languages, and take one apart."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.local import limits, read
from app.core.errors import Invalid

if TYPE_CHECKING:
    from app.captions.model.document import Style

_FLAGS = ("italic", "bold", "underline")
_STYLE_HELP = "Its style: any of italic, bold, underline and a colour, such as italic,#ffff00."


def merge(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="Captions that give the times.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="Captions of the other language.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="Where to write.")],
    target_profile: Annotated[str, typer.Option("--to", help="Target format.")] = "auto",
    place: Annotated[str, typer.Option(help="Where the second language stands: below or above.")] = "below",
    first_style: Annotated[str, typer.Option(help=_STYLE_HELP)] = "",
    second_style: Annotated[str, typer.Option(help=_STYLE_HELP)] = "",
) -> None:
    """Put two caption files together by time, one language above the other."""
    from app.captions.conversion.files import Captions
    from app.captions.transform.two_languages import Bilingual, merged_languages

    if place not in ("below", "above"):
        raise Invalid(f"“{place}” is no place.", hint="Use --place below or --place above.")
    how = Bilingual(place == "below", _style(first_style), _style(second_style))
    with limits():
        made = merged_languages(_load(first), _load(second), how)
        losses = Captions.of(made).save(target, target_profile)
    for loss in losses.as_list():
        print(f"cuedeck: lost: {loss['message']} ({loss['count']} times)", file=sys.stderr)


def split(
    source: Annotated[Path, typer.Argument(metavar="IN", help="Captions in two languages.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to write a file a language.")],
    target_profile: Annotated[
        str, typer.Option("--to", help="Target format; the source's if left out.")
    ] = "",
) -> None:
    """Take captions in two languages apart: one file a language, or the upper and the lower lines."""
    from app.captions.conversion.files import Captions
    from app.captions.conversion.request import writable
    from app.captions.transform.two_languages import split_languages

    ending = writable(target_profile).extensions[0] if target_profile else source.suffix
    with limits():
        parts = split_languages(_load(source))
        folder.mkdir(parents=True, exist_ok=True)
        for language, document in parts.items():
            path = folder / f"{source.stem}.{language}{ending}"
            Captions.of(document).save(path, target_profile or "auto")
            print(path)


def _load(path: Path) -> Any:
    """Captions with their language, which the name may say: film.de.srt."""
    from app.captions.conversion.files import load
    from app.captions.conversion.read import language_of

    found = load(read(path), path.name)
    found.language = found.language or language_of(path.name)
    return found


def _style(text: str) -> Style:
    from app.captions.model.colors import parse_color
    from app.captions.model.document import PLAIN, Style

    fields: dict[str, Any] = {}
    for word in filter(None, (part.strip() for part in text.split(","))):
        color = parse_color(word)
        if word in _FLAGS:
            fields[word] = True
        elif color:
            fields["color"] = color
        else:
            raise Invalid(f"“{word}” is no style.", hint="Use italic, bold, underline, or a colour.")
    return Style(**fields) if fields else PLAIN
