"""What every profile must have, and what is published about it."""

import json
import pickle

import pytest

from app.captions.formats import registry
from app.core.errors import CaptionError

PROFILES = list(registry.profiles().values())
ids = [profile.id for profile in PROFILES]


def test_names_and_aliases_name_one_profile_each():
    names = [
        key.casefold()
        for p in PROFILES
        for key in {p.id.casefold(), p.name.casefold(), *map(str.casefold, p.aliases)}
    ]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("profile", PROFILES, ids=ids)
def test_a_profile_is_complete(profile):
    assert profile.read or profile.write
    assert (profile.sniff is None) == (profile.read is None)
    assert profile.keeps
    assert profile.extensions
    assert all(extension.startswith(".") for extension in profile.extensions)
    assert "/" in profile.media_type
    for option in (*profile.decode_options, *profile.encode_options):
        assert option.help.endswith("."), option.name
        assert (option.kind == "choice") == bool(option.choices), option.name
        assert option.kind != "choice" or option.default in option.choices, option.name


@pytest.mark.parametrize("profile", PROFILES, ids=ids)
def test_a_profile_is_found_by_any_of_its_names_and_travels_between_processes(profile):
    for key in (profile.id, profile.name.upper(), f" {profile.name} ", *profile.aliases):
        assert registry.get(key) is profile
    assert pickle.loads(pickle.dumps(profile)) is profile


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


def test_an_unknown_profile_is_refused_with_the_known_ones():
    with pytest.raises(CaptionError, match="There is no profile named “Klingon”") as caught:
        registry.get("Klingon")
    assert caught.value.code == "unknown_profile"
    assert "WebVTT" in caught.value.hint
