"""The model store: the catalogue of models, their sources and their folder."""

from app.engines.model_store.store import ModelStore, StoredModel

__all__ = ["ModelStore", "StoredModel"]
