"""Write the pages of docs/formats, one a format, from the registry: `python scripts/format_pages.py`."""

from __future__ import annotations

import sys
from pathlib import Path

from app.captions.conversion.options import allowed
from app.captions.formats import registry
from app.captions.formats.base import CaptionFormat
from app.captions.model.option import Option
from scripts.docs import format_features

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "formats"
_MADE = (
    "<!-- Made by `python scripts/format_pages.py` from the registry. Change the format, not this page. -->"
)


def pages() -> dict[str, str]:
    """Every page by file name: `README.md` is the list of formats."""
    formats = registry.formats().values()
    return {"README.md": _index(list(formats))} | {f"{p.id}.md": _page(p) for p in formats}


def write_pages(folder: Path = FOLDER) -> list[Path]:
    """Write all pages and remove those of formats that are no more; returns the files that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    changed = [path for path in sorted(folder.glob("*.md")) if path.name not in wanted]
    for path in changed:
        path.unlink()
    for name, text in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            changed.append(path)
    return changed


def _index(formats: list[CaptionFormat]) -> str:
    rows = [
        f"| [{p.name}]({p.id}.md) | {', '.join(p.extensions)} | {_yes(p.read)} | {_yes(p.write)} |"
        for p in formats
    ]
    head = ["# Caption formats", "", _MADE, "", _INTRODUCTION, ""]
    listed = ["| format | files | read | written |", "|---|---|---|---|", *rows]
    held = ["", "## What a written file holds", "", _HELD, "", *format_features.table(formats)]
    return "\n".join([*head, *listed, *held]) + "\n"


_INTRODUCTION = (
    "The name in the first column is what `source_profile` and `target_profile` take; ids and other names "
    "on a format's page work too, in any letter case. What a target cannot hold is counted in the report of "
    "every job."
)


_HELD = (
    "Tried with one caption each. What has no “yes” is left out of the file, counted in the job's report and "
    "printed by `cuedeck convert`. A format's page says more."
)


def _page(caption_format: CaptionFormat) -> str:
    facts = [
        f"- id: `{caption_format.id}`",
        f"- files: {', '.join(f'`{extension}`' for extension in caption_format.extensions)}, "
        f"{caption_format.media_type}",
        f"- can be read: {_yes(caption_format.read)}; can be written: {_yes(caption_format.write)}",
    ]
    if caption_format.aliases:
        facts.insert(1, f"- other names: {', '.join(caption_format.aliases)}")
    if caption_format.frame_based:
        facts.append(
            "- counts frames: the frame rate comes from the file, or from the job's frame rate fields"
        )
    if caption_format.usual_rate:
        facts.append(
            f"- written at {caption_format.usual_rate} frames a second when neither the file nor the job "
            "says a rate; `target_frame_rate` names another one"
        )
    parts = [f"# {caption_format.name}", "", _MADE, "", *facts, ""]
    parts += _list("Kept", caption_format.keeps) + _list("Lost", caption_format.loses)
    parts += _table("decode_options", caption_format.decode_options) if caption_format.read else []
    parts += _table("encode_options", caption_format.encode_options) if caption_format.write else []
    return "\n".join(parts).rstrip("\n") + "\n"


def _list(title: str, items: tuple[str, ...]) -> list[str]:
    return [f"## {title}", "", *(f"- {item}" for item in items), ""] if items else []


def _table(name: str, options: tuple[Option, ...]) -> list[str]:
    if not options:
        return []
    rows = [
        f"| `{option.name}` | {_cell(allowed(option))} | `{_shown(option.default)}` | {_cell(option.help)} |"
        for option in options
    ]
    return [f"## `{name}`", "", "| option | takes | default | what it does |", "|---|---|---|---|", *rows, ""]


def _cell(text: str) -> str:
    """Text in a table cell; angle brackets and bars would be markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("\n", " ")


def _shown(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default) or " "


def _yes(ability: object) -> str:
    return "yes" if ability else "no"


if __name__ == "__main__":
    for path in write_pages():
        sys.stdout.write(f"{path}\n")
