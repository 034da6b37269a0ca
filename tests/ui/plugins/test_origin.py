"""The built client talks to the origin it was loaded from: the rewritten function, in a real JavaScript."""

from __future__ import annotations

import json
import subprocess

import pytest

from app.core.errors import ServerError
from app.ui.plugins import origin
from tests.support.programs import program


def addresses(page: str | None, router: str = "{basename: '/'}") -> list[str]:
    """What the client makes of the addresses that were built in, on a page at `page` (None: no browser)."""
    module = origin.client_module(own_origin=True)
    begin = module.index("export const getBackendURL")
    function = module[begin : module.index("\n};\n", begin) + 4].removeprefix("export ")
    window = (
        f"globalThis.window = {{location: new URL({json.dumps(page)}), __reactRouterContext: {router}}};"
        if page
        else ""
    )
    built_in = ["ws://localhost:8000/_event", "http://localhost:8000/_upload"]
    script = f"""
        const SAME_DOMAIN_HOSTNAMES = ["localhost", "0.0.0.0", "::", "0:0:0:0:0:0:0:0"];
        {window}
        {function}
        console.log(JSON.stringify({json.dumps(built_in)}.map((each) => getBackendURL(each).href)));
    """
    command = [program("node"), "-e", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    found: list[str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("page", "socket", "upload"),
    [
        ("http://127.0.0.1:8001/", "ws://127.0.0.1:8001/_event", "http://127.0.0.1:8001/_upload"),
        ("http://[::1]:9000/x?job=1#a", "ws://[::1]:9000/_event", "http://[::1]:9000/_upload"),
        ("http://cuedeck.lan/", "ws://cuedeck.lan/_event", "http://cuedeck.lan/_upload"),
        ("https://captions.example/", "wss://captions.example/_event", "https://captions.example/_upload"),
        ("https://localhost:8443/", "wss://localhost:8443/_event", "https://localhost:8443/_upload"),
    ],
)
def test_addresses_follow_the_page(page: str, socket: str, upload: str) -> None:
    assert addresses(page) == [socket, upload]


def test_addresses_lie_below_the_base_path_of_the_page() -> None:
    found = addresses("https://captions.example/cuedeck/jobs/1", "{basename: '/cuedeck/'}")
    assert found == ["wss://captions.example/cuedeck/_event", "https://captions.example/cuedeck/_upload"]
    assert addresses("http://[::1]:9000/", "undefined")[0] == "ws://[::1]:9000/_event"


def test_without_a_browser_they_stay_as_built() -> None:
    assert addresses(None) == ["ws://localhost:8000/_event", "http://localhost:8000/_upload"]


def test_development_keeps_the_client_as_reflex_wrote_it() -> None:
    assert "own.protocol" not in origin.client_module(own_origin=False)


@pytest.mark.parametrize("name", ["_ANCHOR", "_SOCKET"])
def test_another_reflex_is_refused_at_build_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(origin, name, "text that this Reflex does not have")
    with pytest.raises(ServerError, match="pinned"):
        origin.client_module(own_origin=True)
