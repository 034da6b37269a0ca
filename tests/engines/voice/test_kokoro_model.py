"""Phonemes and stretches as the voice model takes them, and a process free of what is under the GPL."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.core.progress import never
from app.engines.model_store import ModelStore
from app.engines.voice.kokoro_model import SYMBOLS, split_phonemes
from app.engines.voice.phonemes import phonemes

SPOKEN = [
    ("en-us", "Good morning, everybody. How are you?", "ɡˈʊd mˈɔːɹnɪŋ, ˈɛvɹɪbˌɑːdi. hˈaʊ ɑːɹ juː?"),
    ("en-us", "It weighs 12.5 kg!", "ɪt wˈeɪz twˈɛlv pɔɪnt fˈaɪv kˌeɪdʒˈiː!"),
    ("en-us", "Read the record (again)…", "ɹˈiːd ðə ɹˈɛkɚd (ɐɡˈɛn)…"),
    ("en", "The harbour wakes.", "ðə hˈɑːbə wˈeɪks."),
    ("es", "¡Qué alegría! —dijo ella—.", "¡kˈe ˌaleɣɾˈia! —dˈixo ˈeʎa—."),
    ("fr", "Le week-end.", "lə- wˈiːkˈɛnd."),
    ("it", "Questa è la mia voce.", "kwˈesta ˈɛ la mˌia vˈotʃe."),
    ("en-us", " … ", "…"),
    ("en-us", "", ""),
]
"""As phonemizer 3.4 tells them, without its notes such as "(en)", which a voice would read out."""


@pytest.mark.parametrize(("language", "text", "sounds"), SPOKEN)
def test_a_text_keeps_its_punctuation_among_the_sounds(language: str, text: str, sounds: str) -> None:
    assert phonemes(text, language, never) == sounds


def test_every_sign_has_a_number_of_its_own() -> None:
    assert (len(SYMBOLS), len(set(SYMBOLS.values()))) == (114, 114)
    assert (SYMBOLS[";"], SYMBOLS["a"], SYMBOLS["ˈ"], SYMBOLS["ᵻ"]) == (1, 43, 156, 177)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("abc", ["abc"]),
        ("ab. cdef ghi", ["ab.", "cdef ghi"]),
        ("abc, def ghij", ["abc,", "def ghij"]),
        ("abcd efgh ijk", ["abcd efgh", "ijk"]),
        ("abcdefghijklmn", ["abcdefghij", "klmn"]),
    ],
)
def test_long_phonemes_are_cut_where_one_would_breathe(text: str, parts: list[str]) -> None:
    assert list(split_phonemes(text, most=10)) == parts


@pytest.mark.slow
def test_speaking_loads_nothing_that_is_under_the_gpl(models: ModelStore) -> None:
    models.pull("kokoro")
    program = """
import pathlib, sys
from app.engines.config import EngineConfig
from app.engines.voice.kokoro import Kokoro
assert Kokoro(EngineConfig(model_dir=pathlib.Path(sys.argv[1]))).synthesize("Hola.", "ef_dora").duration > 0.2
found = {"phonemizer", "kokoro_onnx"} & set(sys.modules)
assert not found, found
assert "libespeak" not in pathlib.Path("/proc/self/maps").read_text()
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(models.folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
