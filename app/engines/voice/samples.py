"""A sentence in a voice, to hear it before choosing it."""

from __future__ import annotations

import io
import wave

from app.core.progress import Cancelled, never
from app.engines.protocols import VoiceSynthesizer
from app.engines.voice.errors import unknown_voice

SENTENCES = {
    "ca": "Aquesta és la meva veu. Vols que llegeixi els teus subtítols?",
    "de": "So klingt meine Stimme. Soll ich deine Untertitel vorlesen?",
    "en": "This is how I sound. Shall I read your captions?",
    "es": "Así suena mi voz. ¿Quieres que lea tus subtítulos?",
    "fr": "Voici ma voix. Voulez-vous que je lise vos sous-titres ?",
    "hi": "मेरी आवाज़ ऐसी है। क्या मैं आपके उपशीर्षक पढ़ूँ?",
    "it": "Questa è la mia voce. Vuoi che legga i tuoi sottotitoli?",
    "nl": "Zo klinkt mijn stem. Zal ik je ondertitels voorlezen?",
    "pl": "Tak brzmi mój głos. Czy mam przeczytać twoje napisy?",
    "pt": "Esta é a minha voz. Quer que eu leia as suas legendas?",
    "ru": "Так звучит мой голос. Прочитать ваши субтитры?",
    "sv": "Så här låter min röst. Ska jag läsa dina undertexter?",
    "tr": "Sesim böyle. Altyazılarınızı okuyayım mı?",
    "uk": "Так звучить мій голос. Прочитати ваші субтитри?",
}
NUMBERS = "1, 2, 3, 4, 5"
"""What every voice can read in its own language."""


def language_of(engine: VoiceSynthesizer, voice: str) -> str:
    """The language of a voice; English where a remote engine does not list it.

    Raises EngineError `unknown_voice`.
    """
    offered = engine.capabilities()
    found = next((known for known in offered.voices if known.id == voice), None)
    if found is None and not offered.remote:
        raise unknown_voice(engine.label, voice, offered.voices)
    return found.language if found else "en"


def sample(
    engine: VoiceSynthesizer, voice: str, text: str = "", speed: float = 1.0, cancelled: Cancelled = never
) -> bytes:
    """A WAV file of `voice` saying `text`, or a sentence in its own language.

    Raises EngineError `unknown_voice` and whatever the engine raises.
    """
    language = language_of(engine, voice)
    said = text or SENTENCES.get(language.split("-")[0], NUMBERS)
    speech = engine.synthesize(said, voice, language=language, speed=speed, cancelled=cancelled)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setparams((1, 2, speech.sample_rate, 0, "NONE", "not compressed"))
        out.writeframes(speech.pcm)
    return buffer.getvalue()
