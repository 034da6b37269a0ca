"""yt-dlp in its guarded child, against a local server."""

import errno
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from app.core.errors import AppError, Canceled, EngineError, LimitExceeded, MediaError
from app.media.download import ytdlp
from app.media.download.media import download_media
from app.media.download.ytdlp import SiteLimits
from app.media.probe.probe import probe
from tests.support.http_server import LocalServer, local_server, redirect, reply
from tests.support.media.clips import make, video
from tests.support.product import ROOT

pytestmark = pytest.mark.slow  # runs media programs

LOCAL = SiteLimits(allow=("127.0.0.1",), timeout=5, wall_seconds=60)
OWN = ("tests.support.media.ytdlp_site:LocalSiteIE",)


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with local_server() as running:
        yield running


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return video(tmp_path_factory.mktemp("clip") / "a.mp4", 2).read_bytes()


def failure(url: str, folder: Path, limits: SiteLimits = LOCAL) -> AppError:
    with pytest.raises(AppError) as caught:
        download_media(url, folder, limits)
    assert list(folder.iterdir()) == [], "nothing may be left behind"
    assert caught.value.hint
    return caught.value


def test_a_direct_link(server: LocalServer, clip: bytes, tmp_path: Path) -> None:
    server.routes["/talk.mp4"] = reply(200, clip, content_type="video/mp4")
    seen: list[float] = []
    got = download_media(server.url("/talk.mp4"), tmp_path, LOCAL, progress=seen.append)
    assert got.path.read_bytes() == clip
    assert got.path.suffix == ".mp4"
    assert got.title == "talk"
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert list(tmp_path.iterdir()) == [got.path]


def test_a_page_with_a_player_behind_a_redirect(server: LocalServer, clip: bytes, tmp_path: Path) -> None:
    page = b"<html><title>Une interview &eacute;trange</title><body><video src='/v/clip.mp4'></video>"
    server.routes["/go"] = redirect("/page")
    server.routes["/page"] = reply(200, page, content_type="text/html")
    server.routes["/v/clip.mp4"] = reply(200, clip, content_type="video/mp4")
    got = download_media(server.url("/go"), tmp_path, LOCAL)
    assert probe(got.path).duration == pytest.approx(2, abs=0.1)
    assert got.title == "Une interview étrange"
    assert got.path.name.isascii()
    assert got.site == "html5"


def test_segments_of_a_stream_are_put_together(server: LocalServer, clip: bytes, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.mp4").write_bytes(clip)
    make(source / "s.m3u8", "-i", source / "a.mp4", "-c", "copy", "-f", "hls", "-hls_time", "1")
    for path in source.iterdir():
        server.routes[f"/{path.name}"] = reply(200, path.read_bytes())
    (tmp_path / "out").mkdir()
    got = download_media(server.url("/s.m3u8"), tmp_path / "out", LOCAL)
    assert probe(got.path).duration == pytest.approx(2, abs=0.2)


def test_the_child_loads_nothing_of_the_worker() -> None:
    """Its settings, its log and its client took as long to load as yt-dlp, once for each page."""
    command = "import sys, app.media.download.ytdlp_child; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True).stdout
    assert "app.media.download.ytdlp_guard" in loaded.split()
    assert {"httpx", "pydantic", "structlog"} & {*loaded.split()} == set()


# What must not be reached --------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::1]", "0.0.0.0"])
def test_private_addresses_are_refused(server: LocalServer, tmp_path: Path, host: str) -> None:
    error = failure(server.url("/x.mp4", host), tmp_path, SiteLimits(timeout=5))
    assert error.code == "source_forbidden_address"
    assert server.seen == []


def test_a_redirect_to_a_private_address_is_refused(server: LocalServer, tmp_path: Path) -> None:
    with local_server("127.0.0.2") as inner:
        inner.routes["/secret.mp4"] = reply(200, b"secret")
        server.routes["/go"] = redirect(inner.url("/secret.mp4", "127.0.0.2"))
        assert failure(server.url("/go"), tmp_path).code == "source_forbidden_address"
        assert inner.seen == []


def test_a_page_that_points_inside_is_refused(server: LocalServer, tmp_path: Path) -> None:
    with local_server("127.0.0.2") as inner:
        page = f"<html><title>x</title><video src='{inner.url('/secret.mp4', '127.0.0.2')}'></video>".encode()
        server.routes["/page"] = reply(200, page, content_type="text/html")
        assert failure(server.url("/page"), tmp_path).code == "source_forbidden_address"
        assert inner.seen == []


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2:{port}/s.ts", "file:///etc/passwd", "rtmp://127.0.0.2/x"]
)
def test_a_manifest_that_points_inside_is_refused(server: LocalServer, tmp_path: Path, target: str) -> None:
    with local_server("127.0.0.2") as inner:
        lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:2", "#EXTINF:2,", target.format(port=inner.port)]
        body = "\n".join([*lines, "#EXT-X-ENDLIST"]).encode()
        server.routes["/s.m3u8"] = reply(200, body, content_type="application/vnd.apple.mpegurl")
        error = failure(server.url("/s.m3u8"), tmp_path)
        assert error.code in ("source_forbidden_address", "source_unsupported", "source_unreachable")
        assert inner.seen == []


