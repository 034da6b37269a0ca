"""Translation memories: TMX of other programs, and our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.translation.memory import is_memory, read_memory, remembered, summarized, written_memory
from app.core.errors import CaptionError
from tests.support.examples import examples

OTHERS = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="Another" srclang="en-US" datatype="xml"><note>No sentence</note></header>
<body>
<tu tuid="1"><prop type="x">No sentence</prop>
<tuv xml:lang="en-US"><seg>Good   morning,
<hi type="x">my</hi> dear.</seg></tuv>
<tuv xml:lang="ES-es"><seg>Buenos <ph x="1">{code}</ph>días, querida.</seg></tuv></tu>
<tu><tuv lang="en_US"><seg>Press <bpt i="1">&lt;b&gt;</bpt>Start<ept i="1">&lt;/b&gt;</ept>.</seg></tuv>
<tuv lang="es"><seg>Pulse Inicio.</seg></tuv><tuv lang="pt-BR"><seg>Toque em Iniciar.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Stop.</seg></tuv><tuv xml:lang="es"><seg></seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Press Start.</seg></tuv><tuv xml:lang="es"><seg>Pulsa Inicio.</seg></tuv></tu>
</body></tmx>"""


def test_a_memory_of_another_program() -> None:
    known = remembered(OTHERS.encode(), "en", ["es", "pt-BR", "pt-PT", "fr"])
    assert known == {
        "es": {"Good morning, my dear.": "Buenos días, querida.", "Press Start.": "Pulsa Inicio."},
        "pt-BR": {"Press Start.": "Toque em Iniciar."},
        "pt-PT": {},
        "fr": {},
    }
    assert summarized(OTHERS.encode()) == {"units": 4, "languages": ["ES-es", "en", "en-US", "es", "pt-BR"]}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_that_programs_write(encoding: str) -> None:
    data = OTHERS.replace("UTF-8", encoding.removesuffix("-sig")).encode(encoding)
    assert is_memory(data)
    assert remembered(data, "en", ["es"])["es"]["Press Start."] == "Pulsa Inicio."


def test_styles_of_a_sentence_come_back() -> None:
    unit = {"en": "I <s1>really</s1> mean 1 < 2 & “it”.", "es": "Lo digo <s1>en serio</s1>."}
    assert read_memory(written_memory([unit, unit], "en")) == [unit]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<tmx><body><tu>", "no element found"),
        (b"<html><body>Not TMX</body></html>", "no <tmx>"),
        (b'<!DOCTYPE tmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><tmx>&b;</tmx>', "entities"),
        (b'<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]><tmx>&a;</tmx>', "entities"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"", "cannot be read"),
    ],
)
def test_what_is_none_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(CaptionError, match=reason) as told:
        read_memory(data)
    assert told.value.code == "unreadable_memory"


def test_a_caption_file_is_none() -> None:
    assert not is_memory(b"1\n00:00:01,000 --> 00:00:02,000\nHi\n")


_WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
SENTENCES = st.lists(_WORDS, min_size=1, max_size=6).map(" ".join).filter(lambda text: "<s" not in text)


@examples(100)
@given(st.lists(st.tuples(SENTENCES, SENTENCES), max_size=8))
def test_what_is_written_is_read(pairs: list[tuple[str, str]]) -> None:
    units = [{"en": source, "es": target} for source, target in dict(pairs).items()]
    assert read_memory(written_memory(units, "en")) == units
