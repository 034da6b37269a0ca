"""What a file that is not captions is, by its first bytes, so that the refusal can say so."""

from __future__ import annotations

HLS_PLAYLIST = "an HLS playlist"
_STARTS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
    (b"RIFF", "a WAV, AVI or WebP file"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 audio file"),
    (b"\xff\xfb", "an MP3 audio file"),
    (b"fLaC", "a FLAC audio file"),
    (b"\x06\x0e+4", "an MXF video"),
    (b"\x00\x00\x01\xba", "an MPEG video"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document"),
    (b"#EXTM3U", HLS_PLAYLIST),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_SAMPLE = 4096


def name_of_file(data: bytes) -> str | None:
    """What these bytes are, with an article; "binary data" when they are no text; None for text."""
    for start, name in _STARTS:
        if data.startswith(start):
            return name
    if data[4:8] == b"ftyp":
        return "an MP4 or QuickTime video"
    if len(data) > 376 and data[0] == data[188] == data[376] == 0x47:
        return "an MPEG transport stream"
    sample = data[:_SAMPLE]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    control = sum(byte < 32 and byte not in (9, 10, 11, 12, 13, 26, 27) for byte in sample)
    return "binary data" if control > len(sample) * 0.05 else None
