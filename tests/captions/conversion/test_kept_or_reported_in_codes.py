"""Every field and control code of EBU STL, and every attribute of CEA-708, is kept or reported.

As in the tests of the text formats, a file that says it is converted beside the same file without it.
"""

import pytest

from app.captions.codecs.cea708.service import ServiceDecoder
from app.captions.formats.ebu_stl import gsi
from app.captions.formats.ebu_stl.tti import Block
from tests.support.captions.cea608 import FRAME
from tests.support.captions.styled_files import TARGETS, differs

BINARY_TARGETS = (*TARGETS, "ebu-stl")
TEXT = b"\x0d\x0b\x0b\x01Red\x8aplain \xb0\x0a\x0a"
HEADER = {
    "CPN": "850", "DFC": "STL25.01", "DSC": "1", "CCT": "00", "LC": "09", "OPT": "Fi\u00d8m", "CD": "260101",
    "RD": "260101", "RN": "00", "TNB": "00002", "TNS": "00002", "TNG": "001", "MNC": "40", "MNR": "23",
    "TCS": "1", "TCP": "00000000", "TCF": "00000100", "TND": "1", "DSN": "1",
}  # fmt: skip


def block(number, seconds, text=TEXT, **changes):
    """A subtitle of a second and a half."""
    begin, end = bytes((0, 0, seconds, 0)), bytes((0, 0, seconds + 1, 12))
    usual = Block(0, number, 0xFF, 0, begin, end, 18, 2, False, text)
    return usual._replace(**changes).pack()


def stl(fields=None, first=None, second=None, text=TEXT, more=b""):
    data = gsi.write(HEADER | (fields or {}))
    return data + more + block(1, 1, text, **(first or {})) + block(2, 4, **(second or {}))


PLAIN_STL = stl()
STL_FIELDS = {
    "DFC": "STL30.01", "DSC": "0", "CCT": "01", "OPT": "Another", "OET": "Episode", "TPT": "Der Film",
    "TET": "Folge", "TN": "Ann", "TCD": "ann@example.com", "SLR": "ABC-1", "TCS": "0", "TCP": "10000000",
    "TND": "2", "CO": "DEU", "PUB": "Publisher", "EN": "Editor", "ECD": "editor@example.com", "UDA": "414243",
}  # fmt: skip
STL_BOOKKEEPING = {"CD", "RD", "RN", "TNB", "TNS", "TNG", "TCF", "MNC", "DSN"}
"""Dates, revision, counts, the first time, the widest row and the number of a disk alone: nothing is seen."""
STL_TARGET_LANGUAGES = ("imsc1.1", "ebu-tt-d", "itt", "ebu-stl")
STL_SPECIAL = {"CPN", "LC", "MNR"}


def test_the_table_has_every_field_of_the_header():
    assert STL_FIELDS.keys() | STL_BOOKKEEPING | STL_SPECIAL == {name for name, _, _ in gsi.FIELDS}


@pytest.mark.parametrize("field", STL_FIELDS)
def test_ebu_stl_header(field):
    differs(PLAIN_STL, stl({field: STL_FIELDS[field]}), "a.stl", targets=BINARY_TARGETS)


def test_ebu_stl_code_page_language_and_rows():
    differs(PLAIN_STL, b"437" + PLAIN_STL[3:], "a.stl", targets=BINARY_TARGETS)
    differs(PLAIN_STL, stl({"LC": "08"}), "a.stl", targets=STL_TARGET_LANGUAGES)
    open_subtitles = {"DSC": "0", "MNR": "20"}
    differs(stl(open_subtitles), stl(open_subtitles | {"MNR": "99"}), "a.stl", place=True)


STL_BLOCKS = {
    "SGN": {"group": 2}, "CS": {"cumulative": 1}, "TCI": {"begin": bytes((0, 0, 0, 12))},
    "TCO": {"end": bytes((0, 0, 3, 0))}, "VP": {"row": 2}, "JC": {"justification": 1},
    "JC3": {"justification": 3}, "CF": {"comment": True},
}  # fmt: skip


@pytest.mark.parametrize("name", STL_BLOCKS)
def test_ebu_stl_blocks(name):
    second = {"cumulative": 3} if name == "CS" else {}
    said = stl(first=STL_BLOCKS[name], second=second)
    differs(PLAIN_STL, said, "a.stl", place=name in ("VP", "JC", "JC3"), targets=BINARY_TARGETS)


def test_ebu_stl_user_data():
    more = block(0, 0, b"data", extension=0xFE)
    differs(PLAIN_STL, stl(more=more), "a.stl", targets=BINARY_TARGETS)


WITHOUT_EFFECT = (
    {0x07, 0x09, 0x1C}  # white, steady and black background: as every row begins
    | {0x0A, 0x0B, 0x0C, 0x0D}  # boxes and double height: how teletext shows every subtitle
    | {0x81, 0x83, 0x85}  # the ends of what did not begin
)


