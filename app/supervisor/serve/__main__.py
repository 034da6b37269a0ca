"""The web process: page and API on one socket, one event loop.

python -m app.supervisor.serve            listens on CUEDECK_HOST and CUEDECK_PORT
python -m app.supervisor.serve --fd 3     serves the listening socket it was handed
"""

from __future__ import annotations

import argparse
import gc
import os
import socket

from app.core.settings import Settings, get_settings
from app.supervisor.instance import listen
from app.supervisor.serve import page_files

# Serve the pages that were built before, and compile nothing. The first two names are internal to Reflex.
PREBUILT = {
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    "REFLEX_ENV_MODE": "prod",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
}
SHARED_STATE = {
    "REFLEX_STATE_MANAGER_MODE": "redis",
    "REFLEX_REDIS_TOKEN_EXPIRATION": str(12 * 3600),
    "REFLEX_REDIS_LOCK_EXPIRATION": "30000",
}
"""Page state in Redis: how long a part that nothing changes is kept, in seconds; how long one event of a page
may take before another process takes the tab for abandoned, in milliseconds."""

_LAST_REQUESTS = 5  # seconds open downloads and event streams get when asked to stop


def reflex_environment(settings: Settings) -> dict[str, str]:
    """What Reflex is told of this instance, before it is imported."""
    if not settings.page_state_url:
        return PREBUILT
    return PREBUILT | SHARED_STATE | {"REFLEX_REDIS_URL": settings.page_state_url}


def main() -> None:
    """Serve until asked to stop."""
    parser = argparse.ArgumentParser(description="Run the web process.")
    parser.add_argument("--fd", type=int, help="a listening socket to serve")
    descriptor = parser.parse_args().fd
    settings = get_settings()
    os.environ.update(reflex_environment(settings))
    web = page_files.folder()
    if settings.base_path:
        web = page_files.below(settings.base_path, web, settings.runtime_dir)
    os.environ["REFLEX_WEB_WORKDIR"] = str(web)
    listener = (
        listen(settings.host, settings.port) if descriptor is None else socket.socket(fileno=descriptor)
    )

    import uvicorn  # after the environment is set, and not before the arguments are known to be right

    from app.supervisor.serve.http1 import Http1Protocol

    config = uvicorn.Config(
        "app.app:web",
        factory=True,
        loop="uvloop",
        http=Http1Protocol,
        ws="wsproto",  # and no other that happens to be installed
        lifespan="on",
        log_config=None,  # ours, see app.core.log
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # middleware.proxy_headers believes the proxies in the settings only
        timeout_keep_alive=65,  # longer than the usual minute of a proxy, so that it is never cut off midway
        timeout_graceful_shutdown=_LAST_REQUESTS,
    )
    gc.disable()  # while modules load nothing is garbage yet, and looking for it takes a sixth of the start
    config.load()
    gc.freeze()
    gc.enable()
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
