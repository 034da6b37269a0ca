"""Commands that need no server: convert, inspect, formats."""

from __future__ import annotations

import json
import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.captions.formats.vtt.playlist import is_playlist
from app.cli import failures
from app.cli.local import batch, playlist
from app.core.errors import AppError, BadRequest, Invalid
from app.core.message_text import counted

if TYPE_CHECKING:
    from app.captions.conversion.convert import Conversion
    from app.captions.conversion.request import ConvertRequest

STDIO = Path("-")


def convert(
    sources: Annotated[
        list[Path],
        typer.Argument(metavar="IN...", help="Caption files, folders, patterns, or - for standard input."),
    ],
    out: Annotated[
        str,
        typer.Argument(metavar="OUT", help="Where to write: a file, a folder, or - for standard output."),
    ],
    source_profile: Annotated[
        str, typer.Option("--from", help="Source format; detected when left out.")
    ] = "auto",
    target_profile: Annotated[
        str, typer.Option("--to", help="Target format; from OUT's extension if left out.")
    ] = "",
    option: Annotated[
        list[str] | None, typer.Option(help="Job Description field, such as offset=00:00:01:00.")
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Read the written file back with another reader.")
    ] = False,
    report: Annotated[bool, typer.Option("--json", help="Print the conversion report as JSON.")] = False,
) -> None:
    """Convert a caption file on this machine, all of a folder, or its WebVTT segments into one file."""
    from app.captions.conversion import convert as core

    fields = fields_from(option or []) | ({"verify": True} if verify else {})
    target = Path(out)
    several = batch.is_many(sources, target) or out.endswith(os.sep)
    if several and not playlist.makes_one_file(target, target_profile):
        _convert_many(sources, target, source_profile, target_profile, fields, report)
        return
    source = sources[0]
    name = "" if source == STDIO else source.name
    request = _request(source_profile, target_profile or _format_for(target), name, fields)
    with limits():
        done = core.convert(playlist.joined_files(sources) if several else read(source), request)
    _deliver(done, target, report)


def _deliver(done: Conversion, target: Path, report: bool) -> None:
    """Write the file; what reading noted and writing lost goes to standard error, the report to output."""
    if target == STDIO:
        sys.stdout.buffer.write(done.data)
    else:
        target.write_bytes(done.data)
    for issue in done.issues:
        print(f"cuedeck: read: {_placed(issue['message'], issue['cue'])}", file=sys.stderr)
    for loss in done.losses:
        print(f"cuedeck: lost: {loss['message']} ({counted(loss['count'], 'time')})", file=sys.stderr)
    verification = _verification(done)
    if report:
        print(
            json.dumps(done.report() | verification, ensure_ascii=False),
            file=sys.stderr if target == STDIO else sys.stdout,
        )


def _convert_many(
    sources: list[Path], target: Path, source_profile: str, to: str, fields: dict[str, Any], as_json: bool
) -> None:
    """Every caption file of these paths into a folder."""
    from app.captions.conversion import convert as core
    from app.captions.conversion.request import writable

    if not to:
        raise Invalid(
            "A folder of results needs a format to be written in.",
            hint="Name it with --to, such as --to vtt.",
        )

    def convert_one(source: Path, out: Path) -> dict[str, Any]:
        request = _request(source_profile, to, source.name, dict(fields))
        with limits():
            done = core.convert(read(source), request)
        out.write_bytes(done.data)
        return done.report() | _verification(done)

    batch.convert_all(sources, target, writable(to).extensions[0], convert_one, as_json)


def _request(source: str, target: str, file_name: str, fields: dict[str, Any]) -> ConvertRequest:
    """What a Job Description with these fields asks for, in either of its spellings, checked."""
    if not fields:
        from app.captions.conversion.request import ConvertRequest, check

        request = ConvertRequest(source, target, file_name=file_name)
        check(request)
        return request
    from app.job_types.convert import ConvertParameters
    from app.services.jobs import descriptions  # takes longer to load than a file to convert

    if isinstance(fields.get("guide"), dict):
        fields["guide"] = json.dumps(fields["guide"])
    asked = {"job_type": "convert", "source_profile": source, "target_profile": target} | fields
    parameters = descriptions.validate(asked)
    if not isinstance(parameters, ConvertParameters):
        raise BadRequest("This command only converts.", hint="Leave job_type out, or use cuedeck submit.")
    return descriptions.caption_request(parameters, file_name)