@pytest.mark.parametrize("code", sorted({*range(0x20), *range(0x80, 0xA0)} - WITHOUT_EFFECT))
def test_ebu_stl_control_codes(code):
    plain, said = (
        stl(text=b"\x0d\x0b\x0bOne" + middle + b"two\x0a\x0a") for middle in (b" ", bytes((code,)))
    )
    differs(plain, said, "a.stl", targets=BINARY_TARGETS)


DEFINE = [0x98, 0x18, 0x14, 0x00, 0x01, 0x1F, 0x11]
"""DF0: hidden, locked, priority 0; row 5; 2 rows of 32 columns; window style 2, pen style 1."""
PEN = [0x90, 0x05, 0x01]
COLOR = [0x91, 0x3F, 0x00, 0x00]
WINDOW = [0x97, 0xC0, 0x00, 0x0C, 0x00]
"""SWA: a clear fill, no border, scrolling upwards, text from the left."""


def seen(define=(), pen=(), color=(), window=(), before=b"", after=b"", text=b"Hello"):
    """What the decoder of the service shows, and what it could not keep."""

    def changed(usual, change):
        return bytes(change.get(index, value) for index, value in enumerate(usual))

    data = changed(DEFINE, dict(define)) + changed(WINDOW, dict(window))
    data += changed(PEN, dict(pen)) + changed(COLOR, dict(color))
    service = ServiceDecoder(FRAME)
    service.feed(data + before + text + after, FRAME)
    service.feed(b"\x89\x01", 2 * FRAME)
    service.feed(b"\x8a\x01", 40 * FRAME)
    cues = service.finish(50 * FRAME)
    shown = [(cue.start, cue.end, cue.runs, cue.placement, cue.extras, cue.mode) for cue in cues]
    return repr(shown), frozenset(service.unkept)


PLAIN_708 = seen()
CEA_708 = {
    "DF priority": {"define": {1: 0x1B}},
    "DF row lock": {"define": {1: 0x08}},
    "DF column lock": {"define": {1: 0x10}},
    "DF visible": {"define": {1: 0x38}},
    "DF relative positioning": {"define": {2: 0x94}},
    "DF anchor vertical": {"define": {2: 0x30}},
    "DF anchor horizontal": {"define": {3: 0x20}},
    "DF anchor point": {"define": {4: 0x81}},
    "DF window style": {"define": {6: 0x39}},
    "DF pen style": {"define": {6: 0x13}},
    "SPA pen size": {"pen": {1: 0x04}},
    "SPA offset": {"pen": {1: 0x01}},
    "SPA text tag": {"pen": {1: 0x15}},
    "SPA font style": {"pen": {2: 0x04}},
    "SPA edge type": {"pen": {2: 0x09}},
    "SPA underline": {"pen": {2: 0x41}},
    "SPA italics": {"pen": {2: 0x81}},
    "SPC foreground": {"color": {1: 0x30}},
    "SPC flashing": {"color": {1: 0x7F}},
    "SPC translucent text": {"color": {1: 0xBF}},
    "SPC transparent text": {"color": {1: 0xFF}},
    "SPC background": {"color": {2: 0x30}},
    "SPC background opacity": {"color": {2: 0x80}},
    "SPC edge color": {"color": {3: 0x30}},
    "SWA fill": {"window": {1: 0x30}},
    "SWA border": {"window": {2: 0x40}},
    "SWA border type 2": {"window": {3: 0x8C}},
    "SWA word wrap": {"window": {3: 0x4C}},
    "SWA print direction": {"window": {3: 0x2C}},
    "SWA scroll direction": {"window": {3: 0x04}},
    "SWA justify": {"window": {3: 0x0E}},
    "SWA display effect": {"window": {4: 0x01}},
    "SPL": {"before": b"\x92\x01\x04"},
    "CR": {"text": b"Hel\rlo"},
    "BS": {"after": b"\x08"},
    "FF": {"after": b"\x0cBye"},
    "HCR": {"after": b"\x0eBye"},
    "CLW": {"after": b"\x88\x01Bye"},
    "HDW": {"after": b"\x89\x01\x8a\x01"},
    "TGW": {"after": b"\x8b\x01"},
    "DLW": {"after": b"\x8c\x01"},
    "DLY": {"after": b"\x8d\x05"},
    "RST": {"after": b"\x8f"},
    "G2": {"after": b"\x10\x25"},
    "G3": {"after": b"\x10\xa0"},
    "P16": {"after": b"\x18\x4e\x00"},
}
"""CTA-708-E, sections 8.4, 8.5 and 8.10: each parameter of each command, changed."""


@pytest.mark.parametrize("name", CEA_708)
def test_cea_708(name):
    assert PLAIN_708[0] != "[]"
    assert seen(**CEA_708[name]) != PLAIN_708
