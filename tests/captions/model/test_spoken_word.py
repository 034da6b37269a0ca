"""A recognised word has one type, from the engines to the cutting of captions."""

import ast
from pathlib import Path

import pytest

from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.engines import protocols
from tests.support.product import ROOT

TIMED = {"text", "start", "end"}
KNOWN = TIMED | {"words", "speaker", "language", "probability", "confidence"}


@pytest.mark.slow
def test_no_other_class_has_its_shape() -> None:
    """Classes with a text, a start and an end in float seconds, in the engines and in the captions."""
    found = []
    for folder in ("app/captions", "app/engines"):
        for path in Path(ROOT, folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ClassDef):
                    fields = {
                        item.target.id: ast.unparse(item.annotation)
                        for item in node.body
                        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
                    }
                    if TIMED <= fields.keys() <= KNOWN and fields["start"] == "float":
                        found.append(node.name)
    assert sorted(found) == ["SpokenSegment", "SpokenWord"]
    assert protocols.SpokenSegment is SpokenSegment
    assert SpokenSegment("Hi", 0.0, 1.0).words == ()
    assert SpokenWord("Hi", 0.0, 1.0).probability == 1.0
