"""What a written text file is made of."""

import pytest

from app.captions.conversion.convert import ConvertRequest, convert
from app.captions.text_io.text_file import TEXT_ENCODING

SRT = "1\n00:00:01,000 --> 00:00:02,000\nCafé, 日本\n"


def written(**options):
    return convert(SRT.encode(), ConvertRequest(encode_options=options))


def test_usual():
    assert written().data == SRT.encode()


def test_windows_line_ends():
    assert written(line_ends="crlf").data == SRT.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("name", TEXT_ENCODING.choices)
def test_every_encoding_is_read_back_or_its_losses_are_told(name):
    done = written(text_encoding=name)
    again = convert(done.data, ConvertRequest(encoding=name if name.startswith("windows") else "auto"))
    lost = [example["detail"] for loss in done.losses for example in loss["examples"]]
    expected = SRT
    for character in lost:
        expected = expected.replace(character, "?")
    if name in ("utf-8", "utf-8 with mark", "utf-16") or name.startswith("windows"):
        assert again.data.decode() == expected
    assert bool(lost) == ("?" in expected)


def test_a_byte_order_mark():
    assert written(text_encoding="utf-8 with mark").data.startswith(b"\xef\xbb\xbf1\n")
