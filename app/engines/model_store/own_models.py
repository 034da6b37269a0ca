"""Models that people fetch themselves, as no package brings them: what is said when one does not serve.

`pull` is the command that installs a fetched one.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.core.errors import EngineError


def model_missing(product: str, pull: str) -> EngineError:
    """`model_missing`: this server has no model of a product."""
    return EngineError(
        f"No model of {product} is on this server.",
        code="model_missing",
        hint=f"Fetch one from its publisher and install it with: {pull}",
        rejected=True,
        install=pull,
    )


def unknown_model(name: str, models: Iterable[str]) -> EngineError:
    """`unknown_model`, with those there are."""
    return EngineError(
        f"There is no speech model “{name[:64]}”.",
        code="unknown_model",
        hint=f"Use one of: {', '.join(models)}.",
        rejected=True,
    )


def model_damaged(model: str, why: object, pull: str) -> EngineError:
    """`model_damaged`: the engine does not take the model's files."""
    return EngineError(
        f"The model {model} cannot be loaded: {why}",
        code="model_damaged",
        hint=f"Fetch it again, and install it with: {pull}",
    )
