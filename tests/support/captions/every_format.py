"""Every format of the registry: read, written, with a small film and a file of each to try them on."""

import hashlib
import json
from importlib import import_module

from app.captions.conversion.options import check_options
from app.captions.formats import registry
from app.captions.model.document import Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.text_io.encoding import decode
from app.captions.text_io.text_file import to_bytes
from app.captions.timecode.smpte import parse_rate
from tests.support.captions.speech_services import SERVICES

FORMATS = list(registry.formats().values())
READERS = [caption_format for caption_format in FORMATS if caption_format.read]
WRITERS = [caption_format for caption_format in FORMATS if caption_format.write]
BOTH = [caption_format for caption_format in READERS if caption_format.write]
RATE = parse_rate("29.97 NDF")


def named(formats):
    return {"argvalues": formats, "ids": [caption_format.id for caption_format in formats]}


def decode_options(caption_format):
    return {
        "frame_rate": RATE.fps,
        "drop_frame": RATE.drop,
        **check_options(caption_format.decode_options, {}, caption_format.name),
    }


def read(caption_format, data):
    return caption_format.read(
        data if caption_format.binary else decode(data).text, decode_options(caption_format)
    )


def write(caption_format, document, losses=None):
    options = check_options(caption_format.encode_options, {}, caption_format.name)
    losses = losses if losses is not None else Losses()
    written = caption_format.write(document, options, losses)
    return to_bytes(written, options, losses) if isinstance(written, str) else written


def film(*texts):
    """Captions of two seconds every three, on whole frames, as a file of 29.97 non-drop frames."""
    frame = RATE.ticks_per_frame
    cues = [Cue((30 + i * 90) * frame, (90 + i * 90) * frame, [Run(text)]) for i, text in enumerate(texts)]
    return Document(cues, frame_rate=RATE.fps, drop_frame=False, language="en", title="Title")


LINES = ("Hello there.", "Two lines\nof text.", "And a third caption")


def digests():
    """Of what every format writes of the same captions."""
    return {
        caption_format.id: hashlib.sha256(write(caption_format, film(*LINES))).hexdigest()
        for caption_format in WRITERS
    }


def sample_of(caption_format):
    """A file of a format: written here, or the `SAMPLE` of its own test, where it is only read."""
    if caption_format.write:
        return write(caption_format, film(*LINES))
    name = next(name for name in registry.MODULES if caption_format in registry.formats_in(name))
    *package, module = name.split(".")
    return import_module(".".join(["tests.captions.formats", *package, f"test_{module}"])).SAMPLE


WORD = {"word": "Hello", "punctuated_word": "Hello.", "text": "Hello.", "confidence": 0.9, "speaker": 1}
SPOKEN = {"start": 1.0, "end": 2.5, "transcript": "Hello.", **WORD}
_ONLY_READ = {
    "cheetah-cap": bytes.fromhex("ea2201000300")
    + bytes(122)
    + 3 * (b"\x1a\x20\0\0\1\0\0\0\2\0" + b"\1" * 6 + b"\xd0Hello\0\0\x8f!\0"),
    **{name.split()[0]: body.encode() for name, body in SERVICES.items()},
    "whisper-json": json.dumps({"segments": [{**SPOKEN, "words": [SPOKEN]}] * 2, "language": "en"}).encode(),
    "assemblyai-json": json.dumps(
        {"audio_url": "", "words": [SPOKEN], "utterances": [{**SPOKEN, "words": [SPOKEN]}]}
    ).encode(),
    "deepgram-json": json.dumps(
        {
            "results": {
                "channels": [{"alternatives": [{**SPOKEN, "words": [SPOKEN] * 2}]}],
                "utterances": [SPOKEN],
            }
        }
    ).encode(),
}
SAMPLES = {
    caption_format.id: _ONLY_READ.get(caption_format.id) or sample_of(caption_format)
    for caption_format in READERS
}
"""A good file of every format that is read."""
