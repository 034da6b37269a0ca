"""What a guarded caption child has ready before its call comes."""

from __future__ import annotations

import sys

import pytest

from app.captions.conversion import warm_up


def test_what_mends_mojibake_is_imported_before_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ftfy", raising=False)
    warm_up.warm_up()
    assert "ftfy" in sys.modules
