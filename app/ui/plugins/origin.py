"""Same-origin client: the built page talks to the origin that it was loaded from.

Reflex writes the address of the server into the bundle when it is built. Served on another port, or behind
https on a port of its own, such a page has a dead socket. So the built client looks at the browser's address
instead, and at the base path that its router has (app/supervisor/serve/page_files.py); all its addresses go
through one function, which is changed here before it is bundled.
"""

from __future__ import annotations

from typing import Unpack

from reflex.utils.exec import is_prod_mode
from reflex_base.constants import Templates
from reflex_base.plugins.base import Plugin, PreCompileContext

from app.core.errors import ServerError

STATE_MODULE = "utils/state.js"
_ANCHOR = "  const endpoint = new URL(url_str);\n"
_OWN_ORIGIN = """\
  if (typeof window !== "undefined") {
    const below = (window.__reactRouterContext?.basename ?? "/").replace(/\\/+$/, "");
    const own = new URL(below + endpoint.pathname, window.location.href);
    if (endpoint.protocol.startsWith("ws")) {
      own.protocol = own.protocol === "https:" ? "wss:" : "ws:";
    }
    return own;
  }
"""
_SOCKET = "  io(endpoint.href, {\n    path: endpoint.pathname,\n"
_OWN_SOCKET = "  io(new URL(new URL(EVENTURL).pathname, endpoint).href, {\n    path: endpoint.pathname,\n"
"""The path of the address names a Socket.IO namespace, which is the server's and lies below nothing."""


class SameOriginPlugin(Plugin):
    """Makes a production build independent of host, port and scheme; a development server stays as it is."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Have the client's address function rewritten, starting from Reflex's own text each time."""
        context["add_modify_task"](STATE_MODULE, lambda _: client_module(own_origin=is_prod_mode()))


def client_module(*, own_origin: bool) -> str:
    """Reflex's client module, with addresses derived from the browser's if `own_origin`.

    Raises ServerError when the installed Reflex no longer has the function that is changed.
    """
    pristine = (Templates.Dirs.WEB_TEMPLATE / STATE_MODULE).read_text(encoding="utf-8")
    if not own_origin:
        return pristine
    if pristine.count(_ANCHOR) != 1 or pristine.count(_SOCKET) != 1:
        raise ServerError(
            "The installed Reflex finds the address of its server in another way than the one pinned.",
            code="reflex_changed",
            hint="Read getBackendURL in its utils/state.js and adapt app/ui/plugins/origin.py.",
        )
    return pristine.replace(_ANCHOR, _ANCHOR + _OWN_ORIGIN).replace(_SOCKET, _OWN_SOCKET)
