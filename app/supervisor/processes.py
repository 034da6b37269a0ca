"""Which processes make up an instance, in the waves they start in."""

from __future__ import annotations

import asyncio
import socket
import sys
from dataclasses import replace

from app.core.child_process import fork_client, guarded_call, pulse
from app.core.child_process.pulse import Pulse
from app.core.settings import Settings
from app.core.settings.program_files import ROOT
from app.supervisor import migrations, valkey
from app.supervisor.instance import private_folder
from app.supervisor.roles import Role
from app.supervisor.service import Service
from models import queues

_WEB = ("uvicorn", "app.api")
_WORKER = ("celery.apps.worker", "celery.bin.celery", "kombu.transport.redis", "tasks.run_job")
_DISPATCHER = ("tasks.retention", "tasks.webhooks")
"""What web, workers and dispatcher import, with all that is behind it. By name: rooms above this one are none
of its business."""


Line = tuple[int, int]
"""File descriptors of the socket to ask for guarded children with, and of its other end."""


def plan(
    settings: Settings, listener: int, role: Role = "all", line: Line | None = None
) -> list[list[Service]]:
    """The services of this machine. `listener` is the file descriptor of the web server's socket, or -1.

    With a `line`, one process makes the guarded children of all; else each that needs any has its own. A
    machine without a dispatcher has a process that tidies its own folders.
    """
    private_folder(settings.runtime_dir)
    first = _first(settings)
    if role == "dispatcher":
        return [first, [_dispatcher(settings)]]
    if line is not None:
        first.append(_guard(settings, line))
    tidier = _asks(_dispatcher(settings), line) if role == "all" else _dispatcher(settings, "--tidy")
    web = [_asks(_web(settings, listener), line)] if role in ("all", "web") else []
    if role == "web":
        return [first, web, [tidier]]
    workers = {
        queue: _asks(_worker(settings, queue), line) for queue in queues.ALL if queue in settings.jobs.queues
    }
    captions = [worker for queue, worker in workers.items() if queue == queues.CAPTIONS]
    heavy = [worker for queue, worker in workers.items() if queue != queues.CAPTIONS]
    # The rest may come last, and leave the processor to the page and to captions.
    return [first, [*web, *captions], [tidier, *heavy]]


def _first(settings: Settings) -> list[Service]:
    """What has to be ready before anything else starts."""
    first = [_valkey(settings)] if settings.embeds_valkey else []
    if not settings.is_one_machine:
        first.append(_join())
    elif not migrations.done_without_alembic(settings.database, ROOT / "alembic"):
        first.append(_migration())
    return first


def environment(settings: Settings, listener: socket.socket | None) -> dict[str, str]:
    """What must mean the same to every process: they run in another folder, and port 0 is any free one."""
    folder = {"CUEDECK_DATA_DIR": str(settings.data_dir.resolve())}
    return folder | ({"CUEDECK_PORT": str(listener.getsockname()[1])} if listener else {})


def _valkey(settings: Settings) -> Service:
    socket_path, folder = settings.redis_socket(), settings.data_dir.resolve() / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    return Service(
        "valkey",
        valkey.command(socket_path, folder),
        ready=lambda: valkey.answers(socket_path),
        alive=lambda: valkey.answers(socket_path),
        frozen_after=settings.jobs.frozen_seconds,
        repair=valkey.Repair(folder),
        hint=f"See {valkey.log_file(folder)}.",
    )


def _guard(settings: Settings, line: Line) -> Service:
    """Makes guarded children for the others, which read untrusted files in them."""
    module, function, *preload = guarded_call.SERVER.arguments
    beats = _pulse(settings, "guard")
    return Service(
        "guard",
        (
            *(sys.executable, "-m", "app.core.child_process.fork_server"),
            *(str(line[1]), module, function, *preload),
        ),
        environment={pulse.VARIABLE: str(beats.path)},
        pass_fds=(line[1],),
        shares=(module, *preload),
        alive=beats.changed,
        frozen_after=settings.jobs.frozen_seconds,
    )


def _asks(service: Service, line: Line | None) -> Service:
    """The service, which asks for its guarded children on the line."""
    if line is None:
        return service
    environment = {**service.environment, fork_client.VARIABLE: str(line[0])}
    return replace(service, environment=environment, pass_fds=(*service.pass_fds, line[0]))


def _migration() -> Service:
    return Service(
        "migrate",
        (sys.executable, "-m", "alembic", "upgrade", "head"),
        once=True,
        hint="The database could not be brought up to date; the lines above say why. It was not changed.",
    )


def _join() -> Service:
    return Service(
        "join",
        (sys.executable, "-m", "app.supervisor.join"),
        once=True,
        hint="This machine could not join the instance; the lines above say why.",
    )


def _worker(settings: Settings, queue: str) -> Service:
    """One worker a queue, so that a long dub never delays a conversion; heavy ones yield the processor."""
    concurrency = {
        queues.CAPTIONS: settings.jobs.concurrency,
        queues.MEDIA: settings.jobs.media_concurrency,
        queues.SPEECH: settings.jobs.speech_at_once,
    }[queue]
    beats = _pulse(settings, f"worker-{queue}")
    return Service(
        f"worker-{queue}",
        (
            *(sys.executable, "-m", "celery", "--quiet", "--app", "tasks.worker", "worker"),
            *("--pool", "threads", "--concurrency", str(concurrency), "--queues", queue),
            *("--hostname", f"{queue}.{settings.runtime_dir.name[-6:]}@%h"),
            *("--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"),
        ),
        environment={pulse.VARIABLE: str(beats.path)},
        alive=beats.changed,
        frozen_after=settings.jobs.frozen_seconds,
        nice=0 if queue == queues.CAPTIONS else 10,
        shares=_WORKER,
        grace=30.0,  # running jobs may finish; one that is cut off goes on after the next start
    )


def _dispatcher(settings: Settings, *options: str) -> Service:
    name = "tidier" if options else "dispatcher"
    beats = _pulse(settings, name)
    return Service(
        name,
        (sys.executable, "-m", "tasks.dispatcher", *options),
        environment={pulse.VARIABLE: str(beats.path)},
        alive=beats.changed,
        frozen_after=5 * settings.jobs.frozen_seconds,  # one turn may remove many files
        shares=_DISPATCHER,
    )


def _pulse(settings: Settings, name: str) -> Pulse:
    path = settings.runtime_dir / f"{name}.pulse"
    path.unlink(missing_ok=True)  # of an instance that was killed: no sign of this one's life
    return Pulse(path)


def _web(settings: Settings, listener: int) -> Service:
    return Service(
        "web",
        (sys.executable, "-m", "app.supervisor.serve", "--fd", str(listener)),
        ready=lambda: healthy(settings.host, settings.port),
        alive=lambda: healthy(settings.host, settings.port),
        frozen_after=settings.jobs.frozen_seconds,
        pass_fds=(listener,),
        shares=_WEB,
    )


async def healthy(host: str, port: int) -> bool:
    """Whether the web process answers GET /healthz with 200.

    The socket is ours and listens already: the question waits in its queue until the process takes it.
    """
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        reader, writer = await asyncio.open_connection(target, port)
    except OSError:
        return False
    try:
        writer.write(f"GET /healthz HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
        status = await reader.readline()
        return status.split(b" ")[1:2] == [b"200"]
    except OSError:
        return False
    finally:
        writer.close()
