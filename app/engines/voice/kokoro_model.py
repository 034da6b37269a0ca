"""Kokoro 82M as an ONNX graph: from phonemes to sound, with nothing but onnxruntime and numpy.

The table of signs and the shape of the voices are the model's own (hexgrad/Kokoro-82M, Apache-2.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.core.limits.interruptible import in_thread
from app.core.progress import Cancelled, never

SAMPLE_RATE = 24_000
MAX_SYMBOLS = 510
"""What the model takes at once: about half a minute."""

_RUNS = {
    1: ";:,.!?",
    9: '—…"()“” ̃ʣʥʦʨᵝꭧAI',
    31: "O",
    33: "Q",
    35: "ST",
    39: "W",
    41: "Yᵊabcdef",
    50: "hijklmnopqrstuvwxyzɑɐɒæ",
    75: "βɔɕç",
    80: "ɖðʤə",
    85: "ɚɛɜ",
    90: "ɟ",
    92: "ɡ",
    99: "ɥ",
    101: "ɨɪʝ",
    110: "ɯɰŋɳɲɴø",
    118: "ɸθœ",
    123: "ɹ",
    125: "ɾɻ",
    128: "ʁɽʂʃʈʧ",
    135: "ʊʋ",
    138: "ʌɣɤ",
    142: "χʎ",
    147: "ʒʔ",
    156: "ˈˌː",
    162: "ʰ",
    164: "ʲ",
    169: "↓",
    171: "→↗↘",
    177: "ᵻ",
}
"""The signs the model knows, by the number of the first of each run."""

SYMBOLS = {sign: first + place for first, run in _RUNS.items() for place, sign in enumerate(run)}


class KokoroModel:
    """One session, shared by all threads; each call takes one processor thread."""

    def __init__(self, folder: Path) -> None:
        import numpy as np
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        with np.load(folder / "voices.npz") as archive:  # read now: the archive is not for several threads
            self._voices = {name: archive[name] for name in archive.files}

    def spoken(
        self, phonemes: str, voice: str, speed: float, cancelled: Cancelled = never
    ) -> Iterator[bytes]:
        """16 bit samples at SAMPLE_RATE of each stretch the phonemes are spoken in, one after another.

        What onnxruntime raises is `onnx_errors`. A cancel ends a stretch in the middle.
        """
        for stretch in split_phonemes("".join(sign for sign in phonemes if sign in SYMBOLS)):
            yield self._spoken([SYMBOLS[sign] for sign in stretch], voice, speed, cancelled)

    def _spoken(self, tokens: list[int], voice: str, speed: float, cancelled: Cancelled) -> bytes:
        import numpy as np
        import onnxruntime

        styles = self._voices[voice]
        inputs: dict[str, Any] = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": np.asarray(styles[min(len(tokens), len(styles)) - 1], dtype=np.float32),
            "speed": np.array([speed], dtype=np.float32),
        }
        options = onnxruntime.RunOptions()
        made = in_thread(
            lambda: self._session.run(None, inputs, options),
            cancelled,
            on_stop=lambda: setattr(options, "terminate", True),
        )
        samples = np.asarray(made[0]).ravel()
        pcm: bytes = (np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
        return pcm


def split_phonemes(phonemes: str, most: int = MAX_SYMBOLS) -> Iterator[str]:
    """The phonemes in parts the model can take, cut behind a sentence, a clause or a word where possible."""
    rest = phonemes.strip()
    while len(rest) > most:
        head = rest[:most]
        ends = (match for sign in (r"[.!?…]", r"[,;:—]", r" ") if (match := list(re.finditer(sign, head))))
        cut = next((found[-1].end() for found in ends), most)
        yield rest[:cut].strip()
        rest = rest[cut:].strip()
    if rest:
        yield rest