def test_what_takes_yt_dlp_over_reaches_nothing_by_itself(
    server: LocalServer, clip: bytes, tmp_path: Path
) -> None:
    server.routes["/own.mp4"] = reply(200, clip, content_type="video/mp4")
    hostile = SiteLimits(
        allow=LOCAL.allow,
        timeout=5,
        wall_seconds=60,
        extractors=["tests.support.media.ytdlp_site:EscapingSiteIE"],
    )
    with local_server("127.0.0.2") as inner:
        got = download_media(server.url(f"/escape/{inner.port}"), tmp_path, hostile)
        assert got.uploader == f"{(-1, errno.EPERM)} {(-1, errno.EPERM)}"
        assert inner.seen == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ytsearch:cats", "talk.mp4", "", "ftp://x.org/a"])
def test_what_is_no_web_address(tmp_path: Path, url: str) -> None:
    assert failure(url, tmp_path).code == "invalid_url"


# Limits and failures -------------------------------------------------------------------------


def test_too_large_by_its_own_word(server: LocalServer, clip: bytes, tmp_path: Path) -> None:
    server.routes["/a.mp4"] = reply(200, clip, content_type="video/mp4")
    small = SiteLimits(allow=LOCAL.allow, max_bytes=5000)
    assert failure(server.url("/a.mp4"), tmp_path, small).code == "source_too_large"


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "video/mp4")
    handler.end_headers()
    for _ in range(400):
        handler.wfile.write(b"\0" * 65536)


def test_too_large_without_a_length(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/a.mp4"] = endless
    small = SiteLimits(allow=LOCAL.allow, max_bytes=2_000_000)
    assert failure(server.url("/a.mp4"), tmp_path, small).code == "source_too_large"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "source_not_found"),
        (403, "source_refused"),
        (503, "source_unreachable"),
    ],
)
def test_refusals(server: LocalServer, tmp_path: Path, status: int, code: str) -> None:
    server.routes["/a.mp4"] = reply(status, b"no")
    assert failure(server.url("/a.mp4"), tmp_path).code == code


