import time
from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.core.progress import never
from app.engines.config import EngineConfig
from app.engines.loaded_models import forget_loaded
from app.engines.protocols import Canceled
from app.engines.translation import apertium
from app.engines.translation.apertium import Apertium, from_stream, stages_of, to_stream
from app.engines.translation.pipe import PipeError, ProgramPipe
from app.engines.translation.sentences import translate_sentences

pytestmark = pytest.mark.slow

CONFIG = EngineConfig(model_dir=Path("unused"))
SED = "sed -u 's/hello/hola/' | sed -u 's/world/mundo/'"


@pytest.fixture(autouse=True)
def _empty() -> None:
    forget_loaded()


@pytest.fixture
def modes(tmp_path: Path) -> Path:
    """Pairs made of sed: it takes `-z` too, and answers at every NUL with `-u`."""
    (tmp_path / "eng-spa.mode").write_text(SED + "\n")
    (tmp_path / "spa-eng.mode").write_text("sed -u 's/hola/hello/'")
    (tmp_path / "eng-cat.mode").write_text("sed -u 's/hello/adeu/'")
    (tmp_path / "spa-eng_US.mode").write_text("cat")
    (tmp_path / "README").write_text("not a mode")
    return tmp_path


def test_a_mode_is_taken_apart_without_a_shell() -> None:
    mode = "lt-proc '/a b/x.bin' | tagger -g $2 '/p' | lt-proc $1 'y;rm -rf z'"
    assert stages_of(mode) == [
        ["lt-proc", "-z", "/a b/x.bin"],
        ["tagger", "-z", "-g", "/p"],
        ["lt-proc", "-z", "-n", "y;rm -rf z"],
    ]


def test_special_characters_are_escaped_and_tags_wrapped() -> None:
    assert to_stream("a [b] <s1>c</s1>\n$5 <x1/>") == r"a \[b\] [<s1>]c[</s1>] \$5 [<x1/>].[]"
    assert from_stream(r"A \[b\] [<s1>]c[</s1>] \$5 [<x1/>].[]", "A") == "A [b] <s1>c</s1> $5 <x1/>"
    assert from_stream("Y luego.[]", "and then") == "y luego"
    assert from_stream("Y luego.[]", "And then") == "Y luego"


def test_pairs_are_those_installed_and_those_through_english(modes: Path) -> None:
    engine = Apertium(CONFIG, modes)
    assert engine.capabilities().pairs == (("en", "ca"), ("en", "es"), ("es", "ca"), ("es", "en"))
    assert engine.version().startswith("apertium ")


def test_sentences_go_through_the_kept_pipe(modes: Path) -> None:
    engine, heard = Apertium(CONFIG, modes), []
    assert engine.translate(["hello world", "x"], "en", "es-MX", on_progress=heard.append) == [
        "hola mundo",
        "x",
    ]
    assert heard == [0.5, 1.0]
    assert engine.translate(["hola"], "es", "ca") == ["adeu"]


def test_a_pair_that_is_not_there_is_explained(modes: Path) -> None:
    with pytest.raises(EngineError, match="from English to German") as caught:
        Apertium(CONFIG, modes).translate(["x"], "en", "de")
    assert caught.value.code == "language_unsupported"


def test_without_apertium_the_one_command_is_named(tmp_path: Path) -> None:
    engine = Apertium(CONFIG, tmp_path / "none")
    assert engine.capabilities().install == "apt-get install apertium-eng-spa"
    with pytest.raises(EngineError) as caught:
        engine.translate(["x"], "en", "es")
    assert caught.value.code == "engine_missing"


def test_a_program_that_ends_is_started_again_for_the_next_text(modes: Path) -> None:
    (modes / "eng-spa.mode").write_text("sed -u '/stop/Q;s/hello/hola/'")
    engine = Apertium(CONFIG, modes)
    with pytest.raises(EngineError) as caught:
        engine.translate(["stop"], "en", "es")
    assert caught.value.code == "engine_failed"
    assert engine.translate(["hello"], "en", "es") == ["hola"]


def test_a_program_that_is_missing_is_an_explained_failure(modes: Path) -> None:
    (modes / "eng-spa.mode").write_text("no-such-program x")
    with pytest.raises(EngineError, match="no-such-program"):
        Apertium(CONFIG, modes).translate(["x"], "en", "es")


def test_a_silent_program_is_given_up_and_a_waiting_one_canceled() -> None:
    pipe = ProgramPipe([["sleep", "60"]], timeout=0.2)
    with pytest.raises(PipeError, match="no answer"):
        pipe.ask(b"x", never)
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 1

    started = time.monotonic()
    with pytest.raises(Canceled):
        ProgramPipe([["sleep", "60"]], timeout=60).ask(b"x", cancelled)
    assert time.monotonic() - started < 30


def test_a_text_larger_than_any_buffer_passes() -> None:
    pipe = ProgramPipe([["cat"], ["cat"]], timeout=20)
    text = b"x" * 1_000_000
    assert pipe.ask(text, never) == text
    assert pipe.ask(b"short", never) == b"short"
    pipe.close()


def test_an_endless_answer_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.engines.translation.pipe.MOST_BYTES", 1000)
    with pytest.raises(PipeError, match="too long"):
        ProgramPipe([["yes"]], timeout=20).ask(b"x", never)


class TestReal:
    def test_english_to_spanish(self) -> None:
        engine = apertium.Apertium(CONFIG)
        sentences = [
            "The house is big.",
            "Go to {place} now.",
            "I saw <s1>three</s1> dogs.",
            "It costs $5 [net].",
        ]
        result = translate_sentences(engine, sentences, "en", "es")
        assert result.texts[0] == "La casa es grande."
        assert "{place}" in result.texts[1]
        assert "<s1>" in result.texts[2]
        assert "</s1>" in result.texts[2]
        assert "$5 [" in result.texts[3]
        assert result.untranslated == []

    def test_a_thousand_sentences_in_seconds(self) -> None:
        engine = apertium.Apertium(CONFIG)
        engine.translate(["Warm up."], "en", "es")
        started = time.process_time()
        engine.translate([f"House number {i} is very big." for i in range(200)], "en", "es")
        assert time.process_time() - started < 5, "one process a sentence would take minutes"
