"""`cuedeck up`, `web`, `worker` and `dispatcher`: the whole product, or one part of it, in the foreground."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress

from app.core.child_process import fork_client
from app.core.child_process.parent_death import die_with_parent
from app.core.settings import Settings, get_settings
from app.core.settings.program_files import ROOT
from app.supervisor import processes, roles
from app.supervisor.console import Console
from app.supervisor.instance import listen, lock_data_folder
from app.supervisor.log_file import LogFile
from app.supervisor.roles import Role
from app.supervisor.serve import page_files
from app.supervisor.supervisor import Supervisor

Link = Callable[[], Awaitable[str]]


def up(first_sign_in_link: Link, *, tied: bool = False, role: Role = "all") -> None:
    """Run what belongs to the role until asked to stop: Valkey, worker, dispatcher and web, or one of them.

    `first_sign_in_link` is called once when everything is ready; what it gives, if anything, is shown. With
    `tied`, we stop when the program that started us ends. Raises AppError when it cannot start.
    """
    if tied:
        die_with_parent(os.getppid(), signal.SIGTERM)
    asked = get_settings()
    roles.check(asked, role)
    if roles.serves(role):
        page_files.check(page_files.folder())
    with ExitStack() as held:
        held.enter_context(lock_data_folder(asked.data_dir, asked.base_url, asked.database))
        listener = held.enter_context(listen(asked.host, asked.port)) if roles.serves(role) else None
        os.environ.update(processes.environment(asked, listener))
        if asked.log_format == "auto" and sys.stdout.isatty():
            os.environ["CUEDECK_LOG_FORMAT"] = "text"  # they write into our pipe, but a person reads it
        get_settings.cache_clear()
        settings = get_settings()
        asks, answers = (held.enter_context(end) for end in fork_client.line())
        line = (asks.fileno(), answers.fileno())
        waves = processes.plan(settings, listener.fileno() if listener else -1, role, line)
        names = [service.name for wave in waves for service in wave]
        log = LogFile(settings.log_path, settings.log_bytes, settings.log_kept) if settings.log_path else None
        console = Console(names, as_json=settings.log_format == "json", log=log)
        supervisor = Supervisor(waves, console, ROOT)
        asyncio.run(
            supervisor.run(
                when_ready=lambda: _greet(console, settings, first_sign_in_link, role),
                when_stopping=listener.close if listener else lambda: None,
            )
        )
        for pulse in settings.runtime_dir.glob("*.pulse"):
            pulse.unlink(missing_ok=True)
        page_files.remove(settings.runtime_dir)
        with suppress(OSError):
            settings.runtime_dir.rmdir()
        console.say("Stopped.")


async def _greet(console: Console, settings: Settings, first_sign_in_link: Link, role: Role) -> None:
    if not roles.serves(role):
        console.say(f"\nCuedeck's {role} is ready. Ctrl-C stops it.\n")
        return
    console.say(f"\nCuedeck is ready at {settings.base_url}")
    console.say(f"Data is in {settings.data_dir.resolve()}. Ctrl-C stops everything.\n")
    if link := await first_sign_in_link():
        console.say(f"Sign in for the first time with this link, which works once:\n{link}\n")