def _verification(done: Any) -> dict[str, Any]:
    """What other readers found in the written file, printed too; nothing unless it was asked."""
    if done.expected is None:
        return {}
    from app.captions.verification.read_back import read_back
    from app.core.child_process.guarded_call import Bounds
    from app.core.settings import Limits

    found = Limits()
    bounds = Bounds(found.caption_seconds, found.caption_cpu_seconds, found.caption_memory_bytes)
    told = read_back(done.target_format, done.data, done.expected, bounds)
    for entry in told:
        print(f"cuedeck: {entry['message']}", file=sys.stderr)
        for example in entry.get("examples", []):
            number = "" if example["cue"] is None else f"cue {example['cue']} "
            print(f"  {number}{example['detail']}", file=sys.stderr)
    return {"verification": told}


def _format_for(target: Path) -> str:
    """The format that files with this extension are written in."""
    from app.captions.formats import registry

    suffix = target.suffix.lower()
    found = registry.written_as(suffix) if suffix else None
    if found is not None:
        return found.name
    raise Invalid(
        f"No caption format writes {suffix or '…'} files." if suffix else "The target format is not known.",
        hint="Name one with --to; `cuedeck formats` lists them.",
    )


def inspect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Caption files.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="The whole result as JSON, one object a line.")
    ] = False,
    source_format: Annotated[
        str, typer.Option("--from", help="Read as this format instead of detecting it.")
    ] = "auto",
) -> None:
    """Show what caption files are and hold; a refused file is reported and the others go on."""
    from app.captions.conversion import convert as core

    refused = False
    for file in files:
        try:
            with limits():
                found = core.inspect(
                    read(file), file_name="" if file == STDIO else file.name, caption_format=source_format
                )
        except AppError as error:
            refused = True
            _show_refusal(file, error, as_json)
            continue
        if as_json:
            print(json.dumps(found.as_json(), ensure_ascii=False))
            continue
        print(_summary(file, found.summary()))
        for issue in found.document.issues:
            print(f"  {_placed(issue.message, issue.cue)}")
    if refused:
        raise typer.Exit(failures.REFUSED)


def _placed(message: str, cue: int | None) -> str:
    return message if cue is None else f"cue {cue}: {message}"


def _show_refusal(file: Path, error: AppError, as_json: bool) -> None:
    if as_json:
        told = {"code": error.code, "message": error.message, "hint": error.hint}
        print(json.dumps({"file": str(file), "error": told}, ensure_ascii=False))
    else:
        failures.show(error)


def _summary(file: Path, found: dict[str, Any]) -> str:
    facts = [*filter(None, (found["profile"], found["encoding"])), counted(found["cue_count"], "cue")]
    facts += [f"{found['frame_rate']} fps"] if found.get("frame_rate") else []
    facts += [f"language {found['language']}"] if found.get("language") else []
    return f"{file}: {', '.join(facts)}"


def formats(
    as_json: Annotated[bool, typer.Option("--json", help="With every option, as JSON.")] = False,
) -> None:
    """List the caption formats that can be read and written."""
    from app.captions.formats import registry

    described = registry.describe()
    if as_json:
        print(json.dumps(described, ensure_ascii=False))
        return
    for item in described:
        ways = ("read " if item["can_read"] else "     ") + ("write" if item["can_write"] else "")
        print(f"{ways:<11} {item['id']:<18} {item['name']}")


def limits() -> AbstractContextManager[None]:
    """The bounds of one caption file, from the settings."""
    from app.core.child_process.own_limits import bounded
    from app.core.settings import Limits

    found = Limits()
    return bounded(found.caption_cpu_seconds, found.caption_memory_bytes)


def read(file: Path) -> bytes:
    """A file's bytes, those of the segments of a playlist, or standard input; Invalid when unreadable."""
    if file == STDIO:
        return sys.stdin.buffer.read()
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Invalid(
            f"{file} cannot be read: {error.strerror}.", code="unreadable_file", hint="Check the path."
        ) from None
    return playlist.joined(file, data) if is_playlist(data) else data


def fields_from(pairs: list[str]) -> dict[str, Any]:
    """`name=value` pairs as Job Description fields; values are JSON where they parse as JSON, else text."""
    fields: dict[str, Any] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name:
            raise BadRequest(f"“{pair}” is not name=value.", hint="For example --option offset=00:00:01:00")
        try:
            fields[name] = json.loads(text)
        except json.JSONDecodeError:
            fields[name] = text
    return fields
