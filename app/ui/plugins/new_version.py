"""The bar of a page that is older than its server, in the product's look and the person's language.

A tab that is open during an update reloads by itself. One that gets the old page once more is told, by plain
elements of Reflex's client that know English only; `assets/new-version.js` shows ours instead.
"""

from __future__ import annotations

from typing import Unpack

from reflex_base.plugins.base import Plugin, PreCompileContext

from app.core.errors import ServerError
from app.ui.plugins.origin import STATE_MODULE

_SHOW = "  showNewVersionBanner();\n"
_SHOW_OURS = "  showNewVersion(NEW_VERSION_BANNER_ID, reloadForNewVersion);\n"
_IMPORT = 'import { showNewVersion } from "$/public/new-version.js";\n'


class NewVersionPlugin(Plugin):
    """Has the client show our bar; named after SameOriginPlugin, which begins from Reflex's own text."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Have the client's module changed before it is bundled."""
        context["add_modify_task"](STATE_MODULE, with_own_bar)


def with_own_bar(module: str) -> str:
    """The client's module, with our bar. Raises ServerError when Reflex shows its own in another way."""
    if module.count(_SHOW) != 1:
        raise ServerError(
            "The installed Reflex tells of a new version in another way than the one pinned.",
            code="reflex_changed",
            hint="Read handleStateMismatch in its utils/state.js and adapt app/ui/plugins/new_version.py.",
        )
    return _IMPORT + module.replace(_SHOW, _SHOW_OURS)
