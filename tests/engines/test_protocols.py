import pytest

from app.captions.model.spoken_word import SpokenSegment
from app.core.errors import engine_missing
from app.core.progress import never, stop_if
from app.engines.protocols import Canceled, Speech, Transcript


def test_missing_engine_says_the_one_command_and_is_rejected() -> None:
    error = engine_missing("Kokoro", "pip install 'cuedeck[voice]'")
    assert error.code == "engine_missing"
    assert "pip install 'cuedeck[voice]'" in error.hint
    assert error.extra["rejected"] is True


def test_stop_if_raises_only_when_asked() -> None:
    stop_if(never)
    with pytest.raises(Canceled) as caught:
        stop_if(lambda: True)
    assert caught.value.code == "canceled"


def test_speech_duration_counts_samples_of_two_bytes() -> None:
    assert Speech(pcm=bytes(2 * 24_000), sample_rate=24_000).duration == 1.0


def test_transcript_text_joins_segments() -> None:
    segments = (SpokenSegment(" One", 0.0, 1.0), SpokenSegment(" two.", 1.0, 2.0))
    assert Transcript("en", 1.0, segments, 2.0).text == "One two."
