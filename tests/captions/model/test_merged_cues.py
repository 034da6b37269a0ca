"""What a caption was merged from: whether its times differ, and what somebody else may have written there."""

from app.captions.model.document import Cue, Document, Run, Style
from app.captions.model.merged_cues import MERGED, own_times_differ
from app.captions.transform.two_languages import split_languages


def test_own_times_are_those_of_every_caption_that_one_was_made_of() -> None:
    first, same, other = Cue(0, 9), Cue(0, 9), Cue(1, 9)
    assert not own_times_differ(Cue(0, 9, extras={MERGED: {"en": [first], "de": [same]}}))
    assert own_times_differ(Cue(0, 9, extras={MERGED: {"en": [first], "de": [other]}}))
    assert not own_times_differ(Cue(0, 9))


def test_what_a_project_says_there_may_be_nonsense():
    for said in ("x", {"en": 1}, {"en": [1]}):
        cue = Cue(
            0, 1, [Run("a", Style(language="en")), Run("\nb", Style(language="de"))], extras={"merged": said}
        )
        assert [part.cues[0].text for part in split_languages(Document([cue])).values()] == ["b", "a"]
