"""A model of a few bytes, and a source that counts how often it is asked."""

from pathlib import Path

from app.engines.model_store import manifest
from app.engines.model_store.entry import ModelEntry, ModelFile

CONTENT = b"weights" * 1000


class Written:
    """A source that writes one file; `content` may differ from what the catalogue expects."""

    download = len(CONTENT)

    def __init__(self, content: bytes = CONTENT, name: str = "model.bin") -> None:
        self.content, self.name, self.fetches = content, name, 0

    def fetch(self, folder: Path, on_progress, cancelled) -> None:
        self.fetches += 1
        (folder / self.name).write_bytes(self.content)
        on_progress(1.0)


def entry(source, content: bytes = CONTENT) -> ModelEntry:
    hashed = manifest.hashlib.sha256(content).hexdigest()
    return ModelEntry(
        "toy", "speech", "Toy", len(content), "MIT", source, (ModelFile("model.bin", len(content), hashed),)
    )
