"""CSS declarations as styles, and styles as declarations."""

import pytest

from app.captions.formats.style_sheets.css import css_of, declarations, rules
from app.captions.model.document import Style


@pytest.mark.parametrize(
    "style",
    [
        Style(color="#123456", background="#000000cc", italic=True, bold=True),
        Style(underline=True, strike=True, font="Courier New", size=80),
        Style(properties=(("opacity", "0.4"), ("textCombine", "all"), ("textShadow", "1px 1px red"))),
    ],
)
def test_a_style_comes_back(style: Style) -> None:
    fields = {name: value for name, value in declarations(css_of(style)).fields.items() if value}
    assert Style(**fields) == style


def test_what_is_not_read_is_named() -> None:
    found = declarations("color: red; position: absolute; background: url(x) ; COLOR: Lime !important")
    assert found.fields == {"color": "#00ff00"}
    assert found.unread == ("position", "background")


def test_an_opacity_in_per_cent_is_a_number() -> None:
    assert declarations("opacity: 50%").fields == {"properties": (("opacity", "0.5"),)}


def test_comments_and_html_marks_are_no_selectors() -> None:
    sheet = "<!-- /* a { b: c } */ P , .x\n{ color: red } -->"
    assert list(rules(sheet)) == [("P , .x", " color: red ")]


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["{", "}", "/*", "a{", "a:b;", "<!--", "\\", ":" * 9, " " * 99])
def test_repeated_pieces_end_quickly(piece: str) -> None:
    assert isinstance(list(rules(piece * 20_000)), list)
    assert declarations(piece * 2_000).fields == {}


def test_nothing_leaves_its_declaration() -> None:
    assert css_of(Style(font='x"; } ::cue { color: red')) == 'font-family: "x  cue  color red"'
