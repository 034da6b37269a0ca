import pytest

from app.core.errors import EngineError
from app.engines.config import Endpoint, EngineConfig
from app.engines.protocols import Span, SpeechRequest
from app.engines.speech.openai_http import OpenAISpeech
from tests.support.engines.fake_server import FakeServer
from tests.support.engines.fixtures import MakeWav

ANSWER = {
    "language": "english",
    "duration": 2.0,
    "text": "Hello, world. Good-bye.",
    "segments": [
        {"text": " Hello, world.", "start": 0.0, "end": 1.0},
        {"text": " Good-bye.", "start": 1.0, "end": 2.0},
    ],
    "words": [
        {"word": "Hello", "start": 0.1, "end": 0.4},
        {"word": "world", "start": 0.5, "end": 0.9},
        {"word": "Goodbye", "start": 1.2, "end": 1.8},
    ],
}


def engine(server: FakeServer, tmp_path) -> OpenAISpeech:
    endpoint = Endpoint(f"{server.url}/v1", "sk-1", model="whisper-x", retries=0, timeout=5)
    return OpenAISpeech(EngineConfig(model_dir=tmp_path, remotes={"openai-speech": endpoint}))


def test_words_get_their_punctuation_and_their_place_in_the_file(
    server: FakeServer, tmp_path, make_wav: MakeWav
) -> None:
    server.answer(200, ANSWER)
    heard: list[float] = []
    transcript = engine(server, tmp_path).recognize(
        make_wav(bytes(32_000 * 12)),
        SpeechRequest(language="en-US", prompt="Cuedeck", hotwords=("Lane", "Bay")),
        span=Span(10.0, 12.0), on_progress=heard.append,
    )  # fmt: skip
    assert (transcript.language, transcript.duration) == ("en", 2.0)
    assert [(w.text, w.start, w.end) for s in transcript.segments for w in s.words] == [
        ("Hello,", 10.1, 10.4),
        ("world.", 10.5, 10.9),
        ("Good-bye.", 11.2, 11.8),
    ]
    assert heard == [1.0]
    body = server.asked[0].body
    assert server.asked[0].path == "/v1/audio/transcriptions"
    for part in (
        b"whisper-x",
        b"verbose_json",
        b"\r\nen\r\n",
        b"Cuedeck Lane, Bay",
        b"RIFF",
        b"timestamp_granularities[]",
    ):
        assert part in body
    assert 64_000 < len(body) < 66_000, "only the span travels"


def test_a_server_that_gives_text_alone_still_gives_times(
    server: FakeServer, tmp_path, make_wav: MakeWav
) -> None:
    server.answer(200, {"text": "one two"})
    transcript = engine(server, tmp_path).recognize(make_wav(bytes(64_000)), SpeechRequest())
    assert transcript.language == "und"
    assert [(w.start, w.end) for w in transcript.segments[0].words] == [(0.0, 1.0), (1.0, 2.0)]


def test_translation_uses_its_own_path(server: FakeServer, tmp_path, make_wav: MakeWav) -> None:
    server.answer(200, {"text": "one two", "language": "spanish"})
    transcript = engine(server, tmp_path).recognize(make_wav(bytes(64_000)), SpeechRequest(task="translate"))
    assert server.asked[0].path == "/v1/audio/translations"
    assert transcript.language == "en"


def test_silence_gives_no_segments(server: FakeServer, tmp_path, make_wav: MakeWav) -> None:
    server.answer(200, {"text": "", "segments": [], "language": "english"})
    assert engine(server, tmp_path).recognize(make_wav(bytes(64_000)), SpeechRequest()).segments == ()


@pytest.mark.parametrize(
    "answer", [[], {"segments": [{"text": "x"}]}, {"words": [{"w": 1}], "text": "x"}, {}]
)
def test_an_answer_in_another_form_is_explained(
    server: FakeServer, tmp_path, make_wav: MakeWav, answer: object
) -> None:
    server.answer(200, answer)
    with pytest.raises(EngineError) as caught:
        engine(server, tmp_path).recognize(make_wav(bytes(64_000)), SpeechRequest())
    assert caught.value.code == "engine_failed"


def test_a_refused_key_is_explained(server: FakeServer, tmp_path, make_wav: MakeWav) -> None:
    server.answer(401, {"error": {"message": "Incorrect API key"}})
    with pytest.raises(EngineError, match="Incorrect API key") as caught:
        engine(server, tmp_path).recognize(make_wav(bytes(64_000)), SpeechRequest())
    assert caught.value.code == "engine_unauthorized"


def test_without_an_address_it_says_which_setting(tmp_path, make_wav: MakeWav) -> None:
    bare = OpenAISpeech(EngineConfig(model_dir=tmp_path))
    assert not bare.capabilities().ready
    with pytest.raises(EngineError) as caught:
        bare.recognize(make_wav(bytes(64_000)), SpeechRequest())
    assert caught.value.code == "engine_missing"
    assert "CUEDECK_" in caught.value.hint