def test_a_page_without_media(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/"] = reply(200, b"<html><title>Hello</title><p>Only words here", content_type="text/html")
    assert failure(server.url("/"), tmp_path).code == "source_unsupported"


def test_nobody_listens(tmp_path: Path) -> None:
    with local_server() as gone:
        url = gone.url("/a.mp4")
    assert failure(url, tmp_path).code == "source_unreachable"


def stalled(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def test_a_server_that_stalls(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/a.mp4"] = stalled
    slow = SiteLimits(allow=LOCAL.allow, timeout=0.2, wall_seconds=60)
    assert failure(server.url("/a.mp4"), tmp_path, slow).code == "source_timeout"


def test_the_wall_limit_and_cancel(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/a.mp4"] = stalled
    with pytest.raises(LimitExceeded):
        download_media(server.url("/a.mp4"), tmp_path, SiteLimits(allow=LOCAL.allow, wall_seconds=1))
    with pytest.raises(Canceled):
        download_media(server.url("/a.mp4"), tmp_path, LOCAL, cancelled=lambda: bool(server.seen))
    assert list(tmp_path.iterdir()) == []


def own(server: LocalServer, clip: bytes, **more: object) -> str:
    facts = {"title": "Ours", "media": server.url("/own.mp4"), "more": more}
    server.routes["/own.mp4"] = reply(200, clip, content_type="video/mp4")
    server.routes["/api/v1"] = reply(200, json.dumps(facts).encode(), content_type="application/json")
    return server.url("/watch/v1")


def test_length_and_live_streams(server: LocalServer, clip: bytes, tmp_path: Path) -> None:
    limits = SiteLimits(allow=LOCAL.allow, max_seconds=60, extractors=OWN)
    long = failure(own(server, clip, duration=36_000), tmp_path, limits)
    assert isinstance(long, MediaError)
    assert long.code == "media_too_long"
    assert "10:00:00" in long.message
    assert failure(own(server, clip, is_live=True), tmp_path, limits).code == "source_live"
    got = download_media(own(server, clip, duration=2, uploader="Ann"), tmp_path, limits)
    assert (got.title, got.uploader, got.duration, got.site) == ("Ours", "Ann", 2.0, "LocalSite")


@pytest.mark.parametrize(("codec", "suffix"), [("aac", ".m4a"), ("libmp3lame", ".mp3"), ("ac3", ".m4a")])
def test_sound_alone_of_a_site_that_has_only_films(
    server: LocalServer, tmp_path: Path, codec: str, suffix: str
) -> None:
    source = tmp_path / "in"
    source.mkdir()
    pictures = ("-f", "lavfi", "-t", "1", "-i", "testsrc2=s=64x64:r=10")
    sound = ("-f", "lavfi", "-t", "1", "-i", "sine=f=440")
    film = make(source / "film.mkv", *pictures, *sound, "-c:v", "libx264", "-c:a", codec).read_bytes()
    server.routes["/film.mkv"] = reply(200, film, content_type="video/x-matroska")
    out = tmp_path / "out"
    out.mkdir()
    got = download_media(server.url("/film.mkv"), out, LOCAL, audio_only=True)
    info = probe(got.path)
    assert (got.path.suffix, info.video, info.duration) == (suffix, None, pytest.approx(1, abs=0.1))
    assert list(out.iterdir()) == [got.path]


def test_sound_alone_stays_as_it_is_and_silence_is_told(server: LocalServer, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    wav = make(source / "a.wav", "-f", "lavfi", "-t", "1", "-i", "sine").read_bytes()
    mute = make(source / "a.mp4", "-f", "lavfi", "-t", "1", "-i", "testsrc2=s=64x64", "-c:v", "libx264")
    server.routes["/a.wav"] = reply(200, wav, content_type="audio/wav")
    server.routes["/a.mp4"] = reply(200, mute.read_bytes(), content_type="video/mp4")
    got = download_media(server.url("/a.wav"), tmp_path, LOCAL, audio_only=True)
    assert got.path.read_bytes() == wav
    with pytest.raises(MediaError) as caught:
        download_media(server.url("/a.mp4"), tmp_path, LOCAL, audio_only=True)
    assert caught.value.code == "no_audio_track"


def test_yt_dlp_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ytdlp, "ready", lambda: False)
    with pytest.raises(EngineError) as caught:
        download_media("https://example.com/a", tmp_path)
    assert caught.value.code == "engine_missing"
    assert "cuedeck[download]" in caught.value.hint


def test_bad_options(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        download_media("https://example.com/a", tmp_path, max_height=1)
    assert caught.value.code == "invalid_option"
