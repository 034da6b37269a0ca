"""Heads of 64 KB made to keep detection busy: blanks, digits, signs of every format, repeated to the end."""

from __future__ import annotations

from random import Random

from app.captions.conversion.detect import HEAD_BYTES

_STARTS = (
    b"",
    b"\xef\xbb\xbf",
    b"WEBVTT\n\n",
    b"Scenarist_SCC V1.0\n\n",
    b"File Format=MacCaption_MCC V1.0\n",
    b'<?xml version="1.0"?><tt ',
    b"<!DOCTYPE html>",
    b"<SAMI>",
    b"[Script Info]\n",
    b'{"',
    b"1\n00:00:00,000 --> 00:00:01,000\n",
    b"--> ",
    b"$FontName = A\n",
    b"a",
    b"PK\x03\x04",
)
_REPEATED = (
    b" ", b"\t", b"\n", b"\r", b"\r\r\n", b" \n", b"\n\t", b"\0", b"\xff",
    b"\xc2\xa0", b"\xe2\x80\xa8", b"\xc4\xb0",
    b"0", b"0,", b"0\t", b"0:", b"00:00 ", b"0:0,", b"00:00:00:00\t", b"00:00:00,000 --> ",
    b"0:0:0 -> 0:0:0a\n",
    b",", b";", b":", b"a", b"a ", b"A: ", b"a b (", b"a" + b" " * 8000, b"a\t\n",
    b"<", b">", b"<!", b"<!>", b"<?>", b"<!---->", b"<a ", b"</a>", b"&", b"-->", b"-->\n", b"--\n>",
    b"{", b"{1}", b'{"a":', b"[", b"[0]", b"[00:", b"[a:", b"(", b'"', b'",\n', b"'", b"\\", b"$a=",
    b"* a\n", b"//",
)  # fmt: skip


def heads() -> dict[str, bytes]:
    """Every start before every repetition, the same in UTF-16, and noise: about 900 heads by name."""
    found = {
        f"{start[:12]!r} {repeated[:18]!r}": _filled(start, repeated)
        for start in _STARTS
        for repeated in _REPEATED
    }
    wide = {f"UTF-16 {name}": _wide(data) for name, data in found.items() if name.startswith("b''")}
    return found | wide | _noise()


def _filled(start: bytes, repeated: bytes) -> bytes:
    return (start + repeated * (HEAD_BYTES // len(repeated) + 1))[:HEAD_BYTES]


def _wide(data: bytes) -> bytes:
    return ("\ufeff" + data[: HEAD_BYTES // 2 - 1].decode("latin-1")).encode("utf-16-le")


def _noise() -> dict[str, bytes]:
    chance = Random(64)
    printable, signs = bytes(range(32, 127)), b"0123456789:,.;|- \n\t<>{}[]"
    return {
        "random bytes": chance.randbytes(HEAD_BYTES),
        "random letters and signs": bytes(chance.choices(printable, k=HEAD_BYTES)),
        "random digits and signs": bytes(chance.choices(signs, k=HEAD_BYTES)),
    }
