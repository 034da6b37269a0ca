"""HLS segments of WebVTT, the playlist that names them, and archives of both."""

import io
import zipfile

PLAYLIST = "#EXTM3U\n#EXTINF:6,\ns9.vtt\n#EXTINF:6,\ns10.vtt\n#EXT-X-ENDLIST\n"


def segment(second: int, text: str) -> str:
    """A segment with one caption of a second."""
    head = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n"
    return f"{head}00:00:{second:02}.000 --> 00:00:{second + 1:02}.000\n{text}\n"


SEGMENTS = {"s10.vtt": segment(7, "Two"), "s9.vtt": segment(1, "One")}
"""Their order is that of their numbers."""


def archive(members: dict[str, str]) -> bytes:
    """A ZIP archive of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(name, text)
    return made.getvalue()
