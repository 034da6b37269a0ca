"""What every format must have, and what is published about it."""

import json
import pickle
from pathlib import Path

import pytest

from app.captions.formats import registry
from app.core.errors import CaptionError

FORMATS = list(registry.formats().values())
ids = [caption_format.id for caption_format in FORMATS]


def test_names_and_aliases_name_one_profile_each():
    names = [
        key.casefold()
        for p in FORMATS
        for key in {p.id.casefold(), p.name.casefold(), *map(str.casefold, p.aliases)}
    ]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("caption_format", FORMATS, ids=ids)
def test_a_profile_is_complete(caption_format):
    assert caption_format.read or caption_format.write
    assert (caption_format.sniff is None) == (caption_format.read is None)
    assert caption_format.keeps
    assert caption_format.extensions
    assert all(extension.startswith(".") for extension in caption_format.extensions)
    assert "/" in caption_format.media_type
    for option in (*caption_format.decode_options, *caption_format.encode_options):
        assert option.help.endswith("."), option.name
        assert (option.kind == "choice") == bool(option.choices), option.name
        assert option.kind != "choice" or option.default in option.choices, option.name


@pytest.mark.parametrize("caption_format", FORMATS, ids=ids)
def test_a_profile_is_found_by_any_of_its_names_and_travels_between_processes(caption_format):
    for key in (
        caption_format.id,
        caption_format.name.upper(),
        f" {caption_format.name} ",
        *caption_format.aliases,
    ):
        assert registry.get(key) is caption_format
    assert pickle.loads(pickle.dumps(caption_format)) is caption_format


def test_what_is_published_is_json_with_every_profile():
    described = registry.describe()
    assert [item["id"] for item in described] == ids
    assert json.loads(json.dumps(described)) == described
    vtt = next(item for item in described if item["id"] == "vtt")
    assert (vtt["name"], vtt["can_read"], vtt["can_write"]) == ("WebVTT", True, True)
    assert vtt["decode_options"][0] == {
        "name": "lenient",
        "type": "boolean",
        "default": False,
        "help": "Also read cues a browser would skip: a comma in the times, short fractions, align:middle.",
    }


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("WebVT", "Did you mean WebVTT?"),
        ("subrip subtitle", "Did you mean SubRip Video Subtitle Script?"),
        (".itt", "Did you mean iTT?"),
        ("netflix ready ttml", "Did you mean Netflix-ready TTML?"),
    ],
)
def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(asked: str, hint: str) -> None:
    with pytest.raises(CaptionError, match="There is no format named") as caught:
        registry.get(asked)
    assert caught.value.code == "unknown_profile"
    assert caught.value.hint == hint


def test_without_a_near_name_common_ones_are_told_and_where_all_are() -> None:
    with pytest.raises(CaptionError, match="There is no format named “Klingon”") as caught:
        registry.get("Klingon")
    assert "WebVTT" in caught.value.hint
    assert "`cuedeck formats`" in caught.value.hint
    assert len(caught.value.hint) < 200


def test_only_what_will_do_is_proposed() -> None:
    only_read = next(each for each in registry.formats().values() if each.write is None)
    with pytest.raises(CaptionError) as caught:
        registry.get(f"{only_read.name}x", among=lambda each: each.write)
    assert only_read.name not in caught.value.hint


_SHARED = ("shared", "style_sheets")
"""Packages of what several formats use."""


def test_every_package_of_a_format_has_the_same_files() -> None:
    folder = Path(registry.__file__).parent
    packages = [path.parent for path in folder.glob("*/__init__.py") if path.parent.name not in _SHARED]
    assert packages
    for package in packages:
        assert {"format.py", "reader.py", "writer.py"} <= {path.name for path in package.iterdir()}, package
