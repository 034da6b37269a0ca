"""Hostile files and hostile names, more than three hundred, as somebody would upload each.

The texts that are made to hang a reader are in `hostile_files`, and tried by the readers' own test.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

from tests.support.captions.every_format import SAMPLES

NAMES = [
    *(
        "../../etc/passwd",
        "..\\..\\windows\\system32\\a.srt",
        "/etc/shadow.srt",
        "a/b/c.srt",
        "...",
        ".",
        "..",
        "",
    ),
    *("con.srt", "a\x00b.srt", "a\r\nSet-Cookie: x=1.srt", 'a".srt', "a;b.srt", "a%2f..%2fb.srt", "%s%n.srt"),
    *(
        "\u202etrs.exe",
        "\u200b.srt",
        "e\u0301.srt",
        "\U0001f600.srt",
        "\ud7ff\ue000.srt",
        "x" * 5000 + ".srt",
    ),
    *(
        "<script>alert(1)</script>.srt",
        "<img src=x onerror=alert(1)>.srt",
        "=cmd|' /C calc'!A0.srt",
        "@SUM(1).srt",
    ),
    *("+1+1.srt", "-1.srt", "$(id).srt", "`id`.srt", "a|b.srt", "a b.srt", "-rf.srt", "--help", "a.srt.exe"),
    *(
        "a.mp4",
        "a.m3u8",
        "concat:a.mp4",
        "file:/etc/passwd",
        "http://127.0.0.1/a.mp4",
        "a.svg",
        "a.html",
        "a.zip",
    ),
]
"""Tried with a harmless file each, as is a nameless one."""

_PLAYLIST = "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXTINF:1,\nhttp://127.0.0.1:1/x.ts\n"
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="file:///etc/passwd"/></svg>'
_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x"}">' for n in range(12))
_BOMB = zlib.compress(b"\0" * 5_000_000)


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def _zip(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


@cache
def _made() -> dict[str, bytes]:
    """Captions and documents that are bombs, lies or something else."""
    return {
        "empty.srt": b"",
        "empty.mp4": b"",
        "nul.srt": b"\0" * 100_000,
        "random.mp4": bytes(range(256)) * 400,
        "gzip.srt.gz": gzip.compress(b"\0" * 5_000_000),
        "zlib.mp4": _BOMB,
        "bomb.docx": _zip("word/document.xml", b" " * 20_000_000),
        "bomb.xlsx": _zip("xl/workbook.xml", b" " * 20_000_000),
        "climbs.docx": _zip("../../../../tmp/evil", b"x"),
        "entities.ttml": f"<!DOCTYPE x [{_ENTITIES}]><tt>&e11;</tt>".encode(),
        "external.ttml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><tt>&e;</tt>',
        "parameter.ttml": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><tt/>',
        "playlist.m3u8": _PLAYLIST.encode(),
        "playlist.mp4": _PLAYLIST.encode(),
        "concat.mp4": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        "picture.svg": _SVG.encode(),
        "picture.mp4": _SVG.encode(),
        "page.html": b"<script>alert(1)</script>",
        "page.srt": b"1\n00:00:01,000 --> 00:00:02,000\n<script>alert(1)</script>\n",
    }


@cache
def _media() -> dict[str, bytes]:
    """Heads of media files whose sizes and depths are not true."""
    ftyp = _box(b"ftyp", b"isom\0\0\0\0isom")
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 2**31 - 1, 2**31 - 1)
    riff = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\1\0\xff\xff" + b"\xff" * 12 + b"data\xff\xff\xff\xff"
    return {
        "moov-huge.mp4": ftyp + struct.pack(">I", 2**31) + b"moov",
        "moov-zero.mp4": ftyp + b"\0\0\0\0moov" + b"\0" * 1000,
        "moov-deep.mp4": ftyp + b"".join(struct.pack(">I", 8 * n) + b"moov" for n in range(5000, 0, -1)),
        "size-one.mp4": ftyp + b"\0\0\0\1mdat" + b"\xff" * 8,
        "huge.png": png,
        "huge.wav": riff,
        "shell.mp4": b"#!/bin/sh\nid\n",
        "elf.mp4": b"\x7fELF\2\1\1" + b"\0" * 1000,
        "id3.mp3": b"ID3\x04\0\xff\x7f\x7f\x7f\x7f" + b"\0" * 1000,
        "ebml.mkv": b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff" + b"\xff" * 200,
        "flv.flv": b"FLV\x01\x05\xff\xff\xff\xff" + b"\x12\xff\xff\xff" * 100,
        "ogg.ogg": b"OggS\0\x02" + b"\xff" * 300,
        "json-deep.json": b"[" * 100_000,
        "json-number.json": b'{"segments": [{"start": ' + b"9" * 5000 + b"}]}",
        "utf7.srt": b"+ADw-script+AD4-",
        "utf16-half.srt": b"\xff\xfe\x31",
        "utf32.srt": b"\xff\xfe\0\0" + b"\xff" * 1001,
    }


def _mutated(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What becomes of a good file on its way: cut short, doubled, a bit flipped, its end first."""
    yield "cut", data[: len(data) // 2]
    yield "flipped", bytes(each ^ (1 if at % 97 == 0 else 0) for at, each in enumerate(data))
    yield "turned", data[::-1]
    yield "zeros inside", data[: len(data) // 3] + b"\0" * 500 + data[len(data) // 3 :]


def files() -> Iterator[tuple[str, str, bytes]]:
    """What it is, the file's name, its bytes."""
    for name in NAMES:
        yield f"name {name[:40]!r}", name, b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
    for name, data in (_made() | _media()).items():
        yield f"made {name}", name, data
    for kind, sample in SAMPLES.items():
        raw = sample if isinstance(sample, bytes) else sample.encode()
        for change, data in _mutated(raw):
            yield f"{kind} {change}", f"sample-{kind}", data
