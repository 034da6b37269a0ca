"""`cuedeck models`, with a model folder of the test's own and a toy in the catalogue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.failures import exit_code
from app.cli.main import cli
from app.core.errors import AppError
from app.core.settings import get_settings
from app.engines.model_store import store
from tests.support.engines.toy_model import CONTENT, Written, entry
from tests.support.engines.toy_translators import random_package


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(get_settings(), "model_dir", tmp_path / "models")
    monkeypatch.setattr(store, "catalogue", lambda: {"toy": entry(Written())})
    return tmp_path / "models"


def cuedeck(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["models", *arguments])
    if isinstance(result.exception, AppError):
        return exit_code(result.exception), result.stdout, result.exception.message
    return result.exit_code, result.stdout, result.stderr


def test_pull_list_and_verify(folder: Path) -> None:
    assert "toy                  -" in cuedeck("list")[1]
    code, out, shown = cuedeck("pull", "toy")
    assert (code, out) == (0, f"toy  {folder / 'toy'}\n")
    assert "Fetching toy: 100 %" in shown
    assert (folder / "toy" / "model.bin").read_bytes() == CONTENT
    (listed,) = map(json.loads, cuedeck("list", "--json")[1].splitlines())
    assert (listed["id"], listed["installed"]) == ("toy", True)
    assert cuedeck("verify") == (0, "toy  intact\n", "")
    (folder / "toy" / "model.bin").write_bytes(b"x" * len(CONTENT))
    code, out, _ = cuedeck("verify", "toy", "--json")
    assert code == 1
    assert "damaged" in json.loads(out)["problem"]


def test_pull_as_json_says_nothing_else(folder: Path) -> None:
    code, out, shown = cuedeck("pull", "toy", "--json")
    assert (code, shown) == (0, "")
    assert json.loads(out) == {"id": "toy", "folder": str(folder / "toy")}


def test_a_package_from_a_file(folder: Path, tmp_path: Path) -> None:
    package = random_package(tmp_path).rename(tmp_path / "mine.argosmodel")
    assert cuedeck("pull", str(package))[1].startswith("argos-en-es  ")
    assert cuedeck("verify", "argos-en-es")[0] == 0


def test_names_that_do_not_exist(folder: Path, tmp_path: Path) -> None:
    assert cuedeck("pull", "nonsense")[0] == 3
    for file in ("missing.argosmodel", "missing.TAR.BZ2", str(tmp_path)):
        code, _, said = cuedeck("pull", file)
        assert (code, said.startswith(f"{file} cannot be read: ")) == (3, True)
    assert cuedeck("verify", "toy")[0] == 1
