"""The authorities' certificates are read once a process, whoever connects."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import app
from app.core.http_fetch import certificates

CONNECTS = ("Client", "AsyncClient", "request", "get", "post", "put", "delete", "head", "stream")
ROOT = Path(app.__file__).parent


def reads_anew(file: Path) -> list[int]:
    """The lines that connect with httpx and say nothing of how certificates are checked."""
    calls = [each for each in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(each, ast.Call)]
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and (call.func.value.id, call.func.attr) in {("httpx", name) for name in CONNECTS}
        and not {"verify", "transport"} & {given.arg for given in call.keywords}
    ]


@pytest.mark.slow
def test_nobody_reads_the_certificates_for_one_request(tmp_path: Path) -> None:
    assert {str(file): lines for file in ROOT.rglob("*.py") if (lines := reads_anew(file))} == {}
    (tmp_path / "a.py").write_text("httpx.get(url)\nhttpx.get(url, verify=trusted())\n")
    assert reads_anew(tmp_path / "a.py") == [1]


def test_they_are_read_again_when_they_lie_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    before = certificates.trusted()
    assert certificates.trusted() is before
    monkeypatch.setenv("SSL_CERT_DIR", "/nowhere")
    assert certificates.trusted() is not before
