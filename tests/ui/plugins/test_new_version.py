"""The client shows our bar where Reflex would show its own."""

from __future__ import annotations

import pytest

from app.core.errors import ServerError
from app.ui.plugins.new_version import with_own_bar
from app.ui.plugins.origin import client_module


def test_the_client_shows_our_bar() -> None:
    module = with_own_bar(client_module(own_origin=True))
    assert module.startswith('import { showNewVersion } from "$/public/new-version.js";\n')
    assert "showNewVersion(NEW_VERSION_BANNER_ID, reloadForNewVersion);" in module
    assert "showNewVersionBanner();" not in module
    assert (
        client_module(own_origin=True).count("reloadForNewVersion") == module.count("reloadForNewVersion") - 1
    )


def test_another_reflex_is_refused_at_build_time() -> None:
    with pytest.raises(ServerError, match="pinned"):
        with_own_bar("a module that tells nothing")
