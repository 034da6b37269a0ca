"""Commands that put two caption files together as one with both languages, and take one apart."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.local import limits, read
from app.core.errors import Invalid
from app.core.message_text import counted

if TYPE_CHECKING:
    from app.captions.conversion.files import Captions

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
    from app.captions.transform.two_languages import Bilingual, merged_languages, style_named

    if place not in ("below", "above"):
        raise Invalid(f"“{place}” is no place.", hint="Use --place below or --place above.")
    how = Bilingual(place == "below", style_named(first_style), style_named(second_style))
    with limits():
        made = merged_languages(_load(first), _load(second), how)
        losses = Captions.of(made).save(target, target_profile)
    for loss in losses.as_list():
        print(f"cuedeck: lost: {loss['message']} ({counted(loss['count'], 'time')})", file=sys.stderr)


def split(
    source: Annotated[Path, typer.Argument(metavar="IN", help="Captions in two languages.")],
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where to write a file for each language.")
    ],
    target_profile: Annotated[
        str, typer.Option("--to", help="Target format; the source's if left out.")
    ] = "",
) -> None:
    """Take captions in two languages apart: one file a language, or the upper and the lower lines."""
    from app.captions.conversion.files import Captions
    from app.captions.conversion.request import writable
    from app.captions.transform.two_languages import languages_apart

    ending = writable(target_profile).extensions[0] if target_profile else source.suffix
    with limits():
        parts = languages_apart(_load(source))
        folder.mkdir(parents=True, exist_ok=True)
        for language, document in parts.items():
            path = folder / f"{source.stem}.{language}{ending}"
            Captions.of(document).save(path, target_profile or "auto")
            print(path)


def _load(path: Path) -> Captions:
    from app.captions.conversion.files import load

    return load(read(path), path.name)
