"""The model store: what models there are, where they come from, and the folder that holds them."""

from app.engines.model_store.store import ModelStore, StoredModel

__all__ = ["ModelStore", "StoredModel"]
