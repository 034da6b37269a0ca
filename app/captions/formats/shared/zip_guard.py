"""Zip archives, office files of XML among them: looked over before any of it is unpacked into a parser.

A zip states how long every member is when unpacked, and Python's zipfile never unpacks more than that, so the
stated sizes bound the work even when they lie.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from app.core.errors import CaptionError

MAX_EXPANDED = 100_000_000
"""Bytes of all members together, pictures included."""
MAX_XML = 20_000_000
"""Bytes of the members that are XML; as many as a caption file may have."""
MAX_MEMBERS = 2000
_CHUNK = 1 << 20
_DOCTYPES = ("<!DOCTYPE", "<!ENTITY")
_MARKS = tuple(mark.encode(form) for mark in _DOCTYPES for form in ("ascii", "utf-16-le", "utf-16-be"))
_OVERLAP = max(map(len, _MARKS))
_XML = (".xml", ".rels", ".vml")


def open_office(data: bytes, main: str, kind: str) -> zipfile.ZipFile:
    """The archive, once it is known to be safe to read; `main` is the member every file of this kind has.

    CaptionError, all rejected: `wrong_file`, `malformed_zip`, `limit_expanded`, `doctype_refused`.
    """
    archive = open_archive(data, kind)
    if main not in archive.namelist():
        raise _refuse("wrong_file", f"This is no {kind}: it has no {main}.", "Choose another source format.")
    for member in archive.infolist():
        if member.filename.lower().endswith(_XML):
            _check_xml(archive, member)
    return archive


def open_archive(data: bytes, kind: str, max_members: int = MAX_MEMBERS) -> zipfile.ZipFile:
    """An archive of bounded size without passwords; CaptionError `malformed_zip` or `limit_expanded`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise _refuse("malformed_zip", f"This is no {kind}: {error}.", "Save the file again.") from error
    _check_members(members, kind, max_members)
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The content of a member; KeyError when there is none, CaptionError `malformed_zip` when damaged."""
    return b"".join(_chunks(archive, archive.getinfo(name)))


def _check_members(members: list[zipfile.ZipInfo], kind: str, max_members: int) -> None:
    expanded = sum(member.file_size for member in members)
    xml = sum(member.file_size for member in members if member.filename.lower().endswith(_XML))
    if expanded > MAX_EXPANDED or xml > MAX_XML or len(members) > max_members:
        raise _refuse(
            "limit_expanded",
            f"This {kind} unpacks to {expanded / 1e6:,.0f} MB in {len(members):,} parts, {xml / 1e6:,.0f} MB "
            f"of it text; at most {MAX_EXPANDED // 1_000_000} MB, {max_members:,} parts and "
            f"{MAX_XML // 1_000_000} MB of text are read.",
            "Save only the captions in a new file, or as CSV.",
        )
    for member in members:
        if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            message = f"This {kind} is encrypted or packed in an unusual way."
            raise _refuse("malformed_zip", message, "Save it again without a password.")


def _check_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a document type or entity anywhere in an XML member."""
    tail = b""
    for chunk in _chunks(archive, member):
        window = tail + chunk
        if any(mark in window for mark in _MARKS):
            raise _refuse(
                "doctype_refused",
                "An XML part of this file has a DOCTYPE, which Cuedeck refuses for safety.",
                "Save the file again with an office program.",
            )
        tail = window[-_OVERLAP:]


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as error:
        message = f"A part of this file is damaged: {error}."
        raise _refuse("malformed_zip", message, "Save the file again.") from error


def _refuse(code: str, message: str, hint: str) -> CaptionError:
    return CaptionError(message, code=code, hint=hint, rejected=True)
