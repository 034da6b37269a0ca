"""The same sentence as each speech service and site writes it, in the form that its documentation shows."""

from __future__ import annotations

import json
from typing import Any

from app.captions.conversion.convert import inspect


def aws(*words: tuple[str, str, str]) -> dict[str, Any]:
    found: list[dict[str, Any]] = [
        {"type": "pronunciation", "alternatives": [{"content": text}], "start_time": start, "end_time": end}
        for text, start, end in words
    ]
    return {"results": {"items": [*found, {"type": "punctuation", "alternatives": [{"content": "."}]}]}}


AZURE_FAST = {"phrases": [{"offsetMilliseconds": 100, "durationMilliseconds": 800, "text": "Good day."}]}
AZURE_BATCH = {
    "recognizedPhrases": [
        {"offsetInTicks": 1_000_000, "durationInTicks": 8_000_000, "nBest": [{"display": "Good day."}]}
    ]
}
GOOGLE = {
    "results": [
        {
            "alternatives": [
                {
                    "transcript": "Good day.",
                    "words": [
                        {"word": "Good", "startTime": "0.100s", "endTime": "0.500s"},
                        {"word": "day.", "startTime": "0.500s", "endTime": "0.900s"},
                    ],
                }
            ]
        }
    ]
}
REVAI = {
    "monologues": [
        {
            "speaker": 0,
            "elements": [
                {"type": "text", "value": "Good", "ts": 0.1, "end_ts": 0.5},
                {"type": "punct", "value": " "},
                {"type": "text", "value": "day", "ts": 0.5, "end_ts": 0.9},
                {"type": "punct", "value": "."},
            ],
        }
    ]
}
WATSON = {
    "results": [
        {
            "alternatives": [
                {"transcript": "Good day. ", "timestamps": [["Good", 0.1, 0.5], ["day.", 0.5, 0.9]]}
            ]
        }
    ]
}
SPEECHMATICS = {
    "metadata": {"transcription_config": {"language": "en"}},
    "results": [
        {"type": "word", "start_time": 0.1, "end_time": 0.5, "alternatives": [{"content": "Good"}]},
        {"type": "word", "start_time": 0.5, "end_time": 0.9, "alternatives": [{"content": "day"}]},
        {"type": "punctuation", "start_time": 0.9, "end_time": 0.9, "alternatives": [{"content": "."}]},
    ],
}
BARE = [{"start": 0.1, "end": 0.9, "text": "Good day."}]
CHUNKS = {"text": "Good day.", "chunks": [{"timestamp": [0.1, 0.9], "text": " Good day."}]}
BILIBILI = {"font_size": 0.4, "body": [{"from": 0.1, "to": 0.9, "location": 2, "content": "Good day."}]}
JSON3 = {"events": [{"tStartMs": 100, "dDurationMs": 800, "segs": [{"utf8": "Good"}, {"utf8": " day."}]}]}
SRV1 = '<transcript><text start="0.1" dur="0.8">Good day.</text></transcript>'
SRV3 = '<timedtext format="3"><body><p t="100" d="800"><s>Good</s><s t="400"> day.</s></p></body></timedtext>'

_BODIES: dict[str, Any] = {
    "aws-json": aws(("Good", "0.1", "0.5"), ("day", "0.5", "0.9")),
    "azure-json": AZURE_FAST,
    "azure-json batch": AZURE_BATCH,
    "google-json": GOOGLE,
    "google-json watson": WATSON,
    "google-json operation": {"name": "1", "done": True, "response": GOOGLE},
    "revai-json": REVAI,
    "speechmatics-json": SPEECHMATICS,
    "segments-json bare": BARE,
    "segments-json chunks": CHUNKS,
    "bilibili-json": BILIBILI,
    "youtube-json3": JSON3,
    "youtube-xml srv1": SRV1,
    "youtube-xml srv3": SRV3,
    "audacity": "0.100000\t0.900000\tGood day.\n",
}
SERVICES = {name: body if isinstance(body, str) else json.dumps(body) for name, body in _BODIES.items()}
"""Files by format id, and a word more where a format has several forms."""


def forms(caption_format: str) -> dict[str, str]:
    """The files of one format, by form."""
    return {name: text for name, text in SERVICES.items() if name.split()[0] == caption_format}


def assert_says_good_day(text: str, caption_format: str) -> None:
    """It is recognised as that format, and says "Good day." from 0.1 seconds on."""
    found = inspect(text.encode())
    assert found.caption_format.id == caption_format
    (cue,) = found.as_json()["cues"]
    assert (cue["start"], cue["text"]) == (0.1, "Good day.")
    assert cue["end"] >= 0.9
