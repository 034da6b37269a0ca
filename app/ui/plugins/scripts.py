"""The scripts that the page's bundle is divided into.

By itself the bundler makes a file of every set of modules that the same pages load. Half of the twenty that
the first page needs had less than five kilobytes, and took longer to ask for than to run.
"""

from __future__ import annotations

import re
from typing import Unpack

from reflex_base.plugins.base import Plugin, PreCompileContext

from app.core.errors import ServerError

CONFIG = "vite.config.js"
MANY = 4
"""What so many pages load is in the script that all load."""

_GROUPS = "          groups: [\n"
_SHARED = f"""\
            {{
              name: "shared",
              minShareCount: {MANY},
              priority: -1,
            }},
"""
_EARLIER = re.compile(r' {12}\{\n {14}name: "shared",\n.*?\n {12}\},\n', re.DOTALL)


class ScriptsPlugin(Plugin):
    """Has the bundler put what many pages load into one script."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Have the bundler's configuration changed before it is used."""
        context["add_modify_task"](CONFIG, with_shared_script)


def with_shared_script(config: str) -> str:
    """The bundler's configuration, with that script. Raises ServerError when Reflex writes another one."""
    pristine = _EARLIER.sub("", config)
    if pristine.count(_GROUPS) != 1:
        raise ServerError(
            "The installed Reflex configures its bundler in another way than the one pinned.",
            code="reflex_changed",
            hint="Read vite.config.js in .web and adapt app/ui/plugins/scripts.py.",
        )
    return pristine.replace(_GROUPS, _GROUPS + _SHARED)
