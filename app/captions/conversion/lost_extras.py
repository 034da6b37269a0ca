"""What one format says in its own terms and another cannot even be asked about, recorded as lost.

A writer knows what it drops of the document; of the extras another format left in it, it knows nothing.
"""

from __future__ import annotations

from app.captions.formats.base import CaptionFormat
from app.captions.model.document import Document
from app.captions.model.losses import Losses

_MESSAGES = {
    ("srt", "box"): ("placement", "Coordinates after the times (X1 X2 Y1 Y2)"),
    ("ass", "effects"): ("effects", "SubStation codes beyond style and place, such as fades and borders"),
    ("vtt", "notes"): ("comment", "Comments between captions"),
}
_FAMILIES = {"ssa": "ass"}


def note_lost_extras(document: Document, target: CaptionFormat, losses: Losses) -> None:
    """Record what a viewer would miss of other formats' extras, and notes the target cannot hold."""
    own = _FAMILIES.get(target.id, target.id)
    if document.comments and not target.holds_notes:
        for comment in document.comments:
            losses.add("comment", "Comments between captions", detail=comment)
    if target.lossless:
        return
    for number, cue in enumerate(document.cues, 1):
        for key, said in (cue.extras or {}).items():
            if key != own and isinstance(said, dict):
                for name in said:
                    if (key, name) in _MESSAGES:
                        losses.add(*_MESSAGES[key, name], cue=number)
