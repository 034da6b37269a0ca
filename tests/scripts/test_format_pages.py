"""The pages of docs/formats are what the registry says today."""

import pytest

from app.captions.formats import registry
from scripts.format_pages import FOLDER, pages, write_pages


def test_the_committed_pages_are_current():
    committed = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    assert committed == pages(), "run python scripts/format_pages.py and commit docs/formats"


@pytest.mark.slow
def test_every_profile_has_a_page_that_names_its_options():
    found = pages()
    for caption_format in registry.formats().values():
        page = found[f"{caption_format.id}.md"]
        assert page.startswith(f"# {caption_format.name}\n")
        for option in (*caption_format.decode_options, *caption_format.encode_options):
            assert f"`{option.name}`" in page
        assert f"({caption_format.id}.md)" in found["README.md"]


@pytest.mark.slow
def test_pages_of_old_profiles_go(tmp_path):
    (tmp_path / "gone.md").write_text("old")
    assert len(write_pages(tmp_path)) == len(pages()) + 1
    assert not (tmp_path / "gone.md").exists()
    assert write_pages(tmp_path) == []
