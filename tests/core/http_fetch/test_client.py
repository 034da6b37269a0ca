import gzip
import hashlib
import socket
import ssl
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest

from app.core.errors import Canceled, JobError, SourceError
from app.core.http_fetch import client as fetch_module
from app.core.http_fetch.client import GuardedClient
from app.core.http_fetch.content import pieces
from app.core.http_fetch.redirects import safe_name
from tests.support.http_server import LocalServer, local_server, redirect, reply

pytestmark = pytest.mark.slow

LOCAL = ("127.0.0.1",)
MEDIA = bytes(range(256)) * 2000


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with local_server() as running:
        yield running


def failure(client: GuardedClient, url: str, tmp_path: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        client.download(url, tmp_path / "out.bin")
    assert list(tmp_path.iterdir()) == [], "nothing may be left behind"
    assert caught.value.hint
    return caught.value


def test_a_file_arrives_whole_with_its_facts(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/a/talk.mp4"] = reply(200, MEDIA, content_type="Video/MP4; charset=x")
    seen: list[float] = []
    fetched = GuardedClient(LOCAL).download(server.url("/a/talk.mp4?x=1"), tmp_path / "in", seen.append)
    assert (tmp_path / "in").read_bytes() == MEDIA
    assert fetched.file_name == "talk.mp4"
    assert fetched.content_type == "video/mp4"
    assert (fetched.size, fetched.sha256) == (len(MEDIA), hashlib.sha256(MEDIA).hexdigest())
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert [p.name for p in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="a b.srt"', "a b.srt"),
        ("attachment; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.mp4", "naïve €.mp4"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="..\\\\..\\\\boot.ini"', "boot.ini"),
        ("attachment", "d.mp4"),
        ('attachment; filename=""', "d.mp4"),
    ],
)
def test_the_name_the_server_gives(server: LocalServer, tmp_path: Path, disposition: str, name: str) -> None:
    server.routes["/d.mp4"] = reply(200, b"x", content_disposition=disposition)
    assert GuardedClient(LOCAL).download(server.url("/d.mp4"), tmp_path / "in").file_name == name


def test_names_are_made_safe() -> None:
    assert safe_name("..") == ""
    assert safe_name(".htaccess") == "htaccess"
    assert safe_name("a\x00b\u202egpj.exe") == "abgpj.exe"
    assert safe_name("x" * 400 + ".mp4") == "x" * 146 + ".mp4"


def test_redirects_are_followed_and_the_last_path_names_the_file(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/d/token"] = redirect("/hop")
    server.routes["/hop"] = redirect(server.url("/bucket/interview.mov?sig=1"), 307)
    server.routes["/bucket/interview.mov"] = reply(200, b"media")
    fetched = GuardedClient(LOCAL).download(server.url("/d/token"), tmp_path / "in")
    assert fetched.file_name == "interview.mov"
    assert len(server.seen) == 3


def test_a_redirect_in_circles_ends(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/loop"] = redirect("/loop")
    error = failure(GuardedClient(LOCAL), server.url("/loop"), tmp_path)
    assert error.code == "source_unreachable"
    assert "redirected" in error.message
    assert len(server.seen) == 9


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.2:{port}/x", "http://169.254.169.254/latest/meta-data/", "http://[::1]:{port}/x"],
)
def test_a_redirect_to_a_private_address_is_refused(
    server: LocalServer, tmp_path: Path, target: str, connects: list[str]
) -> None:
    server.routes["/go"] = redirect(target.format(port=server.port))
    error = failure(GuardedClient(LOCAL), server.url("/go"), tmp_path)
    assert error.code == "source_forbidden_address"
    assert connects == ["127.0.0.1"]


def test_a_redirect_to_another_scheme_is_refused(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/go"] = redirect("file:///etc/passwd")
    assert failure(GuardedClient(LOCAL), server.url("/go"), tmp_path).code == "invalid_url"


@pytest.fixture
def connects(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    original = socket.create_connection

    def spy(address: tuple[str, int], *args: object, **kwargs: object) -> socket.socket:
        made.append(address[0])
        return original(address, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", spy)
    return made


VECTORS = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[fe80::1]:{port}/",
    "http://192.0.0.8:{port}/",
    "http://192.88.99.1:{port}/",
    "http://user:secret@127.0.0.1:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
]


@pytest.mark.parametrize("vector", VECTORS)
def test_private_addresses_in_any_spelling_get_no_connection(
    server: LocalServer, tmp_path: Path, connects: list[str], vector: str
) -> None:
    error = failure(GuardedClient(), vector.format(port=server.port), tmp_path)
    assert error.code in ("source_forbidden_address", "invalid_url"), error.message
    assert error.extra["rejected"] is True
    assert "secret" not in error.message
    assert connects == []
    assert server.seen == []


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Make every lookup give the next of `answers` (the last one for ever); returns the names asked for."""
    asked: list[str] = []

    def resolve(host: str, port: int, *_args: object, **_kwargs: object) -> list[tuple[object, ...]]:
        given = answers[min(len(asked), len(answers) - 1)]
        asked.append(host)
        kind = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kind[":" in a], socket.SOCK_STREAM, 6, "", (a, port)) for a in given]

    monkeypatch.setattr("app.core.http_fetch.address_rules.socket.getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize(
    "answers", [["10.0.0.5"], ["93.184.216.34", "127.0.0.1"], ["2606:4700::1", "fd00::1"]]
)
def test_a_name_with_any_private_answer_gets_no_connection(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, connects: list[str], answers: list[str]
) -> None:
    resolving(monkeypatch, answers)
    error = failure(GuardedClient(), "https://media.example.com/a.mp4", tmp_path)
    assert error.code == "source_forbidden_address"
    assert connects == []


def test_the_connection_goes_to_the_checked_address(
    monkeypatch: pytest.MonkeyPatch, server: LocalServer, tmp_path: Path, connects: list[str]
) -> None:
    """DNS rebinding: a second lookup would give another address, and there is no second lookup by name."""
    server.routes["/a.srt"] = reply(200, b"1")
    asked = resolving(monkeypatch, ["127.0.0.1"], ["127.0.0.9"])
    monkeypatch.setattr(socket, "create_connection", _straight_to(connects))
    GuardedClient(LOCAL).download(f"http://rebind.example:{server.port}/a.srt", tmp_path / "in")
    assert asked == ["rebind.example"]
    assert connects == ["127.0.0.1"]


def _straight_to(made: list[str]):  # type: ignore[no-untyped-def]
    def connect(address: tuple[str, int], timeout: float, **_kwargs: object) -> socket.socket:
        made.append(address[0])
        plain = socket.socket()
        plain.settimeout(timeout)
        plain.connect(address)  # an address, not a name: no resolver is involved
        return plain

    return connect


def test_an_allowed_name_may_be_private(
    monkeypatch: pytest.MonkeyPatch, server: LocalServer, tmp_path: Path
) -> None:
    server.routes["/x"] = reply(200, b"1")
    resolving(monkeypatch, ["127.0.0.1"])
    monkeypatch.setattr(socket, "create_connection", _straight_to([]))
    assert GuardedClient(["nas.lan"]).download(f"http://nas.lan:{server.port}/x", tmp_path / "in").size == 1


@pytest.mark.parametrize(
    ("error_number", "code"),
    [(socket.EAI_NONAME, "source_not_found"), (socket.EAI_AGAIN, "source_unreachable")],
)
def test_names_without_an_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error_number: int, code: str
) -> None:
    def resolve(*_args: object, **_kwargs: object) -> None:
        raise socket.gaierror(error_number, "no")

    monkeypatch.setattr("app.core.http_fetch.address_rules.socket.getaddrinfo", resolve)
    assert failure(GuardedClient(), "https://nowhere.example/a", tmp_path).code == code


@pytest.mark.parametrize(
    "url",
    ["", "talk.mp4", "/etc/passwd", "file:///etc/passwd", "ftp://x.org/a", "http://", "https:///x", "http://[::1",
     "http://x:99999/", "gopher://x", "javascript:alert(1)", "http://exa mple.com/", "http://" + "a" * 70000],
)  # fmt: skip
def test_what_is_no_url(tmp_path: Path, url: str) -> None:
    assert failure(GuardedClient(), url, tmp_path).code == "invalid_url"


@pytest.mark.parametrize(
    ("path", "status", "code", "rejected"),
    [
        ("/a.mp4?X-Amz-Signature=ab&X-Amz-Expires=60", 403, "source_expired", True),
        ("/a.mp4?sv=1&sig=zz", 403, "source_expired", True),
        ("/a.mp4", 410, "source_expired", True),
        ("/a.mp4", 403, "source_refused", True),
        ("/a.mp4", 401, "source_refused", True),
        ("/a.mp4?X-Amz-Signature=ab", 404, "source_not_found", True),
        ("/a.mp4", 404, "source_not_found", True),
        ("/a.mp4", 500, "source_unreachable", False),
        ("/a.mp4", 429, "source_unreachable", False),
    ],
)
def test_refusals_have_their_own_codes(
    server: LocalServer, tmp_path: Path, path: str, status: int, code: str, rejected: bool
) -> None:
    server.routes["/a.mp4"] = reply(status, b"<Error>AccessDenied</Error>")
    error = failure(GuardedClient(LOCAL), server.url(path), tmp_path)
    assert error.code == code
    assert error.extra.get("rejected", False) is rejected
    assert error.extra["http_status"] == status
    assert "ab" not in error.message.split()


def test_an_expired_token_told_in_a_400(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/a"] = reply(400, b"<Code>ExpiredToken</Code>")
    assert (
        failure(GuardedClient(LOCAL), server.url("/a?X-Goog-Signature=1"), tmp_path).code == "source_expired"
    )
    assert failure(GuardedClient(LOCAL), server.url("/a"), tmp_path).code == "source_refused"


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html>Sign in",
        b"\xef\xbb\xbf \n<HTML lang=en>",
        b"<!-- x -->\n<html>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html>',
    ],
)
def test_a_web_page_is_not_a_file(server: LocalServer, tmp_path: Path, body: bytes) -> None:
    server.routes["/login"] = reply(200, body, content_type="text/html")
    error = failure(GuardedClient(LOCAL), server.url("/login"), tmp_path)
    assert error.code == "source_wrong_type"
    assert "web page" in error.message


def test_what_begins_like_a_web_page_is_known_at_once() -> None:
    """In a process that can be ended: a pattern that tries every way of grouping the comments never ends."""
    look = (
        "from app.core.http_fetch.client import HTML; "
        "print(*(HTML.match(b'<!---->' * 140 + end) is not None for end in (b'x', b'<html>')))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, timeout=60, check=True)
    assert done.stdout.split() == [b"False", b"True"]


def test_captions_served_as_html_are_taken(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/a.srt"] = reply(200, b"1\n00:00:01,000 --> 00:00:02,000\nHi", content_type="text/html")
    assert GuardedClient(LOCAL).download(server.url("/a.srt"), tmp_path / "in").size > 0


def test_an_empty_answer(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/empty.mp4"] = reply(200, b"")
    error = failure(GuardedClient(LOCAL), server.url("/empty.mp4"), tmp_path)
    assert error.code == "source_wrong_type"
    assert "0 bytes" in error.message


def test_too_large_by_its_own_word_is_refused_before_the_body(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/big"] = reply(200, b"", content_length=str(5 << 30))
    error = failure(GuardedClient(LOCAL, max_bytes=1 << 20), server.url("/big"), tmp_path)
    assert error.code == "source_too_large"
    assert "5.0 GB" in error.message
    assert "1.0 MB" in error.message


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"\0" * 65536)


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def test_too_large_without_a_length_stops_at_the_limit(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/endless"] = endless
    error = failure(GuardedClient(LOCAL, max_bytes=300_000), server.url("/endless"), tmp_path)
    assert error.code == "source_too_large"


def test_a_compressed_answer_is_measured_unpacked(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/bomb"] = reply(200, gzip.compress(b"\0" * 5_000_000), content_encoding="gzip")
    error = failure(GuardedClient(LOCAL, max_bytes=1_000_000), server.url("/bomb"), tmp_path)
    assert error.code == "source_too_large"


def test_a_cut_connection(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/cut"] = reply(200, b"half", content_length="4000")
    assert failure(GuardedClient(LOCAL), server.url("/cut"), tmp_path).code == "source_unreachable"


def test_a_closed_port(tmp_path: Path) -> None:
    with local_server() as gone:
        url = gone.url("/a")
    error = failure(GuardedClient(LOCAL), url, tmp_path)
    assert error.code == "source_unreachable"
    assert "refused the connection" in error.message


def test_a_server_that_never_answers(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        error = failure(GuardedClient(LOCAL, timeout=0.2), url, tmp_path)
    assert error.code == "source_timeout"


def test_a_server_that_drips_ends_at_the_total_limit(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/drip"] = drip
    error = failure(GuardedClient(LOCAL, timeout=5, total_timeout=0.4), server.url("/drip"), tmp_path)
    assert error.code == "source_timeout"


def test_cancel_stops_and_leaves_nothing(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/endless"] = endless
    with pytest.raises(Canceled):
        GuardedClient(LOCAL).download(server.url("/endless"), tmp_path / "in", cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_has_its_own_error(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/a"] = reply(200, MEDIA)
    (tmp_path / "in.part").symlink_to("/dev/full")
    with pytest.raises(JobError) as caught:
        GuardedClient(LOCAL).download(server.url("/a"), tmp_path / "in")
    assert caught.value.code == "disk_full"
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_ours_is_not_blamed_on_the_server(server: LocalServer, tmp_path: Path) -> None:
    server.routes["/a"] = reply(200, MEDIA)
    with pytest.raises(FileNotFoundError):
        GuardedClient(LOCAL).download(server.url("/a"), tmp_path / "missing" / "in")


def test_proxies_of_the_environment_are_ignored(
    server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    server.routes["/a"] = reply(200, b"x")
    assert GuardedClient(LOCAL).download(server.url("/a"), tmp_path / "in").size == 1


# Webhooks -----------------------------------------------------------------------------------------


def test_post_gives_status_snippet_and_latency(server: LocalServer) -> None:
    server.routes["/hook"] = reply(500, b"n\xc3\xb6" + b"x" * 5000, retry_after="30")
    answer = GuardedClient(LOCAL).post(server.url("/hook"), b'{"a":1}', {"webhook-id": "m1"})
    assert answer.status == 500
    assert answer.snippet.startswith("nöxx")
    assert len(answer.snippet.encode()) <= fetch_module.SNIPPET_BYTES
    assert answer.latency_ms >= 0
    assert answer.retry_after == "30"
    assert server.bodies == [b'{"a":1}']


def test_post_does_not_follow_redirects(server: LocalServer) -> None:
    server.routes["/hook"] = redirect("/elsewhere")
    assert GuardedClient(LOCAL).post(server.url("/hook"), b"{}", {}).status == 302
    assert server.seen == ["POST /hook"]


def test_post_to_a_private_address_is_refused(server: LocalServer, connects: list[str]) -> None:
    with pytest.raises(SourceError) as caught:
        GuardedClient().post(server.url("/hook"), b"{}", {})
    assert caught.value.code == "source_forbidden_address"
    assert connects == []


# TLS ----------------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-subj", "/CN=media.test",
         "-addext", "subjectAltName=DNS:media.test"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


def test_tls_is_checked_against_the_name(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, tmp_path: Path
) -> None:
    from http.server import ThreadingHTTPServer
    from threading import Thread

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply(200, b"secret media")(self)

        def log_message(self, *_args: object) -> None: ...

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    httpd.socket = tls.wrap_socket(httpd.socket, server_side=True)
    Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    resolving(monkeypatch, ["127.0.0.1"])
    monkeypatch.setattr(socket, "create_connection", _straight_to([]))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    client = GuardedClient(LOCAL)
    port = httpd.server_address[1]
    try:
        assert client.download(f"https://media.test:{port}/a.mp4", tmp_path / "in").size == 12
        (tmp_path / "in").unlink()
        wrong_name = failure(client, f"https://other.test:{port}/a.mp4", tmp_path)
        monkeypatch.delenv("SSL_CERT_FILE")
        unknown = failure(client, f"https://media.test:{port}/a.mp4", tmp_path)
    finally:
        httpd.shutdown()
        httpd.server_close()
    assert "certificate" in wrong_name.message
    assert "certificate" in unknown.message


@pytest.mark.parametrize("kind", ["gzip", "x-gzip", "deflate"])
def test_what_comes_compressed_all_the_same_is_unpacked_in_small_pieces(kind: str) -> None:
    packed = zlib.compress(b"\0" * 50_000_000) if kind == "deflate" else gzip.compress(b"\0" * 50_000_000)
    answer = httpx.Response(200, headers={"content-encoding": kind}, stream=httpx.ByteStream(packed))
    sizes = [len(piece) for piece in pieces(answer, 1 << 16)]
    assert sum(sizes) == 50_000_000
    assert max(sizes) == 1 << 16


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("br", b"\x0b\x02\x80hello\x03"),
        ("zstd", b"(\xb5/\xfd"),
        ("gzip", b"no gzip"),
        ("gzip", gzip.compress(b"a", mtime=0)[:9]),
    ],
)
def test_what_cannot_be_unpacked_is_an_error(
    server: LocalServer, kind: str, body: bytes, tmp_path: Path
) -> None:
    server.routes["/odd"] = reply(200, body, content_encoding=kind)
    assert failure(GuardedClient(LOCAL), server.url("/odd"), tmp_path).code == "source_unreachable"
    assert list(tmp_path.iterdir()) == []
