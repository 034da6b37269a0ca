"""Hostile and damaged office archives, made small."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping


def repacked(data: bytes, changes: Mapping[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """The archive with these members replaced, changed, or added."""
    source = zipfile.ZipFile(io.BytesIO(data))
    members = {name: source.read(name) for name in source.namelist()}
    for name, change in changes.items():
        members[name] = change(members[name]) if callable(change) else change
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in members.items():
            target.writestr(name, body)
    return out.getvalue()


def with_stated_size(data: bytes, name: str, size: int) -> bytes:
    """The archive with a false unpacked size for one member, in its directory."""
    out = bytearray(data)
    at = out.rfind(b"PK\x01\x02")
    while at >= 0:
        length = int.from_bytes(out[at + 28 : at + 30], "little")
        if out[at + 46 : at + 46 + length] == name.encode():
            out[at + 24 : at + 28] = size.to_bytes(4, "little")
            return bytes(out)
        at = out.rfind(b"PK\x01\x02", 0, at)
    raise KeyError(name)


def encrypted(data: bytes) -> bytes:
    """The archive with the flag of encryption on every member of its directory."""
    out = bytearray(data)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 8] |= 1
        at = out.find(b"PK\x01\x02", at + 4)
    return bytes(out)
