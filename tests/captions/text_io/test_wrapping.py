"""Caption files as mails, terminals, editors and services hand them on."""

import json

import pytest

from app.captions import load
from app.captions.text_io.wrapping import unwrapped

SRT = "1\n00:00:01,000 --> 00:00:02,000\nCafé: a = b\n\n2\n00:00:03,000 --> 00:00:04,000\n>> ANN: Bye\n"
TEXTS = ["Café: a = b", ">> ANN: Bye"]


def texts(data, name="a.srt"):
    data = data if isinstance(data, bytes) else data.encode()
    return [cue.text for cue in load(data, name).cues]


def in_mail(text):
    return text.replace("=", "=3D").replace("é", "=C3=A9").replace("a =3D", "a =\n=3D")


def listed(text, sign="\t"):
    return "".join(f"{n:>6}{sign}{line}\n" for n, line in enumerate(text.split("\n"), 1))


FORMS = {
    "a mail": "".join(f"> {line}\n" for line in SRT.split("\n")),
    "added lines": "".join(f"+{line}\n" for line in SRT.split("\n")),
    "behind bars": "".join(f"| {line}\n" for line in SRT.split("\n")),
    "quoted-printable": in_mail(SRT),
    "numbered lines": listed(SRT),
    "numbered by an editor": listed(SRT, "|"),
    "a terminal with colours": SRT.replace("Café", "\x1b[38;5;160mCafé\x1b[0m"),
    "DOS": SRT + "\x1a\x1a",
    "escaped line ends": SRT.strip().replace("\n", "\\n"),
    "a string in JSON": json.dumps(SRT),
    "a field in JSON": json.dumps({"text": "Café", "srt": SRT}, indent=1),
    "a field in JSON behind an empty one": json.dumps({"error": "", "srt": SRT}),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_captions_are_found(form):
    assert texts(FORMS[form]) == TEXTS


def test_a_string_that_is_cut_in_an_escape_is_looked_at_once():
    start = json.dumps({"srt": SRT})[:-2]
    hostile = start + '\\"' * 200_000 + "\\"  # each of these quotes could begin a string up to the end
    assert unwrapped(hostile).startswith(SRT)


def test_what_whisper_cpp_prints():
    said = "[00:00:00.000 --> 00:00:02.000]   Hello there.\n[00:00:02.000 --> 00:00:03.500]   Bye.\n"
    log = f"whisper_init_from_file: loading\n\nmain: processing 'a.wav'\n\n{said}\n"
    assert texts(f"{log}whisper_print_timings:    total time = 12 ms\n", "out.txt") == [
        "Hello there.",
        "Bye.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        SRT,
        SRT.replace("Bye", "> 00:00:05 --> this"),
        SRT.replace("Bye", "C:\\new\\n=C3 and x=2"),
        "1\t00:00:01,000 --> 00:00:02,000\tHi\n2\t00:00:03,000 --> 00:00:04,000\tBye\n",
        json.dumps({"segments": [{"start": 1, "end": 2, "text": "a\nb"}]}),
        "main: nobody\n" + SRT,
    ],
)
def test_other_files_are_left_as_they_are(text):
    assert unwrapped(text) is text
