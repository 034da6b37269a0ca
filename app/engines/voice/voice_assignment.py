"""Voice assignment: which voice each speaker gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.engines.protocols import Voice, VoiceSynthesizer
from app.engines.voice.errors import no_voice_for, unknown_voice

ANY_LANGUAGE = "mul"
"""The language tag (ISO 639-2) of a voice that speaks whatever it is given."""


def voices_for(voices: Sequence[Voice], language: str) -> list[Voice]:
    """The voices that speak `language`: those of the same region first, then the rest of the language."""
    wanted = language.replace("_", "-").lower()
    same = [v for v in voices if v.language.lower() == wanted]
    related = [
        v for v in voices if v not in same and _primary(v.language) in (_primary(wanted), ANY_LANGUAGE)
    ]
    return same + related


def assign_voices(
    engine: VoiceSynthesizer,
    language: str,
    speakers: Iterable[str | None],
    *,
    default: str = "",
    wanted: Mapping[str, str] | None = None,
) -> dict[str | None, str]:
    """A voice id for every speaker (None is whoever has no name).

    `wanted` names voices by speaker, `default` the one for everybody else; without it every speaker gets a
    voice of the language that nobody has yet, going round when there are fewer voices than speakers. A
    remote engine may have voices it does not list, so it takes any name. Raises EngineError `unknown_voice`
    or `language_unsupported`.
    """
    offered = engine.capabilities()
    chosen: dict[str | None, str] = {name: voice for name, voice in (wanted or {}).items() if voice}
    if not offered.remote:
        _check(engine.label, offered.voices, [*chosen.values(), *([default] if default else [])])
    names = list(dict.fromkeys(speakers))
    result: dict[str | None, str] = {
        name: chosen[name] for name in names if name is not None and name in chosen
    }
    rest = [name for name in names if name not in result]
    fitting = [v.id for v in voices_for(offered.voices, language)]
    free = [default] if default else [v for v in fitting if v not in result.values()] or fitting
    if rest and not free:
        raise no_voice_for(engine.label, language, sorted({v.language for v in offered.voices}))
    return result | {name: free[n % len(free)] for n, name in enumerate(rest)}


def _check(label: str, voices: Sequence[Voice], ids: Iterable[str]) -> None:
    known = {v.id for v in voices}
    for voice in ids:
        if voice not in known:
            raise unknown_voice(label, voice, voices)


def _primary(tag: str) -> str:
    return tag.lower().split("-")[0]
