"""More than three hundred hostile files and names: what each got, and that none got a 5xx, a hang or a path.

The whole table, one line a file, is written to `.docs/hostile-files.md`.
"""

from __future__ import annotations

import csv
import io
import re
import resource
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.api.downloads.file_responses import disposition
from app.core.db import read_scope, session_scope
from app.core.settings import get_settings
from app.services.files.uploads import clean_name
from models import Account, Upload
from tests.support.api import hostile_uploads
from tests.support.services.jobs import add_job

pytestmark = pytest.mark.slow

TABLE = Path(__file__).resolve().parents[2] / ".docs" / "hostile-files.md"
MOST_SECONDS = 120.0
"""A first look has half of this at most by its own limits; a slow machine gets the rest."""


def test_what_each_hostile_file_got(live: TestClient) -> None:
    before = {path for path in get_settings().data_dir.rglob("*") if path.is_file()}
    rows, files = [], list(hostile_uploads.files())
    assert len(files) >= 300
    for what, name, data in files:
        began = time.monotonic()
        sent = {"file": (name or "nameless", data)}
        answer = live.post("/v1/uploads", files=sent) if name else live.post("/v1/uploads", content=data)
        took = time.monotonic() - began
        assert answer.status_code in (201, 400, 413, 422), f"{what}: {answer.status_code} {answer.text[:300]}"
        assert took < MOST_SECONDS, what
        assert str(get_settings().data_dir) not in answer.text, what
        found = answer.json().get("inspection", answer.json())
        rows.append(f"| {_shown(what)} | {answer.status_code} | {_shown(_got(found))} | {took:.2f} |\n")
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text("| file | status | what was found | seconds |\n|---|---|---|---|\n" + "".join(rows))
    made = {path for path in get_settings().data_dir.rglob("*") if path.is_file()} - before
    own = (".db", ".db-wal", ".db-shm", ".key", ".lock")
    assert [path for path in made if "files" not in path.parts and path.suffix not in own] == []
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # kilobytes
    assert largest < 3 << 20


def _got(found: dict[str, object]) -> str:
    error = found.get("error")
    code = error["code"] if isinstance(error, dict) else found.get("code", "")
    return f"{found.get('kind', 'refused')} {code}".strip()


def _shown(text: str) -> str:
    return text.encode("unicode_escape").decode().replace("|", "\\|")


@pytest.mark.parametrize("name", hostile_uploads.NAMES)
def test_a_name_is_a_name_and_no_more(name: str) -> None:
    shown = clean_name(name)
    assert 0 < len(shown) <= 200
    assert not {"/", "\\", "\x00", "\r", "\n", "\u202e"} & set(shown)
    assert shown not in (".", "..")
    header = disposition(shown)
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith('attachment; filename="')
    assert header.split("; filename*=")[0].count('"') == 2


FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_the_export_is_a_formula(live: TestClient, account: Account, formula: str) -> None:
    texts = {"source_name": formula, "job_name": formula, "external_id": formula, "error_message": formula}
    with session_scope() as session:
        add_job(session, account, labels=[formula], submitted_by=formula, **texts)
    answer = live.get("/v1/jobs/export")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    cells = [cell for row in rows[1:] for cell in row if cell]
    assert formula in "".join(cells)
    assert [cell for cell in cells if cell[0] in "=+-@\t\r"] == []


def _in_a_form(name: str) -> str:
    """A name as the client writes it into the head of a form's part."""
    return re.sub(r'["\x00-\x1f]', lambda found: f"%{ord(found[0]):02X}", name)


def test_a_stored_name_is_what_is_told(live: TestClient, account: Account) -> None:
    """Neither a path nor a header comes from it, wherever the upload is seen again."""
    names = [name or "x" for name in hostile_uploads.NAMES[:12]]
    data = b"1\n00:00:01,000 --> 00:00:02,000\nHi\n"
    for name in names:
        live.post("/v1/uploads", files={"file": (name, data)})
        live.post("/v1/uploads", content=data, headers={"x-file-name": quote(name)})
    with read_scope() as session:
        kept = session.exec(select(Upload)).all()
    told = [clean_name(name) for name in (*map(_in_a_form, names), *names)]
    assert sorted(upload.file_name for upload in kept) == sorted(told)
    assert all(upload.file_name not in upload.storage_key for upload in kept)
