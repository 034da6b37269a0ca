"""A program of its own around the espeak-ng library: reads `{"language", "texts"}`, writes how each sounds.

    python -I phonemes_child.py LIBRARY DATA

The library is under the GPL, so it is never loaded into a process of ours. In and out are JSON, the answer a
list of texts in the International Phonetic Alphabet; exit 3 is a language the library does not know.
"""

import ctypes
import json
import sys

_RETRIEVE, _UTF8, _IPA = 1, 1, 2
"""espeak-ng's AUDIO_OUTPUT_RETRIEVAL (no sound card), espeakCHARS_UTF8 and the phoneme mode for IPA."""


def main() -> None:
    """Answer one question."""
    library = ctypes.CDLL(sys.argv[1])
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    if library.espeak_Initialize(_RETRIEVE, 0, sys.argv[2].encode(), 0) < 0:
        sys.exit("the library cannot be initialised")
    asked = json.load(sys.stdin)
    if library.espeak_SetVoiceByName(asked["language"].encode()) != 0:
        sys.exit(3)
    json.dump([_sounds(library, text) for text in asked["texts"]], sys.stdout)


def _sounds(library: ctypes.CDLL, text: str) -> str:
    """Clause by clause: the library moves the pointer behind what it has read, and to null at the end."""
    kept = ctypes.c_char_p(text.encode())
    rest = ctypes.cast(kept, ctypes.c_void_p)
    clauses: list[str] = []
    while rest.value:
        clauses.append(library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA).decode())
    return " ".join(clause.strip() for clause in clauses if clause.strip())


if __name__ == "__main__":
    main()
