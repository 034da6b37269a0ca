"""What is on the pages, without a browser: their stable test ids, and nothing from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.job_types import plan
from app.ui import pages, site
from app.ui.components.badge import ICONS
from app.ui.pages.home.view import home_page
from app.ui.pages.settings.view import settings_page
from app.ui.pages.sign_in.view import sign_in_page
from models import Stage
from models.stages import words

ASSETS = Path(__file__).resolve().parents[2] / "assets"
STABLE = (
    *("upload-input", "job-type", "target-profile", "submit-job", "job-table", "job-row", "status-badge"),
    *("download", "share", "share-expiry", "share-url", "job-detail", "filter-status", "search"),
    *("select-job", "bulk-bar", "bulk-download", "save-view", "saved-view", "status-count", "export"),
)


@cache
def home() -> str:
    """The page as Reflex would compile it, with the modules of its own components."""
    modules = [ASSETS / "uploader.jsx", *(ASSETS / "history").glob("*.jsx")]
    return str(home_page().render()) + "".join(path.read_text() for path in modules)


@pytest.mark.parametrize("name", STABLE)
def test_stable_test_ids(name: str) -> None:
    assert f'"{name}"' in home()


def test_signing_in_posts_to_the_server() -> None:
    page = str(sign_in_page().render())
    assert '"/auth/sign-in"' in page
    assert "handleSubmit" not in page
    assert '"/auth/sign-out"' in str(settings_page().render())


def test_every_badge_has_an_icon() -> None:
    stages = plan("dub")
    badges = {words(stage, [str(s) for s in stages]).badge for stage in Stage}
    assert badges == set(ICONS)


def test_every_style_sheet_is_used_and_nothing_is_loaded_from_elsewhere() -> None:
    ours = {f"/{path.name}" for path in ASSETS.glob("*.css")} - {"/uploader.css"}
    assert set(site.STYLESHEETS) == ours
    for path in [*ASSETS.glob("*.css"), *ASSETS.glob("*.jsx"), *ASSETS.glob("*.js")]:
        found = re.findall(r"https?://[^\s'\")]+", path.read_text())
        assert [address for address in found if not address.startswith("http://www.w3.org/")] == [], path


def test_the_parts_of_a_page_are_in_a_script_of_its_own() -> None:
    modules = [site._drawn(page).__module__ for page in pages.pages()]
    assert modules == [page.view.__module__ for page in pages.pages()]
    assert len(set(modules)) == len(modules)


def test_every_page_has_an_address_of_its_own() -> None:
    routes = [page.route for page in pages.pages()]
    assert sorted(routes) == sorted(set(routes))
    assert {"/", "/sign-in", "/settings", "404"} <= set(routes)
    tabs = [
        "Account",
        "Presets",
        "Links",
        "Usage",
        "Keys and requests",
        "Webhooks",
        "System",
        "Server settings",
    ]
    assert [page.tab for page in pages.settings_tabs()] == tabs
    assert {site._title(page) for page in pages.pages() if page.route == "/"} == {"Cuedeck"}


def test_former_addresses_of_pages_redirect() -> None:
    api = FastAPI()
    site.add_redirects(api)
    answer = TestClient(api, follow_redirects=False).get("/settings/profiles")
    assert (answer.status_code, answer.headers["location"]) == (308, "/settings/presets")
