"""Hosts for tests: network namespaces on one bridge, whose cables can be pulled and whose power can be cut.

All of it ends with the block: processes, interfaces and namespaces.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.product import ROOT
from tests.support.programs import program

NET = "10.213.77"
_BRIDGE = "cuedeck-br"
_FIRST = 11


@dataclass
class Host:
    """One machine: its address, and a folder of its own."""

    name: str
    address: str
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(
        self,
        command: Sequence[str | Path],
        environment: Mapping[str, str] | None = None,
        user: int | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a program on this host; what it says is kept in the host's folder."""
        inside = [program("ip"), "netns", "exec", self.name]
        if user is not None:  # entering takes root
            inside += [program("setpriv"), f"--reuid={user}", "--clear-groups"]
        with (self.folder / f"{len(self.processes)}-{Path(command[0]).name}.log").open("ab") as log:
            started = subprocess.Popen(
                [*inside, *map(str, command)],
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(started)
        return started

    def unplug(self) -> None:
        """Nothing reaches the host any more, and nothing leaves it."""
        _ip("link", "set", f"{self.name}-port", "down")

    def plug_in(self) -> None:
        """Connect it again."""
        _ip("link", "set", f"{self.name}-port", "up")

    def cut_power(self) -> None:
        """Kill every process of the host at once."""
        listed = subprocess.run([program("ip"), "netns", "pids", self.name], capture_output=True, text=True)
        for number in listed.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)
        for process in self.processes:
            process.wait(30)
        self.processes.clear()

    def logs(self) -> str:
        """The end of what its programs said."""
        return "\n".join(f"== {log}\n{log.read_text()[-2000:]}" for log in sorted(self.folder.glob("*.log")))


def _ip(*words: str, check: bool = True) -> None:
    subprocess.run([program("ip"), *words], check=check, capture_output=True)


@contextmanager
def hosts(folder: Path, *names: str) -> Iterator[dict[str, Host]]:
    """Hosts by name, all on one network that the tests are on too, at address 1."""
    made = {
        name: Host(f"cd-{name}", f"{NET}.{number}", folder / name)
        for number, name in enumerate(names, _FIRST)
    }
    try:
        _ip("link", "add", _BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{NET}.1/24", "dev", _BRIDGE)
        _ip("link", "set", _BRIDGE, "up")
        for host in made.values():
            _connect(host)
        yield made
    finally:
        for host in made.values():
            host.cut_power()
            _ip("netns", "del", host.name, check=False)  # its end of the cable goes, and the other with it
            _ip("link", "del", f"{host.name}-port", check=False)
        _ip("link", "del", _BRIDGE, check=False)


def _connect(host: Host) -> None:
    host.folder.mkdir(parents=True)
    port = f"{host.name}-port"
    _ip("netns", "add", host.name)
    _ip("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", host.name)
    _ip("link", "set", port, "master", _BRIDGE, "up")
    _ip("-n", host.name, "link", "set", "lo", "up")
    _ip("-n", host.name, "addr", "add", f"{host.address}/24", "dev", "eth0")
    _ip("-n", host.name, "link", "set", "eth0", "up")
