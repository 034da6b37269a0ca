"""What one format says in its own terms and another cannot even be asked about, recorded as lost.

A writer knows what it drops of the document; of the extras another format left in it, it knows nothing.
"""

from __future__ import annotations

from app.captions.conversion.adapt import family_of, note_region_styles
from app.captions.formats.ass.lost_script import note_script
from app.captions.formats.base import CaptionFormat
from app.captions.formats.ebu_stl.origin import KEY
from app.captions.formats.ebu_stl.unkept import note_lost
from app.captions.formats.ttml.writing.markup import carried_by
from app.captions.formats.vtt.styles import note_header, note_style_sheets
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.model.merged_cues import MERGED, own_times_differ

_INNER_TIMES = frozenset({"vtt", "ass", "ttml", "lrc", "srt", "sami", "ebu-stl"})
"""The families that write times inside a caption, or record themselves that these are lost."""
_MESSAGES = {
    ("srt", "box"): ("placement", "Coordinates after the times (X1 X2 Y1 Y2)"),
    ("ass", "effects"): ("effects", "SubStation codes beyond style and place, such as fades and borders"),
    ("ass", "effect"): ("effects", "SubStation codes beyond style and place, such as fades and borders"),
    ("vtt", "notes"): ("comment", "Comments between captions"),
}


def note_lost_extras(document: Document, target: CaptionFormat, losses: Losses) -> None:
    """Record what a viewer would miss of other formats' extras, and notes the target cannot hold."""
    if document.comments and not target.holds_notes:
        for comment in document.comments:
            losses.add("comment", "Comments between captions", detail=comment)
    if target.lossless:
        return
    own = family_of(target)
    if document.title and not target.holds_title:
        losses.add("title", "The title of the file", detail=document.title)
    note_region_styles(document, target, losses)
    if own != "ass" and "ass" in document.extras:
        note_script(document, losses)
    if own != KEY and KEY in document.extras:
        note_lost(document, losses)
    if own != "vtt" and "vtt" in document.extras:
        note_style_sheets(document, losses)
        note_header(document, losses)
    if own != "ttml" and "ttml" in document.extras:
        for name in carried_by(document.extras):
            losses.add("metadata", "The description of the file, and its rights", detail=name)
    for number, cue in enumerate(document.cues, 1):
        if not (cue.id or cue.karaoke or cue.extras):
            continue
        if cue.id and not target.holds_names and not cue.id.isdecimal():
            losses.add("identifier", "Names of captions", cue=number, detail=cue.id)
        if cue.karaoke and own not in _INNER_TIMES:
            losses.add("inner_times", "Times inside a caption (karaoke)", cue=number)
        if cue.extras and MERGED in cue.extras and own_times_differ(cue):
            losses.add("own_times", "The times of each language, where they differ", cue=number)
        for key, said in (cue.extras or {}).items():
            if key != own and isinstance(said, dict):
                for name in said:
                    if (key, name) in _MESSAGES:
                        losses.add(*_MESSAGES[key, name], cue=number)
