"""What a target format could not hold: counts with examples, never a silent drop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

EXAMPLES_KEPT = 3


@dataclass(slots=True)
class Loss:
    """One kind of loss: how often, a sentence for people, and the first few cues it struck (from 1)."""

    kind: str
    message: str
    count: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Losses:
    """The loss report of one conversion."""

    kinds: dict[str, Loss] = field(default_factory=dict)

    def add(self, kind: str, message: str, *, cue: int | None = None, detail: str = "") -> None:
        """Count one loss of `kind` (a stable word such as "colour" or "placement"); `cue` counts from 1."""
        loss = self.kinds.setdefault(kind, Loss(kind, message))
        loss.count += 1
        if len(loss.examples) < EXAMPLES_KEPT and (cue is not None or detail):
            loss.examples.append({"cue": cue, "detail": detail[:120]})

    def as_list(self) -> list[dict[str, Any]]:
        """The report as JSON: `[{"kind", "message", "count", "examples": [{"cue", "detail"}]}]`."""
        return [
            {"kind": x.kind, "message": x.message, "count": x.count, "examples": x.examples}
            for x in self.kinds.values()
        ]
