"""HLS playlists behind an address, through the guarded client."""

import pytest

from app.core.errors import CaptionError, SourceError, TooLarge
from app.core.settings import get_settings
from app.core.storage import read_stored
from app.services.files import remote_sources
from tests.support.http_server import LocalServer, local_server, reply

SEGMENT = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:{0}\n\n00:00:01.000 --> 00:00:02.000\nAt {0}\n"
LIST = b"#EXTM3U\n#EXTINF:6,\nsubs/0.vtt?key=1\n#EXTINF:6,\nsubs/1.vtt\n#EXT-X-ENDLIST\n"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(get_settings(), "fetch_allow", ["127.0.0.1"])
    with local_server() as running:
        for number in range(2):
            running.routes[f"/film/subs/{number}.vtt"] = reply(200, SEGMENT.format(number * 540_000).encode())
        running.routes["/film/de.m3u8"] = reply(200, LIST)
        yield running


def fetched(server: LocalServer, path: str, progress=lambda _: None, cancelled=lambda: False):
    name, stored = remote_sources.fetch(server.url(path), progress, cancelled, 1_000_000)
    return name, read_stored(stored.key)


def test_the_segments_are_fetched_and_joined(server: LocalServer) -> None:
    done: list[float] = []
    name, data = fetched(server, "/film/de.m3u8?token=x", done.append)
    assert (name, data.count(b"WEBVTT"), done[-1]) == ("de.vtt", 2, 1.0)
    assert "GET /film/subs/0.vtt?key=1" in server.seen


def test_the_captions_of_a_multivariant_playlist(server: LocalServer) -> None:
    offered = b'#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,LANGUAGE="de",URI="film/de.m3u8"\n'
    server.routes["/all.m3u8"] = reply(200, offered + b"#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo.m3u8\n")
    assert fetched(server, "/all.m3u8")[1].count(b"WEBVTT") == 2


def test_a_playlist_of_pictures_stays_as_it_is(server: LocalServer) -> None:
    server.routes["/video.m3u8"] = reply(200, b"#EXTM3U\na.ts\n")
    assert fetched(server, "/video.m3u8") == ("video.m3u8", b"#EXTM3U\na.ts\n")


@pytest.mark.parametrize(
    "address", ["http://10.0.0.1/a.vtt", "http://169.254.169.254/a.vtt", "file:///etc/a.vtt"]
)
def test_segments_meet_the_same_rules(server: LocalServer, address: str) -> None:
    server.routes["/film/de.m3u8"] = reply(200, f"#EXTM3U\n{address}\n".encode())
    with pytest.raises(SourceError):
        fetched(server, "/film/de.m3u8")


def test_a_missing_segment_and_too_many_bytes(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.routes["/gone.m3u8"] = reply(200, LIST)
    with pytest.raises(SourceError):
        fetched(server, "/gone.m3u8")
    monkeypatch.setattr(get_settings().limits, "caption_bytes", 150)
    with pytest.raises(TooLarge):
        fetched(server, "/film/de.m3u8")
    server.routes["/film/subs/1.vtt"] = reply(200, b"<html>")
    monkeypatch.setattr(get_settings().limits, "caption_bytes", 1000)
    with pytest.raises((CaptionError, SourceError)):
        fetched(server, "/film/de.m3u8")
