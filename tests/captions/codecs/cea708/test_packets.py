"""Packets, service blocks, commands and characters of CEA-708."""

import pytest

from app.captions.codecs.cea708.characters import decoded, encoded
from app.captions.codecs.cea708.commands import split
from app.captions.codecs.cea708.languages import tag, three_letters
from app.captions.codecs.cea708.packets import Assembler, packet_of, service_blocks


def feed(assembler, packet):
    out = []
    for n in range(0, len(packet), 2):
        out.append(assembler.feed(2 if n else 3, packet[n], packet[n + 1]))
    return out


def test_a_packet_comes_back_from_its_pairs():
    packet = packet_of(1, b"Hello", 2)
    assert packet[0] == 2 << 6 | 4
    assert feed(Assembler(), packet) == [None, None, None, packet]
    assert list(service_blocks(packet)) == [(1, b"Hello")]


def test_a_real_packet():
    packet = bytes.fromhex("492f8c029900310003 1f0981 97d5150e20 00".replace(" ", ""))
    assert list(service_blocks(packet)) == [(1, packet[2:17])]
    commands, rest = split(packet[2:17])
    assert commands == [
        (0x8C, b"\x02"),
        (0x99, bytes.fromhex("003100031f09")),
        (0x81, b""),
        (0x97, bytes.fromhex("d5150e20")),
    ]
    assert rest == b""


def test_a_packet_cut_off_by_the_next_is_given_up():
    assembler = Assembler()
    whole = packet_of(1, b"Hello", 0)
    assembler.feed(3, whole[0], whole[1])
    assert feed(assembler, packet_of(2, b"x", 1))[-1] == packet_of(2, b"x", 1)
    assert assembler.feed(2, 0x41, 0x41) is None


def test_size_zero_means_the_longest_packet():
    assembler = Assembler()
    results = [assembler.feed(3 if n == 0 else 2, 0, 0) for n in range(64)]
    assert results[:-1] == [None] * 63
    assert len(results[-1]) == 128


def test_extended_service_numbers():
    packet = bytes((0x02, 7 << 5 | 1, 9, 0x41))
    assert list(service_blocks(packet)) == [(9, b"A")]


def test_a_block_that_is_cut_off_ends_the_packet():
    assert list(service_blocks(bytes((0x02, 0x3F, 0x41, 0x42)))) == []


@pytest.mark.parametrize(
    ("data", "commands", "rest"),
    [
        (b"Hi\x7f", ["Hi♪"], b""),
        (b"caf\xe9", ["café"], b""),
        (b"\x10\x35a", ["•a"], b""),
        (b"\x10\x22", ["_"], b""),
        (b"\x10\xa0", ["[CC]"], b""),
        (b"\x10\x20", [(0x1020, b"")], b""),
        (b"a\x0db", ["a", (0x0D, b""), "b"], b""),
        (b"\x92\x01", [], b"\x92\x01"),
        (b"\x10", [], b"\x10"),
        (b"\x10\x90", [], b"\x10\x90"),
        (b"\x10\x90\x02ab\x41", [(0x1090, b"\x02ab"), "A"], b""),
        (b"\x10\x1fabcZ", [(0x101F, b"abc"), "Z"], b""),
        (b"\x18\x4f\x60\x41", ["你A"], b""),
        (b"\x18\x00\x07\x41", [(0x18, b"\x00\x07"), "A"], b""),
    ],
)
def test_a_stream_is_text_and_commands(data, commands, rest):
    assert split(data) == (commands, rest)


def test_text_is_encoded_and_decoded_back():
    text = "Hello ♪ été ÿ “x” ‘y’ • ™ █ ┐"
    assert split(encoded(text))[0] == [text]
    assert encoded("—") == b"-"
    assert decoded(0x7F) == "♪"


def test_languages_have_two_and_three_letters():
    assert (tag("eng"), tag("und"), tag("xyz"), tag("")) == ("en", None, "xyz", None)
    assert (three_letters("en-US"), three_letters("fr"), three_letters("haw"), three_letters(None)) == (
        "eng", "fra", "haw", "und",
    )  # fmt: skip
