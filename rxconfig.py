"""How Reflex builds and serves the page. Reflex looks for this file by its name."""

import reflex as rx

from app.ui.plugins.new_version import NewVersionPlugin
from app.ui.plugins.origin import SameOriginPlugin
from app.ui.plugins.palette import PalettePlugin
from app.ui.plugins.scripts import ScriptsPlugin

config = rx.Config(
    app_name="app",
    plugins=[PalettePlugin(), SameOriginPlugin(), NewVersionPlugin(), ScriptsPlugin()],
    disable_plugins=[rx.plugins.SitemapPlugin],
    state_manager_mode="memory",  # one web process; nothing of a visitor is written to disk
    cors_allowed_origins=(),  # api.middleware.socket_origin guards the socket
    telemetry_enabled=False,
    show_built_with_reflex=False,
)
