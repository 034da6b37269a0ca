"""Rebuilds the dumps that caption-inspector makes of an MCC file, from what our own decoders see.

A dump has the codes in braces and the text in quotes, in the order they were sent; a line begins with the
timecode at codes that change what is shown. Two habits of that program are followed: it shows the special
character "transparent space" (0x1139) as a preamble, `{R2:C16:UL}`, and it puts the commands of a DTVCC
packet at the frame where the next packet begins, so that the last packet of a file does not appear.
"""

from app.captions.codecs.cea608.characters import BASIC
from app.captions.codecs.cea608.codes import EDM, ENM, EOC, OPERATIONS, RCL
from app.captions.codecs.cea708.commands import split
from app.captions.codecs.cea708.packets import Assembler, service_blocks
from app.captions.formats.mcc.lines import opened
from app.captions.timecode.smpte import format_timecode

NAMES = {EDM: "EDM", ENM: "ENM", EOC: "EOC", RCL: "RCL"}
BEGINS_LINE_608 = {EDM, EOC, RCL}
WINDOWS = {0x88: "CLW", 0x89: "DSW", 0x8A: "HDW", 0x8C: "DLW"}
SWA = "SWA:Fill-Transparent-R1G1B1:Brdr-None-R1G1B1:PD-LtoR:SD-LtoR:JD-TtoB:Snap-1.0sec-LtoR"


def channel_dump(text):
    """The lines of the dump of CC1: every code, repetitions too, and every character."""
    lines = opened(text)
    sent = [
        (at, (first & 0x7F) << 8 | second & 0x7F)
        for at, triplets in lines.frames()
        for kind, first, second in triplets
        if kind == 0
    ]
    pieces = [(at, word, piece) for at, word in sent for piece in [_piece_608(word)] if piece]
    return _lines([(at, word in BEGINS_LINE_608, piece) for at, word, piece in pieces], lines.rate)


def service_dump(text):
    """The lines of the dump of service 1."""
    lines = opened(text)
    assembler = Assembler()
    pieces = []
    waiting = []
    for at, triplets in lines.frames():
        for kind, first, second in triplets:
            if kind < 2:
                continue
            if kind == 3:
                pieces += [(at, begins, piece) for begins, piece in waiting]
                waiting = []
            packet = assembler.feed(kind, first, second)
            for service, data in service_blocks(packet or b""):
                assert service == 1
                waiting += [item for item in map(_piece_708, split(data)[0]) if item]
    return _lines(pieces, lines.rate)


def _lines(pieces, rate):
    """Pieces joined as the dumps do: text next to text in one pair of quotes, a new line where one begins."""
    out = []
    for at, begins, piece in pieces:
        label = format_timecode(at, rate, ":")
        if begins or not out:
            out.append([label, []])
        parts = out[-1][1]
        if parts and piece.startswith('"') and parts[-1].startswith('"'):
            parts[-1] = parts[-1][:-1] + piece[1:]
        else:
            parts.append(piece)
    return [f"{label} - {' '.join(parts)}" for label, parts in out]


def _piece_608(word):
    if not word:
        return ""
    if word >= 0x2000:
        return f'"{BASIC[word >> 8]}{BASIC.get(word & 0x7F, "")}"'
    if word in NAMES:
        return f"{{{NAMES[word]}}}"
    name, argument = OPERATIONS[word]
    if name == "transparent_space":
        return "{R2:C16:UL}"
    assert name == "preamble"
    row, indent, _, underline = argument
    return f"{{R{row}:C{indent}{':UL' if underline else ''}}}"


def _piece_708(command):
    """Whether it begins a line, and how the dump shows it; the end-of-text code is not shown."""
    if isinstance(command, str):
        return False, f'"{command}"'
    code, data = command
    if code in WINDOWS:
        return True, f"{{{WINDOWS[code]}:{data[0]:08b}}}"
    if code == 0x03:
        return None
    return False, f"{{{_command_708(code, data)}}}"


def _command_708(code, data):
    if code >= 0x98:
        assert data[0] >> 3 == 0
        assert data[5] == 1 << 3 | 1
        return (
            f"DF{code - 0x98}:PopUp-TransBG:R{data[3] & 15}-C{data[4]}:Anchor-UL-V{data[1]}-H{data[2]}"
            f":Pen-MonoSerif:Pr-{data[0] & 7}"
        )
    if 0x80 <= code < 0x88:
        return f"CW{code - 0x80}"
    if code == 0x97:
        assert data.hex() == "d5150e20"
        return SWA
    if code == 0x92:
        return f"SPL:R{data[0]}-C{data[1]}"
    assert code == 0x91
    front, back, edge = (f"R{c >> 4 & 3}G{c >> 2 & 3}B{c & 3}" for c in data)
    return f"SPC:FG-Solid-{front}:BG-Solid-{back}:Edg-{edge}"
