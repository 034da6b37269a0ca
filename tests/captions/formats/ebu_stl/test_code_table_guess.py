"""Headers that name the Latin table over a text in another alphabet."""

import pytest

from app.captions.formats.ebu_stl.format import FORMAT
from app.captions.formats.ebu_stl.reader import read
from tests.support.captions.ebu_stl_bytes import block, stl

TEXTS = {
    "iso8859_5": ("Добрый день, друзья", "Сегодня хорошая погода"),
    "iso8859_6": ("مساء الخير ايها الاصدقاء", "الطقس جميل اليوم"),
    "iso8859_7": ("Καλησπέρα, αγαπητοί φίλοι", "σήμερα έχει καλό καιρό"),
    "iso8859_8": ("ערב טוב ידידים יקרים", "היום מזג האוויר יפה"),
}


def file_of(lines, **fields):
    blocks = [block(n, f"00:00:0{n}:00", f"00:00:0{n}:20", line) for n, line in enumerate(lines, 1)]
    return stl(*blocks, **fields)


@pytest.mark.parametrize(("codec", "lines"), TEXTS.items())
def test_the_alphabet_of_the_text_wins_over_a_latin_header(codec, lines):
    document = read(file_of([line.encode(codec) for line in lines]))
    assert [cue.text for cue in document.cues] == list(lines)
    assert [issue.code for issue in document.issues] == ["code_table_assumed"]


@pytest.mark.parametrize(
    "line",
    [
        b"Gr\xc8u\xfbe aus K\xc8oln",
        b"\xc2eK\xc2e\xcecz \xcfs\xcfz\xcfc",
        b"\xd5 La la \xd5",
        b"\xab\xbb\xaa\xba\xa9\xb9\xd0\xd5",
    ],
    ids=["German", "mostly accents", "notes", "signs"],
)
def test_latin_text_stays_latin(line):
    document = read(file_of([line, line]))
    assert document.issues == []
    assert document.extras["ebu-stl"]["CCT"] == "00"


def test_a_chosen_table_and_a_header_that_says_another_are_obeyed():
    lines = [line.encode("iso8859_5") for line in TEXTS["iso8859_5"]]
    options = {option.name: option.default for option in FORMAT.decode_options}
    chosen = FORMAT.read(file_of(lines), options | {"code_table": "latin"})
    assert chosen.issues == []
    assert read(file_of(lines, CCT="03")).cues[0].text.startswith("΄ήΡΰ")
