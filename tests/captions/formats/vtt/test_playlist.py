"""HLS playlists: which segments they name, and what is said of the stream beside them."""

import pytest

from app.captions.conversion.inspect import inspect
from app.captions.formats.vtt import playlist as hls
from app.captions.formats.vtt.playlist import Fetch, natural_order, parse_playlist
from app.captions.model.document import ticks
from app.core.errors import CaptionError


def segment(start: int, text: str, clock: int = 0) -> bytes:
    head = f"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:{clock * 90_000}\n\n"
    return f"{head}00:00:{start:02}.000 --> 00:00:{start + 1:02}.000\n{text}\n".encode()


def playlist(*lines: str) -> bytes:
    return "\n".join(["#EXTM3U", *lines, ""]).encode()


def joined(data: bytes, fetch: Fetch) -> bytes:
    return hls.joined(parse_playlist(data), fetch)


def read(data: bytes, files: dict[str, bytes]):
    return inspect(joined(data, files.__getitem__)).document


def test_times_follow_the_maps_of_the_segments() -> None:
    files = {"a.vtt": segment(1, "One", 10), "b.vtt": segment(1, "Two", 16)}
    document = read(playlist("#EXTINF:6,", "a.vtt", "#EXTINF:6,", "b.vtt", "#EXT-X-ENDLIST"), files)
    assert [(cue.start, cue.text) for cue in document.cues] == [(ticks(1), "One"), (ticks(7), "Two")]
    assert [issue.code for issue in document.issues] == ["joined_segments"]
    assert not any("X-HLS" in line for line in document.extras["vtt"].get("header", ()))


def test_byte_ranges_of_one_file() -> None:
    first, second = segment(1, "One"), segment(2, "Two")
    lines = (f"#EXT-X-BYTERANGE:{len(first)}@0", "all.vtt", f"#EXT-X-BYTERANGE:{len(second)}", "all.vtt")
    asked = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return first + second

    document = inspect(joined(playlist(*lines), fetch)).document
    assert [cue.text for cue in document.cues] == ["One", "Two"]
    assert asked == ["all.vtt"]


def test_what_the_stream_does_not_keep_is_said() -> None:
    lines = ("a.vtt", "#EXT-X-GAP", "gone.vtt", "#EXT-X-DISCONTINUITY", "b.vtt")
    document = read(playlist(*lines), {"a.vtt": segment(1, "One"), "b.vtt": segment(8, "Two")})
    said = [issue.message for issue in document.issues if issue.code == "hls_playlist"]
    assert len(said) == 3
    assert all(any(tag in message for message in said) for tag in ("DISCONTINUITY", "GAP", "ENDLIST"))


def test_a_gap_at_the_end_is_said() -> None:
    lines = ("a.vtt", "#EXT-X-GAP", "gone.vtt", "#EXT-X-ENDLIST")
    document = read(playlist(*lines), {"a.vtt": segment(1, "One")})
    assert ["GAP" in issue.message for issue in document.issues if issue.code == "hls_playlist"] == [True]


def test_the_captions_of_a_multivariant_playlist() -> None:
    offered = '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",LANGUAGE="{0}",NAME="{0}",URI="{0}/list.m3u8"'
    video = ("#EXT-X-STREAM-INF:BANDWIDTH=1", "video.m3u8")
    files = {"de/list.m3u8": playlist("a.vtt"), "de/a.vtt": segment(1, "Eins")}
    assert [c.text for c in read(playlist(offered.format("de"), *video), files).cues] == ["Eins"]
    with pytest.raises(CaptionError, match="2 times") as refused:
        joined(playlist(offered.format("de"), offered.format("fr"), *video), files.__getitem__)
    assert "fr/list.m3u8" in refused.value.hint


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (('#EXT-X-KEY:METHOD=AES-128,URI="k"', "a.vtt"), "encrypted"),
        (('#EXT-X-MAP:URI="init.mp4"', "a.m4s"), "MP4"),
        (("a.ts",), "no WebVTT segment"),
        (("empty.vtt",), "No segment"),
        ((), "names no captions"),
    ],
)
def test_what_is_no_playlist_of_captions(lines, said) -> None:
    with pytest.raises(CaptionError, match=said) as refused:
        joined(playlist(*lines), {"a.ts": b"\x47" * 400, "empty.vtt": b"\n", "a.vtt": b"", "a.m4s": b""}.get)
    assert refused.value.code == "hls_playlist"


def test_names_in_the_order_of_their_numbers() -> None:
    assert sorted(["s10.vtt", "s9.vtt", "2/s1.vtt"], key=natural_order) == ["2/s1.vtt", "s9.vtt", "s10.vtt"]
    assert parse_playlist(playlist("a.vtt?sign=1")).is_captions
    assert not parse_playlist(playlist("a.ts")).has_captions


def test_the_same_bytes_again_and_again_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.captions.formats.vtt.playlist.MAX_JOINED_BYTES", 1000)
    file = b"WEBVTT\n\n" + b"x" * 292
    ranges = [line for size in range(200, 204) for line in (f"#EXT-X-BYTERANGE:{size}@0", "a.vtt")]
    assert joined(playlist(*ranges), lambda _: file).count(b"WEBVTT") == 4
    for segments in (ranges * 2, ["a.vtt"] * 4):
        with pytest.raises(CaptionError, match="together"):
            joined(playlist(*segments), lambda _: file)


def test_the_same_files_fetched_again_and_again_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small parts of large members in turn: each turn unpacks a member anew."""
    monkeypatch.setattr("app.captions.formats.vtt.playlist.MAX_JOINED_BYTES", 1000)
    file = b"WEBVTT\n\n" + b"x" * 292
    turns = [line for name in "ab" for line in ("#EXT-X-BYTERANGE:8@0", f"{name}.vtt")]
    assert joined(playlist(*turns), lambda _: file).count(b"WEBVTT") == 2
    with pytest.raises(CaptionError, match="together"):
        joined(playlist(*turns * 2), lambda _: file)
