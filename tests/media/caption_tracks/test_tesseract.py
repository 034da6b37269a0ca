"""Reading pictures by Tesseract: a program that says what it would say stands in for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.media.caption_tracks import tesseract

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
WORDS = [
    (1, 1, "Good", 96.1), (1, 1, "morning", 91.0), (1, 2, "Anna", 41.26), (3, 1, '"Bye"', 88.0),
]  # fmt: skip
TABLE = HEAD + "".join(
    f"5\t{page}\t1\t1\t{line}\t1\t0\t0\t9\t9\t{sure}\t{word}\n" for page, line, word, sure in WORDS
)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Tesseract that knows English and Spanish, and notes what it was asked."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "tesseract"
    (folder / "table").write_text(TABLE)
    program.write_text(
        "#!/bin/sh\n"
        'if [ "$1" = --list-langs ]; then printf "List of languages (3):\\neng\\nosd\\nspa\\n"; exit; fi\n'
        f'cat "$1" >> {folder}/asked; echo "$4" >> {folder}/languages; cat {folder}/table\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return folder


def test_lines_and_words_in_doubt(installed: Path, tmp_path: Path) -> None:
    pictures = [tmp_path / f"{number}.png" for number in range(3)]
    read = tesseract.read(pictures, "es")
    assert [each.lines for each in read] == [["Good morning", "Anna"], [], ['"Bye"']]
    assert [each.doubtful for each in read] == [[("Anna", 41.3)], [], []]
    assert (installed / "asked").read_text().split() == [str(path) for path in pictures]
    assert (installed / "languages").read_text() == "spa\n"


def test_signs_of_chinese_stand_without_spaces(installed: Path, tmp_path: Path) -> None:
    rows = "".join(f"5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t90\t{word}\n" for word in ("你", "好", "Anna", "Li"))
    (installed / "table").write_text(HEAD + rows, encoding="utf-8")
    assert tesseract.read([tmp_path / "0.png"], "es")[0].lines == ["你好 Anna Li"]


@pytest.mark.usefixtures("installed")
def test_a_language_that_is_not_installed() -> None:
    with pytest.raises(EngineError) as caught:
        tesseract.check("fr")
    assert caught.value.code == "engine_missing"
    assert "apt install tesseract-ocr-fra" in caught.value.hint
    assert "It has: eng, spa." in caught.value.hint
    assert tesseract.check("") == "eng"


def test_without_the_program_the_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not tesseract.available()
    with pytest.raises(EngineError) as caught:
        tesseract.check("en")
    assert caught.value.code == "engine_missing"
    assert "apt install tesseract-ocr" in caught.value.hint
