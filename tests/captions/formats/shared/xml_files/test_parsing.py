"""Roots and document types of small XML formats."""

from __future__ import annotations

import pytest

from app.captions.formats.base import Head
from app.captions.formats.shared.xml_files.parsing import has_root, without_bare_doctype


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<BDN>", True),
        ("\n<?xml version='1.0'?><x:BDN a='1'>", True),
        ("<BDNX>", False),
        ("BDN <BDN>", False),
        ("<a>" + " " * 5000 + "<BDN>", False),
    ],
)
def test_a_root_is_known_by_its_name(text: str, found: bool) -> None:
    assert has_root(Head(text.encode(), text), "BDN") is found


def test_only_a_document_type_that_declares_nothing_is_let_through() -> None:
    assert without_bare_doctype("<!DOCTYPE xmeml>\n<xmeml/>", "xmeml") == "\n<xmeml/>"
    for other in ("<!DOCTYPE xmeml [<!ENTITY a 'b'>]><xmeml/>", "<!DOCTYPE tt><xmeml/>"):
        assert without_bare_doctype(other, "xmeml") == other
