"""A large file up and down against bare routes of the same web server, and through nginx against nginx alone.

Up, both bring it to the disk before they answer; Cuedeck hashes it too. Down, the file is in the page cache.

python bench/large.py [MEGABYTES] [ROUNDS]
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bare.instance import bare, cuedeck, machine

from tests.support.product import Product
from tests.support.servers import proxies

LEAST = 0.9
BEHIND_NGINX = {"CUEDECK_TRUSTED_PROXIES": '["127.0.0.1"]', "CUEDECK_SEND_FILES": "x-accel-redirect"}
SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"


def curl(*arguments: str) -> float:
    """Megabytes a second."""
    told = [
        "--write-out",
        "%{http_code} %{time_total} %{size_download} %{size_upload}",
        "--output",
        "/dev/null",
    ]
    command = ["curl", "--silent", "--insecure", "--http1.1", *told, *arguments]
    status, seconds, down, up = subprocess.check_output(command, text=True).split()
    assert status.startswith("2"), (status, arguments)
    return max(int(down), int(up)) / float(seconds) / (1 << 20)


def made(folder: Path, megabytes: int) -> Path:
    path = folder / "film.mp4"
    block = bytes(range(256)) * 4096
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(block)
    return path


def large_output(product: Product, film: Path) -> str:
    """The path of a link to an output that is the film: a job's small one, replaced."""
    with product.client() as client:
        job = client.post("/v1/convert?wait=30", files={"source": ("a.srt", SRT)}).json()
        with sqlite3.connect(product.data_dir / "cuedeck.db") as database:
            (key,) = database.execute("SELECT storage_key FROM output").fetchone()
            target = product.data_dir / "files" / key
            target.write_bytes(film.read_bytes())
            digest = hashlib.sha256(film.read_bytes()).hexdigest()
            facts = (target.stat().st_size, digest)
            database.execute("UPDATE output SET size = ?, sha256 = ?", facts)
        (product.data_dir / "bare.bin").hardlink_to(target)
        link = client.get(f"/v1/jobs/{job['job_id']}").json()["download_url"]
    return str(re.sub(r"^https?://[^/]+", "", link))


@contextmanager
def nginx(product: Product, folder: Path) -> Iterator[str]:
    """nginx as deploy/ has it, which also gives out the same file by itself."""
    site = proxies.nginx_site
    own = f"location /bare/ {{ alias {product.data_dir}/; }}\n    location /_files/"
    proxies.nginx_site = lambda *given: site(*given).replace("location /_files/", own)
    port = int(product.origin.rpartition(":")[2])
    with proxies.nginx(folder, port, product.data_dir / "files", "") as address:
        yield address


def compare(name: str, rounds: int, ours: Callable[[], float], theirs: Callable[[], float]) -> bool:
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    ratio = statistics.median(a / b for a, b in pairs)
    rate, other = (statistics.median(each) for each in zip(*pairs, strict=True))
    print(
        f"{name:<22} {rate:6.0f} MB/s   bare {other:6.0f} MB/s   ratio {ratio:.2f}  (at least {LEAST:g})",
        flush=True,
    )
    return ratio >= LEAST


def main() -> int:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 1024
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as made_in:
        folder = Path(made_in)
        film = made(folder, megabytes)
        sent = ["--upload-file", str(film), "--request", "POST"]
        with cuedeck() as product, bare(product, durable=True) as address:
            link = large_output(product, film)
            named = ["--header", "x-file-name: film.mp4", "--header", f"authorization: Bearer {product.key}"]
            good = [
                compare(
                    "down", rounds, partial(curl, product.base_url + link), partial(curl, f"{address}/file")
                ),
                compare(
                    "up",
                    rounds,
                    partial(curl, *sent, *named, f"{product.base_url}/v1/uploads"),
                    partial(curl, *sent, f"{address}/file"),
                ),
            ]
        with cuedeck(**BEHIND_NGINX) as product, nginx(product, folder) as address:
            link = large_output(product, film)
            direct = partial(curl, f"{address}/bare/bare.bin")
            good.append(compare("down through nginx", rounds, partial(curl, address + link), direct))
    print(f"{megabytes} MB. {machine()}")
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
