"""What each field of each job type is tried with: a row a field, so that none is documented and dead.

`@name` stands for an upload of that file, `~/path` for an address of the tests' own site.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SRT = (
    "1\n00:00:00,000 --> 00:00:01,000\nGood morning, café.\n\n"
    "2\n00:00:01,010 --> 00:00:01,900\n"
    "This line of captions is a good deal longer than most guides allow it to be.\n"
)
SPANISH = "1\n00:00:00,100 --> 00:00:01,800\nBuenos días.\n"
FRAMES = "{25}{50}Hi\n{50}{75}there\n"
LATE = SPANISH.replace("00:00:0", "00:01:0")
ANN = "WEBVTT\n\n00:00.100 --> 00:01.800\n<v Ann>Buenos días.\n"
BROKEN = "WEBVTT\n\n00:00.100 --> 00:01.000\nBuenos días.\n\n0:01.1 --> 0:01.9\nAdiós.\n"
_SPOKEN_AT = (0.5, 2.0, 4.5, 5.6, 9.0, 10.2, 14.0, 15.5, 21.0, 22.4, 24.0, 30.0)


def _numbered(clock: str, late: float) -> str:
    """Captions of a second each, all of them late, with times as `clock` writes them."""
    times = [(at + late, at + late + 1) for at in _SPOKEN_AT]
    return "".join(
        clock.format(number=number, start=start, end=end) for number, (start, end) in enumerate(times, 1)
    )


_SUBRIP = "{number}\n00:00:{start:06.3f} --> 00:00:{end:06.3f}\nCafé {number}\n\n"
_WEBVTT = "00:{start:06.3f} --> 00:{end:06.3f}\nCafé {number}\n\n"
REFERENCE = _numbered(_SUBRIP, 0).replace(".", ",")
LATE_BY_TWO = _numbered(_SUBRIP, 2).replace(".", ",")
LOOSE = "WEBVTT\n\n" + _numbered(_WEBVTT, 2) + "0:50.1 --> 0:51.9\nLoose\n"
COUNTED = "".join(f"{{{round((at + 2) * 25)}}}{{{round((at + 3) * 25)}}}Café\n" for at in _SPOKEN_AT)
SAID = (
    "1\n00:01:00,000 --> 00:01:01,000\nGood morning, café.\n\n"
    "2\n00:01:01,000 --> 00:01:02,000\nHow are you today?\n"
)
SAID_LOOSE = "WEBVTT\n\n00:10.000 --> 00:11.000\nGood morning.\n\n0:11.1 --> 0:12.9\nHow are you today?\n"
BILINGUAL = (
    "1\n00:00:00,000 --> 00:00:01,000\nGood morning.\nBuenos días.\n\n"
    "2\n00:00:01,010 --> 00:00:01,900\nHow are you?\n¿Cómo está?\n"
)
_UNIT = '<tu><tuv xml:lang="en"><seg>{}</seg></tuv><tuv xml:lang="es"><seg>Muy buenas.</seg></tuv></tu>'
_UNITS = "".join(map(_UNIT.format, ("Good morning, café.", "Good morning, how are you today?")))
MEMORY = f'<tmx version="1.4"><header srclang="en"/><body>{_UNITS}</body></tmx>'
FILES = {
    "memory.tmx": MEMORY,
    "film.srt": SRT, "film.sub": FRAMES, "ann.vtt": ANN, "broken.vtt": BROKEN, "reference.srt": REFERENCE,
    "loose.vtt": LOOSE, "counted.sub": COUNTED, "said.vtt": SAID_LOOSE, "two.srt": BILINGUAL,
}  # fmt: skip

_AS_SPOKEN = {"upload_id": "@film.mp4", "target_language": "es", "voice_engine": "espeak-ng"}
"""Kokoro, which is taken where nobody says otherwise, needs far longer for each sentence."""

BASE: dict[str, dict[str, Any]] = {
    "convert": {"upload_id": "@film.srt"},
    "extract": {"upload_id": "@film.mp4"},
    "transcribe": {"upload_id": "@film.mp4"},
    "translate": {"upload_id": "@film.srt", "target_language": "es"},
    "align": {"upload_id": "@film.mp4", "srt_content": SAID},
    "sync": {"upload_id": "@reference.srt", "srt_content": LATE_BY_TWO},
    "voiceover": {**_AS_SPOKEN, "srt_content": SPANISH},
    "dub": _AS_SPOKEN,
    "download": {"url": "~/watch/v1"},
    "preview": {"upload_id": "@film.mp4"},
    "fingerprint": {"upload_id": "@film.mp4"},
    "comments": {"url": "~/watch/v1"},
}
"""The job that a field is added to."""


@dataclass(frozen=True)
class Row:
    """A value whose job must come out differently from one without it; `beside` goes into both jobs.

    `drop` are fields of the base that the value stands in for.
    """

    value: Any
    beside: dict[str, Any] = field(default_factory=dict)
    drop: tuple[str, ...] = ()


ADDRESSES = {"media_path", "source_url", "media_url", "url"}
ECHOED: dict[str, Any] = {
    "job_name": "Episode 12", "external_id": "ep-12", "labels": ["a", "b"], "job_metadata": {"title": "T"},
}  # fmt: skip
SANDBOX = {"finish_in", "finish_with_error", "fail_at_stage", "error_code"}
ONE_OF_A_KIND = (
    {"job_type", "webhook", "preset_id", "upload_id", "inline", "retention_days"}
    | ADDRESSES
    | SANDBOX
    | set(ECHOED)
)
"""Fields of every job type, tried for each in a way of their own (test_every_field)."""

_REMOTE = {"transcribe_options": {"provider_id": "openai-speech"}}
_SHORT = '{"base": "netflix", "line_length": 12, "lines": 1}'
_LASTING = '{"base": "netflix", "minimum_duration": 3}'
_SYNC = [{"from": "00:00:00.000", "to": "00:00:00.500"}, {"from": "00:00:01.000", "to": "00:00:01.600"}]
_FILM_RATES = {"source_frame_rate": "23.976"}
_FRAMES = {"upload_id": "@film.sub"}
_CAPTIONS: dict[str, Row] = {
    "source_profile": Row("SAMI"),
    "target_profile": Row("WebVTT"),
    "default_frame_rate": Row(25, _FRAMES),
    "default_drop_frame": Row(False, {"target_profile": "Scenarist V1.0"}),
    "source_frame_rate": Row("25", _FRAMES),
    "target_frame_rate": Row("25", _FILM_RATES),
    "offset": Row("00:00:01:00"),
    "offset_type": Row("subtract", {"offset": "00:00:00:12"}),
    "incode": Row("00:00:00:12"),
    "encoding": Row("latin-1"),
    "decode_options": Row({"lenient": False}, {"upload_id": "@broken.vtt"}),
    "encode_options": Row({"line_ends": "crlf"}),
    "conform": Row("keep", _FILM_RATES | {"target_frame_rate": "25"}),
    "edits": Row({"sync": _SYNC}),
    "guide": Row("netflix"),
    "auto_fix": Row(True, {"guide": "netflix"}),
}
_OF_READING = ("source_profile", "encoding", "decode_options")
_FROM_SPEECH = {
    name: row for name, row in _CAPTIONS.items() if name not in _OF_READING
} | {
    "default_frame_rate": Row(25, {"target_profile": "MicroDVD"}),
    "source_frame_rate": Row("25", {"target_frame_rate": "23.976"}),
    "guide": Row("bbc"),
    "auto_fix": Row(True, {"guide": _LASTING, "caption_formatting": False}),
    "speakers": Row(True, {"encode_options": {"speakers": "prefix"}}),
    "speaker_names": Row(["Ann"], {"speakers": True, "encode_options": {"speakers": "prefix"}}),
    "caption_formatting": Row(False, {"guide": _SHORT}),
    "audio_track": Row(2),
}  # fmt: skip
_HEARD = {
    "hotwords": Row(["Dashwood"]),
    "multilingual": Row(True),
    "shot_changes": Row(True),
    "vad_filter": Row(False, {"vad_threshold": 0.9}),
    "vad_threshold": Row(0.1),
    "condition_on_previous_text": Row(False),
    "hallucination_silence_threshold": Row(2.5),
}
_SPOKEN_TIMES = {
    "offset": Row("00:00:01:00"),
    "offset_type": Row("subtract", {"offset": "00:00:00:02"}),
    "incode": Row("00:00:00:02"),
    "source_frame_rate": Row("25", {"target_frame_rate": "23.976"}),
    "target_frame_rate": Row("25", _FILM_RATES),
    "conform": Row("keep", _FILM_RATES | {"target_frame_rate": "25"}),
}
_SPOKEN = {
    "output_format": Row("audio_only"),
    "original": Row("removed"),
    "original_level": Row(-20),
    "loudness": Row(-16),
    "captions_too": Row(True),
    "voice": Row("es+f2"),
    "voices": Row({"Ann": "es+f2"}),
    "voice_engine": Row("openai-voice"),
    "target_language": Row("en"),
}
_TEXT = {"srt_content": Row(SPANISH, drop=("upload_id",)), "srt_url": Row("~/es.srt", drop=("upload_id",))}

_FILM = {"upload_id": "@film.mp4"}
_COUNTED = {"srt_content": None, "captions_upload_id": "@counted.sub"}
_BESIDE = {
    "srt_content": Row(SPANISH),
    "srt_url": Row("~/es.srt", drop=("srt_content",)),
    "captions_upload_id": Row("@film.srt", drop=("srt_content",)),
    "encoding": Row("latin-1"),
    "offset_type": Row("subtract", {"offset": "00:00:00:02"}),
}

_REMEMBERED = {
    "translation_memory": Row(MEMORY),
    "translation_memory_url": Row("~/memory.tmx"),
    "translation_memory_upload_id": Row("@memory.tmx"),
}

_BURNT = {"burn_in": True}
_DRAWN = {
    "caption_font": Row("DejaVu Sans Mono", _BURNT),
    "caption_size": Row(12, _BURNT),
    "caption_box": Row(True, _BURNT),
    "caption_position": Row("top", _BURNT),
    "video_preset": Row("proxy", _BURNT),
}

ROWS: dict[str, dict[str, Row]] = {
    "convert": _CAPTIONS
    | {
        "burn_in": Row(True, {"video_upload_id": "@film.mp4"}),
        "embed": Row(True, {"video_upload_id": "@film.mp4"}),
        "video_upload_id": Row("@film.mp4", {"embed": True}),
        **{
            name: Row(row.value, {**row.beside, "video_upload_id": "@film.mp4"})
            for name, row in _DRAWN.items()
        },
        "video_url": Row("~/film.mp4", {"embed": True}),
        "transcribe_options": Row({"source_language": "en"}),
        "verify": Row(True),
        "srt_content": Row(SPANISH),
        "srt_url": Row("~/es.srt"),
        "captions_upload_id": Row("@reference.srt"),
        "second_place": Row("above", {"srt_content": SPANISH}),
        "first_style": Row("bold", {"srt_content": SPANISH}),
        "second_style": Row("italic,#ffff00", {"srt_content": SPANISH}),
        "split_languages": Row(True, {"upload_id": "@two.srt"}),
    },
    "extract": {name: row for name, row in _CAPTIONS.items() if name not in _OF_READING}
    | {
        "default_frame_rate": Row(25, {"target_profile": "MicroDVD"}),
        "source_frame_rate": Row("25", {"target_frame_rate": "23.976"}),
        "track": Row("en"),
        "language": Row("fr", {"track": 3}),
        **_DRAWN,
        "burn_in": Row(True),
        "embed": Row(True),
    },
    "transcribe": _FROM_SPEECH
    | _HEARD
    | {
        "chapters": Row(True),
        "burn_in": Row(True),
        "embed": Row(True),
        **_DRAWN,
        "language": Row("es"),
        "output_format": Row("vtt"),
        "word_timestamps": Row(True, {"output_format": "json"}),
        "task": Row("translate", _REMOTE),
        "prompt": Row("Dashwood", _REMOTE),
        "model_size": Row("large"),
        "transcribe_options": Row(
            {"provider_id": "openai-speech", "provider_options": {"prompt": "Willoughby"}}, _REMOTE
        ),
    },
    "translate": _CAPTIONS
    | _TEXT
    | _REMEMBERED
    | {
        "encoding": Row("utf-16"),
        "source_language": Row("es"),
        "target_language": Row("en", {"source_language": "es"}),
        "target_languages": Row(["es"], {"target_language": "xx"}),
        "glossary": Row({"Good morning": "Muy buenas"}, {"engine": "openai-chat"}),
        "brief": Row("Say Muy buenas.", {"engine": "openai-chat"}),
        "keep_source": Row("above"),
        "tmx": Row(True),
        "burn_in": Row(True, _FILM),
        "embed": Row(True, _FILM),
        **{name: Row(row.value, {**row.beside, **_FILM}) for name, row in _DRAWN.items()},
        "engine": Row("libretranslate"),
        **{name: Row(row.value, {**row.beside, **_FILM}) for name, row in _HEARD.items()},
        "model_size": Row("large", _FILM),
        "speakers": Row(True, _FILM | {"encode_options": {"speakers": "prefix"}}),
        "speaker_names": Row(["Ann"], _FILM | {"speakers": True, "encode_options": {"speakers": "prefix"}}),
        "caption_formatting": Row(False, _FILM | {"guide": _SHORT}),
        "audio_track": Row(2, _FILM),
        "track": Row(2, _FILM),
    },
    "align": _CAPTIONS
    | _BESIDE
    | {
        "text": Row("Good morning. How are you today?", drop=("srt_content",)),
        "language": Row("es"),
        "audio_track": Row(2),
        "model_size": Row("large"),
        "default_frame_rate": Row(25, {"target_profile": "MicroDVD"}),
        "source_frame_rate": Row("25", {"target_frame_rate": "23.976"}),
        "decode_options": Row({"lenient": False}, {"srt_content": None, "captions_upload_id": "@said.vtt"}),
        "auto_fix": Row(True, {"guide": _LASTING}),
    },
    "sync": _CAPTIONS
    | _BESIDE
    | {
        "audio_track": Row(9, _FILM),
        "default_frame_rate": Row(25, _COUNTED),
        "source_frame_rate": Row("25", _COUNTED),
        "decode_options": Row({"lenient": False}, {"srt_content": None, "captions_upload_id": "@loose.vtt"}),
        "auto_fix": Row(True, {"guide": _LASTING}),
    },
    "voiceover": _SPOKEN
    | _SPOKEN_TIMES
    | {
        "srt_content": Row(SPANISH.replace("Buenos", "Muchos")),
        "srt_url": Row("~/es.srt", drop=("srt_content",)),
        "captions_upload_id": Row("@film.srt", drop=("srt_content",)),
        "track": Row("es", drop=("srt_content",)),
        "audio_track": Row(2),
        "voices": Row({"Ann": "es+f2"}, {"srt_content": None, "captions_upload_id": "@ann.vtt"}),
        "lines": Row({"1": {"voice": "es+f2", "speed": 1.2}}),
        "source_profile": Row("SAMI"),
        "encoding": Row("latin-1"),
        "decode_options": Row({"lenient": False}, {"srt_content": None, "captions_upload_id": "@broken.vtt"}),
        "default_frame_rate": Row(25, {"srt_content": None, "captions_upload_id": "@film.sub"}),
        "default_drop_frame": Row(False, {"incode": "00:01:00:02", "srt_content": LATE}),
        "edits": Row({"sync": _SYNC}),
        "guide": Row('{"base": "netflix", "line_length": 5}'),
        "auto_fix": Row(True, {"guide": _LASTING}),
    },
    "dub": _SPOKEN
    | _HEARD
    | _REMEMBERED
    | {
        "audio_track": Row(2),
        "source_language": Row("es"),
        "model_size": Row("large"),
        "engine": Row("libretranslate"),
        "glossary": Row({"Good morning": "Muy buenas"}, {"engine": "openai-chat"}),
        "brief": Row("Say Muy buenas.", {"engine": "openai-chat"}),
        "speakers": Row(True, {"voices": {"Speaker 1": "es+f2"}}),
        "speaker_names": Row(["Ann"], {"speakers": True, "voices": {"Ann": "es+f2"}}),
        "voices": Row({"Speaker 1": "es+f2"}, {"speakers": True}),
        "caption_formatting": Row(False, {"guide": _SHORT}),
        "guide": Row(_SHORT),
        "edits": Row({"sync": _SYNC}),
        "auto_fix": Row(True, {"guide": _LASTING, "caption_formatting": False}),
    },
    "download": {"format": Row("audio")},
    "preview": {
        "preview_type": Row("clip"),
        "timestamp": Row(2, {"preview_type": "thumbnail"}),
        "start": Row(1),
        "duration": Row(1),
        "width": Row(64),
        "columns": Row(2, {"preview_type": "mosaic"}),
        "rows": Row(2, {"preview_type": "mosaic"}),
        "video_preset": Row("proxy", {"preview_type": "clip"}),
        "fps": Row(5),
    },
    "fingerprint": {"timestamp": Row(2), "hash_size": Row(16)},
    "comments": {"max_comments": Row(1)},
}

WITHOUT_EFFECT = {
    "extract": _OF_READING,
    "transcribe": _OF_READING,
    "voiceover": ("target_profile", "encode_options"),
    "dub": tuple(name for name in _CAPTIONS if name not in ("guide", "edits", "auto_fix")),
}
"""Job Description fields that a type takes because every caption job may have them; documented as ignored."""
