"""The command that checks caption files before they are delivered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli import failures
from app.cli.local import STDIO, limits, read
from app.core.message_text import counted


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A caption file, or - for standard input.")],
    guide: Annotated[
        str, typer.Option(help="Style guide: a name such as netflix, or own numbers as JSON.")
    ] = "netflix",
    source_format: Annotated[str, typer.Option("--from", help="Read as this format.")] = "auto",
    frame_rate: Annotated[str, typer.Option(help="Frame rate of the file, such as 23.976.")] = "auto",
    page: Annotated[
        Path | None, typer.Option("--html", help="Write the report as a page to this path.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Check a caption file against a receiver's rules; exit code 1 when there is something to mend."""
    from app.captions.conversion.convert import inspect
    from app.captions.quality.assessment import guide_for
    from app.captions.quality.delivery_report import as_html, delivery_report
    from app.captions.quality.style_guides import ANY

    rules = guide_for(guide, "") or ANY
    name = "" if file == STDIO else file.name
    with limits():
        found = inspect(read(file), file_name=name, caption_format=source_format, frame_rate=frame_rate)
    report = delivery_report(found.document, rules, name or "standard input", found.caption_format.name)
    if page is not None:
        page.write_text(as_html(report), "utf-8")
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _show(report)
    if not report["ready"]:
        raise typer.Exit(failures.FAILED)


def _show(report: dict[str, Any]) -> None:
    findings, guide = report["findings"], report["guide"]
    for finding in findings:
        print(f"caption {finding['cue']}: {finding['message']}")
    verdict = "ready" if report["ready"] else counted(len(findings), "finding")
    print(f"{report['file']}: {verdict} ({guide['name']}, {counted(report['cue_count'], 'caption')})")
