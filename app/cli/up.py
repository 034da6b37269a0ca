"""`cuedeck up`: the whole product in the foreground."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress

from app.cli import processes
from app.cli.console import Console
from app.cli.instance import claim, listen
from app.cli.supervisor import Supervisor
from app.core.settings import Settings, get_settings
from app.core.tether import die_with_parent


def up(first_sign_in_link: Callable[[], str | None], *, tied: bool = False) -> None:
    """Run Valkey, worker, dispatcher and web until asked to stop.

    `first_sign_in_link` is called once when everything is ready; what it returns is shown. With `tied`, we
    stop when the program that started us ends. Raises AppError when it cannot start.
    """
    if tied:
        die_with_parent(os.getppid(), signal.SIGTERM)
    asked = get_settings()
    with claim(asked.data_dir, asked.base_url), listen(asked.host, asked.port) as listener:
        os.environ.update(processes.environment(asked, listener))
        get_settings.cache_clear()
        settings = get_settings()
        waves = processes.plan(settings, listener.fileno())
        console = Console([service.name for wave in waves for service in wave])
        supervisor = Supervisor(waves, console, processes.ROOT)
        asyncio.run(
            supervisor.run(
                when_ready=lambda: _greet(console, settings, first_sign_in_link()),
                when_stopping=listener.close,
            )
        )
        with suppress(OSError):
            settings.runtime_dir.rmdir()
        console.say("Stopped.")


def _greet(console: Console, settings: Settings, link: str | None) -> None:
    console.say(f"\nCuedeck is ready at {settings.base_url}")
    if link:
        console.say(f"Sign in for the first time with this link, which works once:\n{link}")
    console.say(f"Data is in {settings.data_dir.resolve()}. Ctrl-C stops everything.\n")
