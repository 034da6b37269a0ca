"""An open tab of the jobs page without a browser: signed in, on the page's socket, as the browser keeps it.

It connects again when the socket breaks, and then asks for the list anew, as the page does.
"""

from __future__ import annotations

import json
import threading
import uuid
from contextlib import closing, suppress
from typing import Any

import httpx
import simple_websocket

from app.ui.pages.home.history.state import HistoryState
from tests.support.product import Product

MARKER = "_rx_state_"
STATE = HistoryState.get_full_name()
WHERE = {"pathname": "/", "asPath": "/", "query": {}}
AGAIN_SECONDS = 0.5


class PageTab:
    """What the tab shows of each job; `follow` keeps it up to date until `stop` is set."""

    def __init__(self, product: Product, stop: threading.Event, beside: PageTab | None = None) -> None:
        """One `beside` another is of the same browser."""
        self._product, self._stop = product, stop
        self._rows: dict[str, Any] = {}
        self._live: dict[str, Any] = {}
        self._patches, self._token = 0, str(uuid.uuid4())
        self._cookie = beside._cookie if beside else self._sign_in()

    def completed(self) -> set[str]:
        """The jobs that are shown as completed."""
        rows, live = dict(self._rows), dict(self._live)
        return {job for job, row in rows.items() if live.get(job, row["now"])["status"] == "completed"}

    def follow(self) -> None:
        """Read the socket, for as long as it takes."""
        while not self._stop.is_set():
            with suppress(OSError, simple_websocket.ConnectionError, simple_websocket.ConnectionClosed):
                self._read_socket()
            self._stop.wait(AGAIN_SECONDS)

    def _sign_in(self) -> str:
        form = {"email": self._product.email, "password": self._product.password}
        headers = {"origin": self._product.base_url}
        answer = httpx.post(f"{self._product.base_url}/auth/sign-in", data=form, headers=headers, timeout=60)
        assert answer.status_code == 303, answer.text
        return answer.cookies["cuedeck_session"]

    def _read_socket(self) -> None:
        address = self._product.base_url.replace("http", "ws", 1)
        headers = {"cookie": f"cuedeck_session={self._cookie}"}
        address += f"/_event/?EIO=4&transport=websocket&token={self._token}"
        socket = simple_websocket.Client.connect(address, headers=headers)
        with closing(socket):
            socket.send(
                "40/_event,"
            )  # before its greeting: what came with the handshake is read with the answer
            while not self._stop.is_set():
                message = socket.receive(timeout=1)
                if message is not None:
                    self._take(socket, str(message))

    def _take(self, socket: Any, message: str) -> None:
        """Engine.IO: 2 is ping; Socket.IO in it: 40 is connected, 42 an event."""
        if message == "2":
            socket.send("3")
        elif message.startswith("40"):
            self._ask(socket, "load")
        elif message.startswith("42"):
            name, update = json.loads(message.partition(",")[2])
            if name == "event" and not self._merge(update.get("delta") or {}):
                self._ask(socket, "catch_up")

    def _ask(self, socket: Any, handler: str) -> None:
        event = {"name": f"{STATE}.{handler}", "payload": {}, "router_data": WHERE}
        socket.send(f"42/_event,{json.dumps(['event', event])}")

    def _merge(self, delta: dict[str, dict[str, Any]]) -> bool:
        """Take a change in; False when one before it was missed (assets/history/job-rows.js)."""
        changed = {name.removesuffix(MARKER): value for name, value in delta.get(STATE, {}).items()}
        if "rows" in changed:
            self._rows = {row["id"]: row for row in changed["rows"]}
        if "live" in changed:
            self._live = changed["live"]
        if (patch := changed.get("patch")) is None:
            return True
        complete = "rows" in changed or patch["first"] <= self._patches + 1
        self._patches = patch["last"]
        rows = {**self._rows, **{row["id"]: row for row in patch["rows"]}}
        self._rows = {job: row for job, row in rows.items() if job not in patch["gone"]}
        return complete


def open_tab(product: Product, stop: threading.Event) -> PageTab:
    """A tab that follows the jobs until `stop` is set."""
    tab = PageTab(product, stop)
    threading.Thread(target=tab.follow, daemon=True).start()
    return tab
