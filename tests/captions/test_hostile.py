"""Files made to hang or to eat memory: each is refused or finished inside its limits, in a limited child.

The limits are an order of magnitude above what any of them needs on a slow machine; the libraries measured
for this project took 10 s and more, or gigabytes, for some of the small ones.
"""

import multiprocessing
import resource

import pytest

from app.captions.convert import ConvertRequest, convert
from app.core.errors import AppError
from tests.captions.test_every_profile import READERS, read

CPU_SECONDS = 20
MEMORY = 2_000_000_000
TIMES = "00:00:01,000 --> 00:00:02,000\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n"
MEGABYTE = 1_000_000


def srt(text):
    return f"1\n{TIMES}{text}\n"


HOSTILE = {
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
    "whisper: words": '{"segments": [{"start": 0, "end": 9, "text": "x", "words": ['
    + ",".join('{"word": "x", "start": 1, "end": 2}' for _ in range(10_000))
    + "]}]}",
    "deepgram: words": '{"results": {"channels": [{"alternatives": [{"words": ['
    + ",".join('{"word": "x", "start": 1, "end": 2}' for _ in range(10_000))
    + "]}]}]}}",
    "project: cues": '{"format": "cuedeck-project", "version": 1, "cues": ['
    + ",".join('{"start":0,"end":1}' for _ in range(50_000))
    + "]}",
    "json: nested": '{"a":' * 200_000,
    "brackets": "[" * MEGABYTE,
    "commas": "," * MEGABYTE,
    "quotes": '"' * MEGABYTE,
    "tabs": "\t" * MEGABYTE,
    "colons": "00:00:01:" * 100_000,
}


def bytes_of(name):
    return HOSTILE[name].encode()


def limited(work, *args):
    """What `work(*args)` answers in a child with limits on its CPU time and memory; how it died otherwise."""
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)

    def run():
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        try:
            sender.send(work(*args))
        except BaseException as error:
            sender.send(f"failed: {error!r:.300}")

    child = fork.Process(target=run)
    child.start()
    sender.close()
    try:
        return receiver.recv()
    except EOFError:
        return "killed by its limits"
    finally:
        child.join()


def conversion(data):
    try:
        return f"done: {convert(data, ConvertRequest(target_profile='WebVTT', file_name='x.txt')).cue_count}"
    except AppError as error:
        return f"refused: {error.code}"


def reading(profile, data):
    try:
        return f"done: {len(read(profile, data).cues)}"
    except AppError as error:
        return f"refused: {error.code}"


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_is_refused_or_finished_inside_its_limits(name):
    assert limited(conversion, HOSTILE[name].encode()).startswith(("done", "refused"))


@pytest.mark.slow
@pytest.mark.parametrize("profile", READERS, ids=[profile.id for profile in READERS])
def test_a_reader_survives_what_was_made_for_any_other(profile):
    """Every reader gets every hostile text, which the detection would mostly keep away from it."""

    def all_of_them():
        return [reading(profile, text[:100_000].encode()) for text in HOSTILE.values()]

    answers = limited(all_of_them)
    assert isinstance(answers, list), answers
    assert all(answer.startswith(("done", "refused")) for answer in answers)
