"""The printed examples: read, their host, key and job id replaced, and run in their own language."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.corpus.printed import printed

HOSTS = ("https://api.rednerapp.com", "https://videoconduit.com")
KEYS = ("YOUR_API_KEY", "vc_your_api_key")
JOB_IDS = ("job_abc123", "a1b2c3d4-e5f6-7890-abcd-ef1234567890", "a1b2c3d4-...")

GSON = Path(os.environ.get("CUEDECK_GSON_JAR", "/usr/share/java/gson.jar"))
GUZZLE = Path("/usr/share/php/GuzzleHttp/autoload.php")
_JAVA = """\
import com.google.gson.*;
import java.net.URI;
import java.net.http.*;
import java.nio.file.*;

class Seed {
    public static void main(String[] arguments) throws Exception {
%s    }
}
"""
_GO = """\
package main

import (
\t"encoding/json"
\t"fmt"
\t"net/http"
)

func main() {
%s\tshown, _ := json.Marshal(%s)
\tfmt.Println(string(shown))
}
"""
_BROWSER = """\
globalThis.document = { createElement: () => ({ click() { console.log(`saved ${this.download}`); } }) };
"""


@dataclass(frozen=True)
class Target:
    """What the replaced words become."""

    base_url: str
    key: str
    job_id: str


def replaced(name: str, target: Target) -> str:
    """An example with host, key and job id replaced, and nothing else."""
    text = printed(name)
    for words, value in ((HOSTS, target.base_url), (KEYS, target.key), (JOB_IDS, target.job_id)):
        for word in words:
            text = text.replace(word, value)
    return text


def run(name: str, target: Target, folder: Path, **environment: str) -> str:
    """Run an example in its language inside `folder`; returns what it printed."""
    file = folder / _FILE[Path(name).suffix]
    file.write_text(_wrapped(name, replaced(name, target)))
    command = [*_command(Path(name).suffix), file.name]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "GO111MODULE": "off", "GOCACHE": str(folder / "go"), **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


_FILE = {
    ".py": "seed.py",
    ".mjs": "seed.mjs",
    ".sh": "seed.sh",
    ".java": "Seed.java",
    ".php": "seed.php",
    ".go": "seed.go",
    ".rb": "seed.rb",
}


def _wrapped(name: str, text: str) -> str:
    match Path(name).suffix:
        case ".java":
            return _JAVA % text
        case ".go":
            return _GO % (text, "job" if "get_job" in name else "data")
        case ".php":
            return f"<?php\nrequire '{GUZZLE}';\n{text}"
        case ".mjs":
            return _BROWSER + text
    return text


def _command(suffix: str) -> list[str]:
    if suffix == ".py":
        return [sys.executable]
    if suffix == ".java":
        assert GSON.exists(), "Gson is not installed (Debian: libgoogle-gson-java)"
        return [_program("java"), "-cp", str(GSON)]
    if suffix == ".php":
        assert GUZZLE.exists(), "Guzzle is not installed (Debian: php-guzzlehttp-guzzle)"
        return [_program("php")]
    if suffix == ".go":
        return [_program("go"), "run"]
    return [_program({".mjs": "node", ".sh": "bash", ".rb": "ruby"}[suffix])]


def _program(name: str) -> str:
    beside = Path(sys.executable).parent / name
    found = shutil.which(name) or (str(beside) if beside.exists() else "")
    assert found, f"{name} is not installed"
    return found
