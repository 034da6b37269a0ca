"""Ancillary packets, CDPs and the letters of MCC, against lines of a real file and of ffmpeg."""

import pytest

from app.captions.codecs.cea708.cdp import (  # fmt: skip
    CDP_ID,
    LINE21_ID,
    TRIPLETS,
    Service,
    ancillary,
    ancillary_of,
    build,
    line21,
    parse,
)
from app.captions.formats.mcc.abbreviations import expansions, packed

REAL = "T59S594F7FZZ72F4FC942CFF0222FE8901ON73F2E02020207E3FFFE1656E67C13FFF74ZZ84BB"
IDLE = "T49S494F43Z0172F4QROO74Z01BDAB"


def unpacked(text, header=()):
    return bytes.fromhex(text.translate(expansions(header)))


def test_a_real_line_is_read():
    identity, user_data, intact = ancillary(unpacked(REAL))
    assert (identity, intact) == (CDP_ID, True)
    cdp = parse(user_data)
    assert cdp.rate == 4
    assert cdp.triplets == [(0, 0x94, 0x2C), (3, 0x02, 0x22), (2, 0x89, 0x01)]
    assert cdp.services == [Service(0, ""), Service(1, "eng")]
    assert cdp.intact


def test_a_real_line_is_built_byte_for_byte():
    triplets = [bytes.fromhex(x) for x in ("fc942c", "ff0222", "fe8901")]
    made = build(4, triplets, 0, [Service(0, ""), Service(1, "eng")])
    assert packed(ancillary_of(CDP_ID, made)) == REAL


def test_an_idle_line_of_another_program_is_built_byte_for_byte():
    made = build(4, [b"\xfc\x80\x80", b"\xfd\x80\x80"], 1)
    assert packed(ancillary_of(CDP_ID, made)) == IDLE


def test_every_letter_stands_for_its_bytes():
    for text in (REAL, IDLE, "GHIJKLMNOPQRSTUZ"):
        data = unpacked(text)
        assert unpacked(packed(data)) == data


def test_the_header_says_what_u_means():
    assert unpacked("U") == bytes.fromhex("e1000000")
    assert unpacked("U", ["//     U  E1h 00h 00h"]) == bytes.fromhex("e10000")


def test_a_wrong_checksum_is_noticed():
    data = bytearray(unpacked(IDLE))
    data[10] ^= 1
    _, user_data, intact = ancillary(bytes(data))
    assert not intact
    assert not parse(user_data).intact


def test_a_bare_line_21_packet():
    identity, user_data, intact = ancillary(ancillary_of(LINE21_ID, b"\x80\x94\x20"))
    assert (identity, intact) == (LINE21_ID, True)
    assert line21(user_data) == [(0, 0x94, 0x20)]
    assert line21(b"\x00\x94\x20") == [(1, 0x94, 0x20)]
    assert line21(b"") == []


@pytest.mark.parametrize("rate", TRIPLETS)
def test_a_cdp_is_padded_for_its_rate(rate):
    made = build(rate, [b"\xfc\x94\x20"], 7, [Service(0, "eng"), Service(1, "spa", True)])
    assert len(made) == made[2]
    cdp = parse(made)
    assert (cdp.rate, cdp.triplets, cdp.intact) == (rate, [(0, 0x94, 0x20)], True)
    assert cdp.services == [Service(0, "eng"), Service(1, "spa", True)]


@pytest.mark.parametrize("data", [b"", b"\x96", b"\x96\x69\x0b\x4f\x43\0\0\x72\xf4\xfc", b"\x12" * 20])
def test_what_is_no_cdp_is_refused(data):
    with pytest.raises(ValueError):
        parse(data)


def test_a_packet_that_is_cut_off_is_refused():
    with pytest.raises(ValueError):
        ancillary(unpacked(IDLE)[:-1])
