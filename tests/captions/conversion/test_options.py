"""Options are refused with their name, the value and what is allowed."""

import pytest

from app.captions.conversion.options import check_options
from app.captions.model.option import Option
from app.core.errors import CaptionError

DECLARED = (
    Option("flag", "boolean", True, ""),
    Option("rows", "integer", 2, "", minimum=1, maximum=15),
    Option("pace", "number", 15.5, "", minimum=0.5),
    Option("mode", "choice", "pop-on", "", choices=("pop-on", "roll-up")),
    Option("title", "text", "", ""),
)


def check(**given):
    return check_options(DECLARED, given, "The format")


def test_defaults_are_filled_in():
    assert check() == {"flag": True, "rows": 2, "pace": 15.5, "mode": "pop-on", "title": ""}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("flag", "no", False),
        ("flag", 1, True),
        ("rows", "3", 3),
        ("rows", 4.0, 4),
        ("pace", "20", 20.0),
        ("mode", "Roll-Up", "roll-up"),
        ("title", 5, "5"),
        ("rows", None, 2),
    ],
)
def test_values_take_their_own_type(name, value, expected):
    found = check(**{name: value})[name]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("flag", "maybe", "true or false"),
        ("rows", 16, "from 1 to 15"),
        ("rows", 2.5, "a whole number"),
        ("rows", "many", "a whole number"),
        ("rows", True, "a whole number"),
        ("pace", float("nan"), "from 0.5 up"),
        ("pace", "1e999", "a number"),
        ("mode", "scroll", "pop-on, roll-up"),
        ("title", ["x"], "text"),
        ("title", "x" * 1001, "1000 characters"),
    ],
)
def test_a_wrong_value_is_explained(name, value, allowed):
    with pytest.raises(CaptionError) as caught:
        check(**{name: value})
    error = caught.value
    assert (error.code, error.extra["rejected"], error.extra["option"]) == ("invalid_option", True, name)
    assert f"“{name}”" in error.message
    assert allowed in error.message


def test_an_unknown_option_names_the_known_ones():
    with pytest.raises(CaptionError, match="The format has no option “colour”; it takes flag, rows"):
        check(colour="red")
