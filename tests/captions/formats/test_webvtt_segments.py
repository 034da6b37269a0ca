"""WebVTT segments in an archive."""

import pytest

from app.captions.conversion.inspect import inspect
from app.captions.formats import webvtt_segments
from app.core.errors import CaptionError
from tests.support.media.hls_segments import PLAYLIST, SEGMENTS, archive, segment

SAMPLE = archive(SEGMENTS)


@pytest.mark.parametrize(
    "members",
    [
        SEGMENTS,
        {f"subs/{name}": text for name, text in SEGMENTS.items()},
        SEGMENTS | {"list.m3u8": PLAYLIST},
        {"list.m3u8": PLAYLIST.replace("s9", "../en/s9")} | SEGMENTS,
        SEGMENTS | {"list.m3u8": PLAYLIST, "video.m3u8": "#EXTM3U\na.ts\n", "__MACOSX/._s9.vtt": "\0"},
    ],
)
def test_segments_are_read_in_order(members) -> None:
    found = inspect(archive(members), file_name="captions.zip")
    assert found.caption_format is webvtt_segments.FORMAT
    assert [cue.text for cue in found.document.cues] == ["One", "Two"]


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"de/a.vtt": segment(1, "Eins"), "fr/a.vtt": segment(1, "Un")}, "2 folders: de, fr"),
        ({"de.m3u8": "#EXTM3U\na.vtt\n", "fr.m3u8": "#EXTM3U\nb.vtt\n"}, "2 playlists of captions"),
        ({"list.m3u8": PLAYLIST, "s9.vtt": segment(1, "One")}, "s10.vtt is not in the archive"),
        ({"list.m3u8": PLAYLIST.replace("s9", "../../etc/passwd")} | SEGMENTS, "not in the archive"),
        ({"a.vtt": "no captions"}, "no WebVTT segment"),
    ],
)
def test_what_cannot_be_joined_says_why(members, said) -> None:
    with pytest.raises(CaptionError, match=said):
        inspect(archive(members))


def test_a_playlist_alone_says_what_it_needs() -> None:
    with pytest.raises(CaptionError, match="HLS playlist") as refused:
        inspect(PLAYLIST.encode())
    assert "ZIP" in refused.value.hint


@pytest.mark.parametrize("cut", [10, 40, 120, len(SAMPLE) - 30])
def test_damaged_archives_are_refused(cut: int) -> None:
    with pytest.raises(CaptionError):
        webvtt_segments.read(SAMPLE[:cut] + b"\xff" * 20 + SAMPLE[cut + 20 :][:-5], {})
