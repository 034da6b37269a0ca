"""What a guarded caption child has ready before its call comes, so that a conversion pays no imports.

Every format is loaded, and captions are converted once: that imports what a conversion imports late, and the
interpreter specialises the code that it finds busy. A fork inherits both. It converts once more while it
waits, so that the pages it is going to write are its own by then.
"""

from app.captions.conversion import convert
from app.captions.conversion.request import ConvertRequest
from app.captions.formats import registry

_CUE = "{0}\n00:00:{0:02},000 --> 00:00:{0:02},900\nLine {0}\n<i>and more</i>\n"
_MOJIBAKE = "cafÃ©\n"
"""Mending such a text imports ftfy."""


def warm_up(cues: int = 3) -> None:
    """Inspect and convert a few captions, and look at their language."""
    captions = "\n".join(_CUE.format(number) for number in range(1, cues + 1)) + _MOJIBAKE
    data = captions.encode()
    convert.inspect(data, file_name="captions.srt").summary()
    for target in ("WebVTT", "SubRip Video Subtitle Script"):
        convert.convert(data, ConvertRequest(target_profile=target))


registry.formats()
warm_up(cues=59)
