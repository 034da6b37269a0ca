"""Builds and starts the image where no container engine is: `python -m scripts.release.image FOLDER`.

Each stage of deploy/Containerfile is a root of Debian 12: its RUN lines are run there by chroot, and its COPY
lines copy. Then the last one is started as an engine would with `--read-only --tmpfs /tmp`: as PUID and PGID,
with nothing to write to but /data and /tmp, until the HEALTHCHECK ends well. Needs root and debootstrap.

    --base ROOT      a Debian 12 root to begin with, instead of one that debootstrap makes
    --extras NAMES   the build argument EXTRAS
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path, PurePosixPath

from scripts.release.containerfile import FILE, ROOT, Stage, ignore_patterns, is_sent, stages

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PUID = 4321
_OF_THE_MACHINE = ("CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
"""How this machine reaches the registries; an engine is told in its own settings."""
_MOUNTS = """
root=$1; shift
mount -t proc proc "$root/proc"; mount --rbind /sys "$root/sys"; mount --rbind /dev "$root/dev"
"""
_ENTER = _MOUNTS + 'exec chroot "$root" "$@"'
_ENTER_READ_ONLY = (
    'mount --bind "$1" "$1"\n'
    + _MOUNTS
    + """
mount -t tmpfs tmpfs "$root/tmp"
mount --bind "$root/data" "$root/data"
mount -o remount,bind,ro "$root"
exec chroot "$root" "$@"
"""
)


def main() -> None:
    """Build, start, and say what was found."""
    parser = argparse.ArgumentParser(description="Build and start the image without a container engine.")
    parser.add_argument("folder", type=Path, help="where the roots are made")
    parser.add_argument("--base", type=Path, help="a Debian 12 root to begin with")
    parser.add_argument("--extras", help="the build argument EXTRAS")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    base = asked.base or _debian(asked.folder / "base")
    roots: dict[str, Path] = {}
    for stage in stages(FILE.read_text()):
        name = stage.name or "image"
        roots[name] = Build(stage, base, asked.folder / name, roots, asked.extras).run()
    _start(stages(FILE.read_text())[-1], roots["image"])
    print("The image was built and starts: read-only, as somebody else than root, and it ends when asked.")


def _debian(root: Path) -> Path:
    if not root.exists():
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", str(root)], check=True)
    return root


class Build:
    """One stage in a root of its own."""

    def __init__(
        self, stage: Stage, base: Path, root: Path, roots: dict[str, Path], extras: str | None
    ) -> None:
        self._stage, self._base, self._root, self._roots = stage, base, root, roots
        self._arguments = {} if extras is None else {"EXTRAS": extras}
        own = {name: os.environ[name] for name in _OF_THE_MACHINE if name in os.environ}
        self._environment = {"PATH": PATH, "HOME": "/root"} | own
        self._folder = "/"

    def run(self) -> Path:
        """Run every step; gives the root."""
        shutil.rmtree(self._root, ignore_errors=True)
        subprocess.run(["cp", "--archive", str(self._base), str(self._root)], check=True)
        shutil.copy("/etc/resolv.conf", self._root / "etc")
        for name, argument in self._stage.steps:
            print(f"{name} {argument}", flush=True)
            step = getattr(self, f"_{name.lower()}", None)
            if step is not None:  # the others say how it is started
                step(argument)
        return self._root

    def _env(self, argument: str) -> None:
        name, _, value = argument.partition("=")
        self._environment[name] = value

    def _arg(self, argument: str) -> None:
        name, _, value = argument.partition("=")
        self._environment[name] = self._arguments.get(name, shlex.split(value)[0])

    def _workdir(self, argument: str) -> None:
        self._folder = argument
        (self._root / argument.lstrip("/")).mkdir(parents=True, exist_ok=True)

    def _run(self, argument: str) -> None:
        command = f"cd {self._folder} && {argument}"
        inside = ["env", "-i", *(f"{k}={v}" for k, v in self._environment.items()), "sh", "-ec", command]
        _enter(_ENTER, self._root, inside)

    def _copy(self, argument: str) -> None:
        words = argument.split()
        *sources, target = [word for word in words if not word.startswith("--")]
        into = self._root / (target if target.startswith("/") else f"{self._folder}/{target}").lstrip("/")
        stage = next((word.removeprefix("--from=") for word in words if word.startswith("--from=")), "")
        for source in sources:
            if stage:
                _copy_tree(self._roots[stage] / source.lstrip("/"), into)
            else:
                _copy_context(source, into)


def _copy_tree(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "--archive", "--no-target-directory", str(source), str(target)], check=True)


def _copy_context(source: str, target: Path) -> None:
    """Copy what git knows, and .containerignore lets through, of the checkout."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    patterns = ignore_patterns()
    for name in names:
        path = PurePosixPath(name)
        wanted = source in (".", name) and is_sent(path, patterns)
        if not wanted or not (ROOT / name).exists():
            continue
        to = target / name if source == "." else target / path.name
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, to, follow_symlinks=False)


def _enter(script: str, root: Path, command: list[str]) -> None:
    inside = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", script, "enter"]
    subprocess.run([*inside, str(root), *command], check=True, stdin=subprocess.DEVNULL)


def _start(stage: Stage, root: Path) -> None:
    """Start it as PUID with a read-only root, ask it, and stop it."""
    environment = dict(each.split("=", 1) for each in stage.all("ENV"))
    environment |= {"PATH": PATH, "PUID": str(PUID), "PGID": str(PUID), "CUEDECK_PORT": "18742"}
    environment |= {"CUEDECK_JOBS__QUEUES": '["captions"]'}
    given = ["env", "-i", "-C", stage.last("WORKDIR"), *(f"{k}={v}" for k, v in environment.items())]
    command = [*json.loads(stage.last("ENTRYPOINT")), *json.loads(stage.last("CMD"))]
    inside = ["unshare", "--mount", "sh", "-ec", _ENTER_READ_ONLY, "enter", str(root)]
    process = subprocess.Popen([*inside, *given, *command])
    try:
        check = json.loads(stage.last("HEALTHCHECK").partition("CMD ")[2])
        _wait_until(["chroot", str(root), *given, *check], process)
        _look_at(root, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(90)
    if code not in (0, 128 + signal.SIGTERM):
        sys.exit(f"It ended with {code} when asked to stop.")


def _wait_until(asked: list[str], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 300
    while subprocess.run(asked, check=False, capture_output=True).returncode != 0:
        if process.poll() is not None or time.monotonic() > end:
            sys.exit("It did not become healthy; its lines above say why.")
        time.sleep(1)


def _look_at(root: Path, pid: int) -> None:
    """All of its processes are PUID's, and so is what they wrote."""
    wrong = [str(path) for path in (root / "data").rglob("*") if path.lstat().st_uid != PUID]
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    owners = {os.stat(f"/proc/{child}").st_uid for child in children}
    if wrong or owners != {PUID}:
        sys.exit(f"Not {PUID}'s: {wrong[:5]}, processes of {owners}")


if __name__ == "__main__":
    main()
