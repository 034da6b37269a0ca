"""Engine configuration: model folder, threads, device, remote endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.engines.protocols import Capabilities


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A remote engine: base `url`, `key` ("" when none is needed), `model` to ask for, `timeout` in seconds.

    `timeout` bounds the wait for one answer; `retries` is how often a busy or unreachable server is asked
    again before the stage fails.
    """

    url: str
    key: str = field(default="", repr=False)
    model: str = ""
    timeout: float = 60.0
    retries: int = 3


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """Everything an adapter is made from.

    `model_dir` is CUEDECK_MODEL_DIR. `threads` is the number of processor threads one model may use.
    `device` "auto" takes a CUDA GPU when there is one, on which `gpu_batch` stretches of speech are
    recognised at once. `remotes` holds endpoints by engine id. `elsewhere` is
    what workers on other machines have, by engine id: where it is known, it is what an engine offers.
    `preferred` is by kind the engine that comes before the others.
    """

    model_dir: Path
    threads: int = 2
    device: Literal["auto", "cpu", "cuda"] = "auto"
    gpu_batch: int = 1
    remotes: Mapping[str, Endpoint] = field(default_factory=dict)
    elsewhere: Mapping[str, Capabilities] = field(default_factory=dict)
    preferred: Mapping[str, str] = field(default_factory=dict)


def endpoints(named: Mapping[str, Mapping[str, Any]]) -> dict[str, Endpoint]:
    """Endpoints by engine id from settings, where names come from environment variables.

    `CUEDECK_ENGINES__REMOTES__OPENAI_CHAT__URL` gives `{"openai_chat": {"url": ...}}`: the id is
    "openai-chat". DeepL needs no address, only its key.
    """
    return {
        name.lower().replace("_", "-"): Endpoint(**{"url": "", **values}) for name, values in named.items()
    }
