"""Real proxies with the configurations of deploy/, but for ports, certificate, folder and base path."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.product import ROOT, free_port, wait_for
from tests.support.programs import program

HOST = "captions.example.com"
DEPLOY = ROOT / "deploy"


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


def nginx_site(port: int, upstream: int, files: Path, certificate: Path, key: Path, base: str) -> str:
    """deploy/nginx/cuedeck.conf for a test."""
    text = (DEPLOY / "nginx" / "cuedeck.conf").read_text()
    text = re.sub(r"listen \[::\].*\n", "", text)
    changes = {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "server_name captions.example.com;": "server_name localhost;",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream};",
        "/etc/letsencrypt/live/captions.example.com/fullchain.pem": str(certificate),
        "/etc/letsencrypt/live/captions.example.com/privkey.pem": str(key),
        "alias /var/lib/cuedeck/files/;": f"alias {files}/;",
        "location / {": f"location {base}/ {{",
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def caddy_file(port: int, upstream: int, files: Path, certificate: Path, key: Path, base: str) -> str:
    """deploy/caddy/Caddyfile for a test."""
    text = (DEPLOY / "caddy" / "Caddyfile").read_text()
    changes = {
        "captions.example.com {": f"https://localhost:{port} {{\n\tbind 127.0.0.1\n\ttls {certificate} {key}",
        "reverse_proxy 127.0.0.1:8000 {": f"reverse_proxy {base}* 127.0.0.1:{upstream} {{",
        "root * /var/lib/cuedeck\n": f"root * {files.parent}\n",
        " /files/ 1": f" /{files.name}/ 1",
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return "{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + text


@contextmanager
def nginx(folder: Path, upstream: int, files: Path, base: str) -> Iterator[str]:
    """nginx with TLS in front of `upstream`; gives its address."""
    port = free_port()
    (folder / "site.conf").write_text(nginx_site(port, upstream, files, *self_signed(folder), base))
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; {'user root;' if os.getuid() == 0 else ''}\n"
        "worker_processes 1; events {}\n"
        f"http {{ include /etc/nginx/mime.types; access_log off; client_body_temp_path {folder}/body;\n"
        f"proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;\n"
        f"scgi_temp_path {folder}/s; include {folder}/site.conf; }}\n"
    )
    command = [
        program("nginx", folder="/usr/sbin"),
        "-e",
        "stderr",
        "-p",
        str(folder),
        "-c",
        f"{folder}/nginx.conf",
    ]
    with _running(command, folder, port):
        yield f"https://localhost:{port}{base}"


@contextmanager
def caddy(folder: Path, upstream: int, files: Path, base: str) -> Iterator[str]:
    """Caddy with TLS in front of `upstream`; gives its address."""
    port = free_port()
    (folder / "Caddyfile").write_text(caddy_file(port, upstream, files, *self_signed(folder), base))
    command = [program("caddy"), "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"]
    with _running(
        command, folder, port, HOME=str(folder), XDG_DATA_HOME=str(folder), XDG_CONFIG_HOME=str(folder)
    ):
        yield f"https://localhost:{port}{base}"


@contextmanager
def _running(command: list[str], folder: Path, port: int, **environment: str) -> Iterator[None]:
    log = folder / "log"
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, **environment})
    try:
        wait_for(lambda: _listens(process, port, log), 30, f"{command[0]}; its log:\n{log}")
        yield
    finally:
        process.terminate()
        process.wait(20)


def _listens(process: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    assert process.poll() is None, log.read_text()
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
