"""The texts of the page that people read, as its sources have them: what a catalogue has to translate."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from reflex_base.compiler.templates import _RenderUtils

from app.captions.formats import registry
from app.job_types import JOB_TYPES
from app.job_types.stages import DONE_OF
from app.ui import choice_labels, labels
from app.ui.components.badge import ICONS
from app.ui.language.translated import translated
from app.ui.pages import TAB_GROUPS, pages
from app.ui.pages.home.history.choices import STATUSES
from app.ui.pages.presets.state import STEPS
from app.ui.pages.usage import rows as usage_rows
from models.webhook import DeliveryState, EndpointState
from tests.support.product import ROOT

VIEWS, PAGES_ALONE, SCRIPTS = ROOT / "app" / "ui", ROOT / "app" / "api", ROOT / "assets"
_SAID = {
    "tr": (0,),
    "t": (0,),
    "counted": (1, 2),
    "_do": (-1,),
    "_call": (1,),
    "_change": (-1,),
    "fixed": (0,),
    "translate": (0,),
    "form_page": (0, 1, 2),
}
"""Functions that are given texts, and where among their arguments."""
_LOOKED_UP = re.compile(r'\(t\(("(?:[^"\\]|\\.)*")')
_SCRIPT = re.compile(
    r"""\bt\(\s*("(?:[^"\\]|\\.)*")|\bcounted\([^"`]*?("(?:[^"\\]|\\.)*"), ("(?:[^"\\]|\\.)*")\)"""
)


@cache
def wanted() -> set[str]:
    """Every text that is shown."""
    return {*of_views(), *of_handlers(), *of_scripts(), *of_tables()} - set(format_names())


def of_views() -> Iterator[str]:
    """What the components of every page look up, as they are compiled."""
    for page in pages():
        script = _RenderUtils.render(translated(page.view()).render())
        yield from map(json.loads, _LOOKED_UP.findall(script))
        yield from (text for text in (page.title, page.tab) if text)


def of_handlers() -> Iterator[str]:
    """What the Python of the page asks for by `tr`, `t` and `counted`."""
    for path in sorted({*VIEWS.rglob("*.py"), *PAGES_ALONE.rglob("*.py")}):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield from _arguments(node)


def _arguments(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    for place in _SAID.get(name, ()) if name != "counted" or len(call.args) == 3 else ():
        if -len(call.args) <= place < len(call.args):
            yield from _constants(call.args[place])


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_constants(node.body), *_constants(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value


def of_scripts() -> Iterator[str]:
    """What the components that are written in JavaScript ask for."""
    for path in scripts():
        for found in _SCRIPT.findall(path.read_text("utf-8")):
            yield from (ast.literal_eval(text) for text in found if text)


def scripts() -> list[Path]:
    """The page's own JavaScript."""
    return sorted(path for path in SCRIPTS.rglob("*.js*") if path.name != "translate.js")


def of_tables() -> Iterator[str]:
    """What is looked up by a value that is one of few."""
    yield "Language"  # in the settings, where there are several
    yield from (*choice_labels.LABELS.values(), *labels.CHANNELS.values(), *labels._REFUSALS.values())
    yield from (
        *ICONS,
        *dict(STATUSES).values(),
        *STEPS.values(),
        *map(str.lower, STEPS.values()),
        *usage_rows._KINDS.values(),
        *TAB_GROUPS,
    )
    yield from (str(stage).capitalize() for stage in DONE_OF)
    for kind in JOB_TYPES.values():
        yield from (kind.label, *kind.action)
    states = [word.replace("_", " ") for word in LINK_STATES]
    yield from (*states, *(word.capitalize() for word in states))
    for state in (*DeliveryState, *EndpointState):
        yield from (str(state), str(state).capitalize())


LINK_STATES = ("active", "expired", "revoked", "used_up", "file_removed")
"""What `app.services.files.links.state` gives."""


def format_names() -> Iterable[str]:
    """Names of caption formats, which are the same in every language."""
    return [each.name for each in registry.formats().values()]
