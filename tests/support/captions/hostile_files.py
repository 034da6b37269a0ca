"""Files made to hang or to eat memory, most of them small: by name, "format: what is odd about it".

The ones that pysubs2, srt, ttconv, openpyxl and python-docx were seen to take ten seconds or gigabytes for
are among them.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache

from app.captions.conversion.options import check_options
from app.captions.formats import xlsx
from app.captions.formats.docx import format as docx
from app.captions.formats.ebu_stl import format as ebu_stl
from app.captions.model.document import Cue, Document, Run
from app.captions.model.losses import Losses
from tests.support.captions.every_format import SAMPLES
from tests.support.captions.office_zips import repacked

TIMES = "00:00:01,000 --> 00:00:02,000\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n"
MEGABYTE = 1_000_000
TTML = '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"'


def srt(text: str) -> str:
    return f"1\n{TIMES}{text}\n"


TEXTS = {
    "srt: a thousand digits": "1" * 1_000 + "\n" + TIMES + "x",
    "srt: a megabyte of digits": "1" * MEGABYTE,
    "srt: digits before an arrow": "1" * MEGABYTE + " --> 00:00:02,000\nx",
    "srt: one line of arrows": srt("x") + "-->" * 300_000,
    "srt: many lines of arrows": srt("x") + "1:1:1,1 -->\n" * 80_000,
    "srt: numbers and no times": "\n\n".join(str(n) for n in range(150_000)),
    "srt: blank lines": srt("x") + "\n" * MEGABYTE + srt("y"),
    "srt: spaces": srt("x") + " " * MEGABYTE + "\n" + srt("y"),
    "srt: tags never closed": srt("<i>" * 300_000),
    "srt: tags around nothing": srt("<i></i>" * 150_000),
    "srt: tags around letters": srt("<i>x</i>y" * 100_000),
    "srt: tags that change nothing": srt("x<i></i>" * 120_000),
    "srt: line breaks": srt("x<br>" * 200_000),
    "srt: fonts in fonts": srt("<font color=red>x" * 60_000),
    "srt: a tag never ended": srt("<font " + " " * MEGABYTE),
    "srt: angle brackets": srt("<" * MEGABYTE),
    "srt: braces": srt("{\\" * 500_000),
    "srt: ampersands": srt("&" * MEGABYTE),
    "srt: entities": srt("&amp;" * 200_000),
    "srt: two hundred thousand cues": "".join(f"{TIMES}x\n\n" for _ in range(200_000)),
    "vtt: tags never closed": VTT + "<c.a>" * 200_000,
    "vtt: many classes": VTT + "<c" + ".a" * 300_000 + ">x",
    "vtt: growing classes": VTT + "".join(f"<c.c{n}>x" for n in range(20_000)),
    "vtt: ruby in ruby": VTT + "<ruby>x<rt>y" * 80_000,
    "vtt: inner times": VTT + "<00:01.500>x" * 80_000,
    "vtt: angle brackets": VTT + "<" * MEGABYTE,
    "vtt: many settings": VTT.rstrip() + " line:1" * 140_000 + "\nx",
    "vtt: one block of arrows": "WEBVTT\n\n" + "-->\n" * 250_000,
    "vtt: a header without end": "WEBVTT\n" + "a:b\n" * 250_000,
    "vtt: regions": "WEBVTT\n\n" + "".join(f"REGION\nid:{n}\n\n" for n in range(60_000)) + VTT[8:] + "x",
    "vtt: comments": "WEBVTT\n\n" + "NOTE x\n\n" * 120_000 + VTT[8:] + "x",
    "vtt: references": VTT + "&" * MEGABYTE,
    "microdvd: braces": "{1}{2}x\n" + "{1}" * 33_000,
    "microdvd: codes": "{1}{2}" + "{y:i}" * 200_000,
    "microdvd: bars": "{1}{2}" + "|" * MEGABYTE,
    "mpl2: brackets": "[1][2]x\n" + "[1]" * 300_000,
    "lrc: times": "[00:01.00]" * 100_000 + "x",
    "lrc: brackets": "[00:01.00]x\n" + "[" * MEGABYTE,
    "tmplayer: times": "00:00:01:x\n" * 100_000,
    "sami: syncs": "<SAMI><BODY>" + "<SYNC Start=1><P Class=X>x" * 40_000,
    "sami: comments": "<SAMI><BODY><SYNC Start=1><P Class=X>x" + "<!--" * 250_000,
    "sami: rules": "<SAMI><STYLE>" + ".a" * 400_000 + "<BODY><SYNC Start=1><P Class=X>x",
    "sami: a tag never ended": "<SAMI><BODY><SYNC Start=1><P Class=X>x<" + "a" * MEGABYTE,
    "ass: codes": "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,," + "{\\i1}x{\\i0}y" * 80_000,
    "ass: braces": "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,," + "{" * MEGABYTE,
    "ass: backslashes": "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,"
    + "{"
    + "\\" * MEGABYTE
    + "}",
    "ass: karaoke": "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,," + "{\\k1}x" * 100_000,
    "ass: columns": "[Events]\nFormat: " + "a," * 300_000 + "Start, End, Text\nDialogue: " + "," * 300_000,
    "ass: broken format lines": "[Events]\n" + "Format: a,\n" * 80_000,
    "sbv: arrows": "0:00:01.000,0:00:02.000\nx\n\n" * 100_000,
    "ttml: nested": '<tt xmlns="http://www.w3.org/ns/ttml"><body>' + "<div>" * 100_000,
    "ttml: laughs": '<!DOCTYPE tt [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><tt>&b;</tt>',
    "ttml: outside": '<!DOCTYPE tt [<!ENTITY x SYSTEM "file:///etc/passwd">]><tt><body>&x;</body></tt>',
    "scc: words": "Scenarist_SCC V1.0\n\n00:00:01:00\t" + "9420 " * 200_000,
    "spruce: switches": "00:00:01:00,00:00:02:00," + "^Ix" * 200_000,
    "spruce: commands": "$X = 1\n" * 100_000 + "00:00:01:00,00:00:02:00,x",
    "avid: times": "<begin subtitles>\n" + "00:00:01:00 00:00:02:00\nx\n" * 80_000,
    "qt text: descriptors": "{QTtext}\n[00:00:01.0]\n" + "{bold}x{plain}y" * 80_000,
    "qt text: braces": "{QTtext}\n[00:00:01.0]\n" + "{" * MEGABYTE,
    "cheetah: codes": "*PopOn\n*T 00:00:01:00\n" + "\\AI\\x\\AW\\y" * 80_000,
    "premiere: a quote never closed": 'Marker Name\tDescription\tIn\tOut\n"' + "x\n" * 400_000,
    "csv: columns": "start,text\n" + "1," * 500_000,
    "csv: rows without times": "start,text\n" + "x,y\n" * 200_000,
    "csv: quotes": 'start,text\n1,"' + '""' * 60_000,
    "timed transcript: brackets": "[0:01] x\n" + "[" * MEGABYTE,
    "timed transcript: times": "[0:01] x\n" * 100_000,
    "timed transcript: names": "[0:01] x\n" + ("A" * 59 + "  1:0\n") * 15_000,
    "html: nested": "<html>" + "<p data-start=1>x" * 60_000,
    "html: ruby in ruby": "<html><p data-start=1>" + "<ruby>x<rt>y" * 60_000,
    "html: comments": "<html>" + "<!--" * 250_000,
    "html: attributes": "<html><p " + "a=1 " * 250_000 + ">x",
    "fcpxml: spines": "<fcpxml>" + "<spine>" * 90 + "<caption/>" * 80_000 + "</spine>" * 90 + "</fcpxml>",
    "fcpxml: titles": "<fcpxml>"
    + '<title offset="1/3s" duration="9s"><text>x</text></title>' * 18_000
    + "</fcpxml>",
    "dcp-interop: fonts": "<DCSubtitle>" + "<Font Color='FFFF0000'>" * 90 + "<Subtitle/>" * 20_000,
    "dcp-interop: texts": '<DCSubtitle><Subtitle TimeIn="0:0:1:0" TimeOut="0:0:2:0">'
    + '<Text VAlign="top" VPosition="1">x</Text>' * 20_000
    + "</Subtitle></DCSubtitle>",
    "dcp-interop: blanks": "<DCSubtitle><Subtitle TimeIn='00:00:01:000' TimeOut='00:00:02:000'>"
    + f"<Text>x{' ' * MEGABYTE}y</Text></Subtitle></DCSubtitle>",
    "dcp-smpte: rates": "<SubtitleReel><TimeCodeRate>" + "9" * 4_000 + "</TimeCodeRate></SubtitleReel>",
    "bdn-xml: graphics": '<BDN><Event InTC="0:0:1:0" OutTC="0:0:2:0">'
    + "<Graphic>x</Graphic>" * 20_000
    + "</Event></BDN>",
    "usf: blanks": '<USFSubtitles><subtitle start="1" stop="2"><text>'
    + " <br/> x" * 40_000
    + "</text></subtitle></USFSubtitles>",
    "fcp7-xml: parameters": "<xmeml><sequence><generatoritem>"
    + "<parameter><parameterid>x</parameterid></parameter>" * 20_000
    + "</generatoritem></sequence></xmeml>",
    "subviewer1: times": "[BEGIN]\n" + "[00:00:01]\nx\n" * 60_000,
    "subviewer1: a head without end": "[TITLE]\n" * 60_000 + "[BEGIN]\n[00:00:01]\nx",
    "lambda-cap: codes": "Lambda DF0\n1\t00000100/00000200\t" + "＠斜３［" * 60_000,
    "lambda-cap: lines": "Lambda DF0\n1\t00000100/00000200\t" + "x\n" * 20_000,
    "rtf: groups": "{\\rtf1 " + "{" * 500_000,
    "rtf: styles": "{\\rtf1 1\\par 00:00:01,000 --> 00:00:02,000\\par " + "\\b1 x\\b0 y" * 60_000,
    "rtf: bytes": "{\\rtf1 " + "\\'e9" * 200_000,
    "edl: markers": "001 AX V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n" + "|M:x" * 200_000,
    "edl: events": "001 AX V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n* x\n" * 30_000,
    "ctm: words": "a 1 0.00 0.10 x 1.0\n" * 60_000,
    "ctm: columns": "a 1 0.00 0.10 x" + " y" * 200_000,
    "dcp-interop: lines": "<DCSubtitle><Subtitle TimeIn='00:00:01:000' TimeOut='00:00:02:000'>"
    + "<Text>x</Text>" * 60_000
    + "</Subtitle></DCSubtitle>",
    "whisper: words": '{"segments": [{"start": 0, "end": 9, "text": "x", "words": ['
    + ",".join('{"word": "x", "start": 1, "end": 2}' for _ in range(10_000))
    + "]}]}",
    "deepgram: words": '{"results": {"channels": [{"alternatives": [{"words": ['
    + ",".join('{"word": "x", "start": 1, "end": 2}' for _ in range(10_000))
    + "]}]}]}}",
    "whisper: words that nobody said": '{"segments": [{"start": 0, "end": 9, "text": "'
    + "x" * 500_000
    + '", "words": ['
    + ",".join('{"word": "zz", "start": 1, "end": 2}' for _ in range(10_000))
    + "]}]}",
    "aws: items": '{"results": {"items": ['
    + ",".join('{"start_time": "1", "alternatives": [{"content": "x"}]}' for _ in range(15_000))
    + "]}}",
    "azure: phrases": '{"phrases": ['
    + ",".join('{"offsetMilliseconds": 1, "durationMilliseconds": 1, "text": "x"}' for _ in range(12_000))
    + "]}",
    "google: words": '{"results": [{"alternatives": [{"transcript": "'
    + "x " * 100_000
    + '", "words": ['
    + ",".join('{"word": "y", "startTime": "1s", "endTime": "2s"}' for _ in range(10_000))
    + "]}]}]}",
    "rev.ai: elements": '{"monologues": [{"elements": ['
    + ",".join('{"type": "text", "value": "x", "ts": 1, "end_ts": 2}' for _ in range(15_000))
    + "]}]}",
    "speechmatics: results": '{"results": ['
    + ",".join('{"start_time": 1, "alternatives": [{"content": "x"}]}' for _ in range(15_000))
    + "]}",
    "segments: no ends": "[" + ",".join('{"start": 1, "text": "x"}' for _ in range(30_000)) + "]",
    "json3: segments": '{"events": [{"tStartMs": 1, "segs": ['
    + ",".join('{"utf8": "x", "tOffsetMs": 1}' for _ in range(25_000))
    + "]}]}",
    "youtube: laughs": '<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa">]>'
    '<transcript><text start="1">&a;</text></transcript>',
    "youtube: texts": "<transcript>" + '<text start="1" dur="1">x</text>' * 30_000 + "</transcript>",
    "audacity: labels": "1.0\t2.0\tx\n" * 80_000,
    "project: cues": '{"format": "cuedeck-project", "version": 1, "cues": ['
    + ",".join('{"start":0,"end":1}' for _ in range(50_000))
    + "]}",
    "json: nested": '{"a":' * 200_000,
    "brackets": "[" * MEGABYTE,
    "commas": "," * MEGABYTE,
    "quotes": '"' * MEGABYTE,
    "tabs": "\t" * MEGABYTE,
    "colons": "00:00:01:" * 100_000,
    "subviewer2: times": "00:00:01.00,00:00:02.00\nx\n\n" * 80_000,
    "assemblyai: words": '{"audio_url": "", "words": ['
    + ",".join('{"text": "x", "start": 1, "end": 2}' for _ in range(10_000))
    + "]}",
    "mcc: idle lines": "File Format=MacCaption_MCC V1.0\n\nTime Code Rate=30DF\n\n"
    + "00:00:01:00\tT49S494F43Z0172F4QROO74Z01BDAB\n" * 80_000,
    "mcc: letters that grow": "File Format=MacCaption_MCC V1.0\n\nTime Code Rate=30DF\n\n"
    + f"00:00:01:00\t{'O' * MEGABYTE}\n",
    "imsc1: nested spans": f'{TTML} ttp:profile="http://www.w3.org/ns/ttml/profile/imsc1/text"><body><div>'
    + '<p end="1s">'
    + "<span>x" * 50_000,
    "imsc1.1: styles": f'{TTML} ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text"><head>'
    + "<styling>"
    + "".join(f'<style xml:id="s{n}" style="s{n - 1}"/>' for n in range(20_000))
    + '</styling></head><body style="s19999"><div><p end="1s">x</p></div></body></tt>',
    "ebu-tt-d: breaks": f"{TTML}><head><metadata>urn:ebu:tt:distribution:2014-01</metadata></head><body><div>"
    + f'<p end="1s">x{"<br/>" * 100_000}y</p></div></body></tt>',
    "itt: attributes": f'{TTML} xmlns:smpte="x" ttp:dropMode="nonDrop"><body><div>'
    + "".join(f'<p end="1s" a{n}="{n}">x</p>' for n in range(20_000))
    + "</div></body></tt>",
    "smpte-tt: one long text": f'{TTML} xmlns:smpte="http://www.smpte-ra.org/schemas/2052-1/2010/smpte-tt">'
    + f'<body><div><p end="1s">{"x " * MEGABYTE}</p></div></body></tt>',
    "ttml: 300 regions with 300 cues": f"{TTML}><head><layout>"
    + "".join(f'<region xml:id="r{n}"/>' for n in range(300))
    + "</layout></head><body><div>"
    + "".join(f'<p region="r{n % 300}" begin="{n // 300}s" dur="1s">x</p>' for n in range(90_000))
    + "</div></body></tt>",
}
"""Texts, by name."""


@cache
def content(name: str) -> bytes:
    """A hostile file as bytes, made when it is first asked for."""
    if name in TEXTS:
        return TEXTS[name].encode()
    if name in _BINARY:
        return _BINARY[name]()
    sample = SAMPLES[name.removesuffix(REPEATED)]
    return sample * (MEGABYTE // 4 // len(sample) + 1)


def _captions(count: int, text: str = "x") -> Document:
    return Document([Cue(n * 90_000_000, (n + 1) * 90_000_000, [Run(text)]) for n in range(count)])


def _workbook_bomb() -> bytes:
    """60,000 times `<row><c>` without an end that pays: a sheet of 300 MB in an archive of under one."""
    good: bytes = xlsx.FORMAT.write(_captions(3), {}, Losses())  # type: ignore[misc]
    return repacked(
        good, {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>" + b"<row><c/></row>" * 20_000_000}
    )


def _document_bomb() -> bytes:
    good: bytes = docx.write(_captions(3), {}, Losses())
    return repacked(good, {"word/document.xml": b"<w:document>" + b"<w:p><w:r/></w:p>" * 20_000_000})


def _nested_archives() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"PK\x03\x04" * 5_000_000)
    return out.getvalue()


def _stl_of_codes() -> bytes:
    """A good header, then 60,000 blocks that never end their subtitle and hold nothing but codes."""
    options = check_options(ebu_stl.FORMAT.encode_options, {}, "EBU STL")
    good: bytes = ebu_stl.FORMAT.write(_captions(1), options, Losses())  # type: ignore[misc]
    block = bytearray(good[1024:1152])
    block[3] = 1
    block[16:] = bytes(range(8)) * 14
    return good[:1024] + bytes(block) * 60_000


_BINARY = {
    "xlsx: a bomb": _workbook_bomb,
    "docx: a bomb": _document_bomb,
    "docx: no document": _nested_archives,
    "ebu-stl: subtitles that never end": _stl_of_codes,
    "pac: marks": lambda: b"\1" + bytes(22) + b"\x60\0\0\0\0\0\0\0\0\1\0\0\xfe\2\3" * 60_000,
    "pac: lines": lambda: b"\1" + bytes(22) + (b"\x60" + bytes(8) + b"\xd0\7\0" + b"\xfe\2\3<" * 500) * 400,
    "cavena-890: accents": lambda: (
        bytes(179) + b"\x40\x1f" + bytes(207) + (b"\0\1\0\0\1\0\0\2" + b"\x82" * 120) * 8_000
    ),
    "cheetah-cap: tiny blocks": lambda: b"\xea\x22\x01" + bytes(125) + b"\x01" * MEGABYTE,
    "cheetah-cap: codes": lambda: b"\xea\x22\x01" + bytes(125) + (b"\xff\x20" + b"\xd0" * 253) * 30_000,
}
REPEATED = ": its own sample over and over"
HOSTILE = (*TEXTS, *_BINARY, *(f"{name}{REPEATED}" for name in SAMPLES))
"""The names of all of them: a few made by hand, and one of every format that is read."""


ELSEWHERE = "http://127.0.0.1:9/x"
POINTING = {
    "webvtt": f"WEBVTT\n\nSTYLE\n@import url({ELSEWHERE});\n\n00:01.000 --> 00:02.000\nx\n",
    "sami": f'<SAMI><HEAD><LINK rel=stylesheet href="{ELSEWHERE}"></HEAD><BODY><SYNC Start=1><P>'
    f'<IMG src="{ELSEWHERE}">x</BODY></SAMI>',
    "ttml": f'<tt xmlns="http://www.w3.org/ns/ttml" xmlns:x="http://www.w3.org/2001/XInclude"><body><div>'
    f'<x:include href="{ELSEWHERE}"/><p begin="0s" end="1s">x</p></div></body></tt>',
    "a schema": '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
    f'i:schemaLocation="{ELSEWHERE} {ELSEWHERE}"><body><div><p begin="0s" end="1s">x</p></div></body></tt>',
    "a style sheet": f'<?xml version="1.0"?><?xml-stylesheet href="{ELSEWHERE}"?><tt '
    'xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="0s" end="1s">x</p></div></body></tt>',
    "html": f'<html><link rel=stylesheet href="{ELSEWHERE}"><script src="{ELSEWHERE}"></script>'
    f'<p data-start="1"><img src="{ELSEWHERE}">x</p></html>',
    "fcpxml": f'<fcpxml version="1.9"><resources><asset src="{ELSEWHERE}"/></resources><library><event>'
    '<project><sequence><spine><caption offset="0s" duration="1s"><text>x</text></caption></spine></sequence>'
    "</project></event></library></fcpxml>",
    "ass": f"[Script Info]\nVideo File: {ELSEWHERE}\n\n[Events]\n"
    "Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,x\n",
}
"""Captions that name an address in every place where a program might follow it."""
