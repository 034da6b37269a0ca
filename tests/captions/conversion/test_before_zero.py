"""Captions that begin before zero keep their words: what lies before the picture is cut, and reported."""

import json

import pytest

from app.captions.conversion.inspect import inspect
from app.captions.model.document import seconds

FILES = {
    "a.vtt": "WEBVTT\n\n-00:00:01.000 --> 00:00:02.000\nEarly\n\n00:00:03.000 --> 00:00:04.000\nLater\n",
    "a.sbv": "-0:00:01.000,0:00:02.000\nEarly\n\n0:00:03.000,0:00:04.000\nLater\n",
    "a.ttml": '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="-1s" end="2s">Early</p>'
    '<p begin="3s" end="4s">Later</p></div></body></tt>',
    "a.mpl": "[-10][20]Early\n[30][40]Later\n",
    "a.sub": "{1}{1}25\n{-25}{50}Early\n{75}{100}Later\n",
    "a.csv": "start,end,text\n-1.0,2.0,Early\n3.0,4.0,Later\n",
    "a.tsv": "start\tend\ttext\n-1000\t2000\tEarly\n3000\t4000\tLater\n",
    "a.smi": "<SAMI><BODY><SYNC Start=-1000><P Class=ENCC>Early<SYNC Start=2000><P Class=ENCC>&nbsp;"
    "<SYNC Start=3000><P Class=ENCC>Later<SYNC Start=4000><P Class=ENCC>&nbsp;</BODY></SAMI>",
    "a.lrc": "[-00:01.00]Early\n[00:02.00]\n[00:03.00]Later\n[00:04.00]\n",
    "a.xml": '<transcript><text start="-1" dur="3">Early</text>'
    '<text start="3" dur="1">Later</text></transcript>',
    "a.json": json.dumps(
        {"body": [{"from": -1, "to": 2, "content": "Early"}, {"from": 3, "to": 4, "content": "Later"}]}
    ),
    "b.json": json.dumps(
        [{"start": -1.0, "end": 2.0, "text": "Early"}, {"start": 3.0, "end": 4.0, "text": "Later"}]
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_words_before_zero_are_kept(name: str) -> None:
    document = inspect(FILES[name].encode(), file_name=name).document
    assert [(seconds(cue.start), seconds(cue.end), cue.text) for cue in document.cues] == [
        (0.0, 2.0, "Early"),
        (3.0, 4.0, "Later"),
    ]
    assert "negative_time" in [issue.code for issue in document.issues]
