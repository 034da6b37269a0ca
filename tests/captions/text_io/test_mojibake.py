"""UTF-8 that was encoded twice: recognised, told, and mended when it is asked for."""

import pytest

from app.captions.conversion.convert import ConvertRequest, convert
from app.captions.conversion.inspect import inspect
from app.captions.text_io.mojibake import repaired

PAIRS = [
    ("C’est l’été à la forêt", "cp1252"),
    ("Świetnie, że jesteś", "cp1252"),
    ("Привет, как дела?", "cp1251"),
    ("Grüße aus München", "latin-1"),
    ("♪ La la la ♪", "cp1252"),
]


def twice(text: str, codec: str) -> str:
    return "".join(chr(byte) if byte in _UNDEFINED else bytes([byte]).decode(codec) for byte in text.encode())


_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D, 0x98)


def srt(*texts: str) -> bytes:
    return "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{t}\n\n" for n, t in enumerate(texts, 1)
    ).encode()


@pytest.mark.parametrize(("text", "codec"), PAIRS)
def test_the_text_as_it_was_meant(text, codec):
    found = repaired(f"one\n{twice(text, codec)}\ntwo")
    assert found is not None
    assert (found.text, found.lines, found.after) == (f"one\n{text}\ntwo", 1, text)


@pytest.mark.parametrize(
    "text", [*(text for text, _ in PAIRS), "plain", "PÃO DE AÇÚCAR", "Їжа і Різдво", "“É”", "ÄÖÜ"]
)
def test_good_text_is_left_alone(text):
    assert repaired(text) is None


def test_it_is_told_and_mended_by_auto_fix():
    data = srt(twice("Ça va très bien", "cp1252"), "Où ça ?")
    (issue,) = [issue for issue in inspect(data).document.issues if issue.code == "double_encoding"]
    assert "auto_fix" in issue.message
    assert "“Ça va très bien”" in issue.message
    done = convert(data, ConvertRequest(auto_fix=True))
    assert "Ça va très bien" in done.data.decode()
    assert [fix["code"] for fix in done.fixes] == ["double_encoding"]
    assert done.issues == []


def test_only_lines_that_look_like_it_are_mended():
    found = repaired("\n".join(["é"] * 30_000 + ["Ã©"] * 3))
    assert found is not None
    assert (found.lines, found.before, found.text.count("Ã")) == (3, "Ã©", 0)
