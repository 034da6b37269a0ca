"""The client of the running product, a film, and the models that its jobs need."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from app.engines.model_store import ModelStore
from tests.support.engines.readings import SECONDS, spoken
from tests.support.media.clips import talking
from tests.support.media.studio import MODELS
from tests.support.product import Product


@pytest.fixture
def api(studio: Product) -> Iterator[httpx.Client]:
    with studio.client() as client:
        yield client


@pytest.fixture(scope="session")
def reading(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A short film in which a text is spoken."""
    folder = tmp_path_factory.mktemp("film")
    return talking(folder / "reading.mp4", spoken(folder / "speech.wav"), SECONDS).read_bytes()


@pytest.fixture(scope="session")
def whisper() -> None:
    """The model that transcriptions need."""
    ModelStore(MODELS).pull("whisper-base")


@pytest.fixture(scope="session")
def kokoro() -> None:
    """The model that natural voices need."""
    ModelStore(MODELS).pull("kokoro")
