"""The commands that run a part of an instance: which queues, and what is missing for it."""

from __future__ import annotations

import sys

import pytest
from typer.testing import CliRunner

from app.cli.main import cli
from app.core import db
from app.core.errors import Invalid


@pytest.mark.parametrize(("queues", "named"), [("captions,spech", "spech"), (",", ",")])
def test_a_queue_that_there_is_not_is_refused_by_its_name(queues: str, named: str) -> None:
    done = CliRunner().invoke(cli, ["worker", "--queues", queues])
    assert isinstance(done.exception, Invalid)
    assert f"There is no queue {named}." in done.exception.message
    assert "speech" in done.exception.hint


def test_postgresql_without_its_client_says_which_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Invalid, match="not installed") as refused:
        db.make_engine("postgresql+psycopg://a@localhost/b")
    assert (refused.value.code, "extra postgres" in refused.value.hint) == ("postgres_missing", True)
