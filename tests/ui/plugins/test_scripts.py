"""What many pages load is one script."""

from __future__ import annotations

import pytest

from app.core.errors import ServerError
from app.ui.plugins import scripts
from app.ui.plugins.scripts import with_shared_script

CONFIG = """\
        codeSplitting: {
          groups: [
            {
              test: /env.json/,
              name: "reflex-env",
            },
          ],
        },
"""


def test_what_many_pages_load_is_one_script(monkeypatch: pytest.MonkeyPatch) -> None:
    once = with_shared_script(CONFIG)
    assert once.replace(scripts._SHARED, "") == CONFIG != once
    assert with_shared_script(once) == once, "a configuration that stays is changed once"
    monkeypatch.setattr(scripts, "_SHARED", scripts._SHARED.replace("4", "5"))
    assert with_shared_script(once) == once.replace("minShareCount: 4", "minShareCount: 5")


def test_another_reflex_is_refused_at_build_time() -> None:
    with pytest.raises(ServerError, match="pinned"):
        with_shared_script("export default {}")
