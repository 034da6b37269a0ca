"""When words are sent: load time, doubling, erasing, and what happens when captions come too close."""

import pytest

from app.captions.codecs.cea608.codes import CR, EDM, ENM, EOC, RCL, RDC, RU2
from app.captions.codecs.cea608.encoder import encode, sent_words
from app.captions.codecs.cea608.settings import Settings
from app.captions.model.document import Align, Mode
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import parse_rate
from app.core.errors import CaptionError
from tests.support.captions.cea608 import cue, document

RATE = parse_rate("29.97", drop=True)


def run(*cues, **settings):
    losses = Losses()
    schedule = encode(document(*cues), Settings(**settings), RATE, losses)
    return schedule, losses


def when(schedule, word):
    return [slot for slot, sent in sorted(schedule.words.items()) if sent == word]


def spans(schedule):
    return [(shown.start, shown.end) for shown in schedule.shown]


def test_a_pop_on_caption_is_loaded_before_it_shows():
    schedule, losses = run(cue(100, 160, "Hello"))
    assert when(schedule, EOC) == [100, 101]
    assert when(schedule, EDM) == [160, 161]
    words = [schedule.words[slot] for slot in range(min(schedule.words), 99)]
    assert words[:4] == [RCL, RCL, ENM, ENM]
    assert words[-3:] == [0x4865, 0x6C6C, 0x6F00]
    assert 99 not in schedule.words
    assert not losses.kinds


def test_captions_that_touch_need_no_erasing():
    schedule, losses = run(cue(100, 160, "Hello"), cue(160, 200, "again"))
    assert when(schedule, EDM) == [200, 201]
    assert spans(schedule) == [(100, 160), (160, 200)]
    assert not losses.kinds


def test_erasing_comes_between_the_words_of_the_next_caption():
    schedule, losses = run(cue(100, 155, "Hello"), cue(160, 200, "a longer second line"))
    assert when(schedule, EDM)[:2] == [155, 156]
    assert min(slot for slot in schedule.words if slot > 101) < 155
    assert not losses.kinds


def test_erasing_never_parts_a_code_from_its_repetition():
    for end in range(130, 160):
        schedule, losses = run(cue(100, end, "Hello"), cue(160, 200, "♪ été ♪", mode=Mode.POP_ON))
        assert spans(schedule) == [(100, end), (160, 200)]
        assert not losses.kinds
        controls = [w for _, w in sorted(schedule.words.items()) if 0x1000 <= w < 0x2000]
        pairs = [w for w in controls if w != EDM]
        assert pairs[::2] == pairs[1::2]


def test_a_gap_of_one_frame_is_kept_with_a_single_code():
    schedule, losses = run(cue(100, 159, "Hello"), cue(160, 200, "again"))
    assert when(schedule, EDM)[:1] == [159]
    assert when(schedule, EOC)[2:] == [160, 161]
    assert not losses.kinds


def test_a_caption_too_close_shows_late_and_keeps_its_length():
    schedule, losses = run(cue(100, 110, "Hello"), cue(110, 150, "a text that takes time to load"))
    late = schedule.shown[1].start - 110
    assert late > 0
    assert spans(schedule) == [(100, 110 + late), (110 + late, 150 + late)]
    assert losses.kinds["late"].count == 1
    assert losses.kinds["late"].examples == [{"cue": 2, "detail": f"{late} frames late"}]


def test_a_late_caption_stays_in_order_with_those_after_it():
    cues = [cue(100 + 5 * n, 105 + 5 * n, f"number {n}") for n in range(10)]
    schedule, losses = run(*cues)
    starts = [start for start, _ in spans(schedule)]
    assert starts == sorted(starts)
    assert len(starts) == 10
    assert losses.kinds["late"].count == 9


def test_a_first_caption_at_zero_is_late_too():
    schedule, losses = run(cue(0, 60, "Hello"))
    assert schedule.shown[0].start == len([w for w in schedule.words if w < when(schedule, EOC)[0]])
    assert "late" in losses.kinds


def test_too_close_can_be_refused():
    with pytest.raises(CaptionError) as caught:
        run(cue(100, 110, "Hello"), cue(112, 150, "a text that takes time to load"), too_close="error")
    assert caught.value.code == "captions_too_close"
    assert caught.value.extra["cue"] == 2


def test_paint_on_shows_its_first_character_at_the_start():
    schedule, losses = run(cue(100, 160, "Hello", mode=Mode.PAINT_ON))
    assert schedule.words[100] == 0x4865
    assert when(schedule, RDC) == [94, 95]
    assert when(schedule, EDM) == [160, 161]
    assert not losses.kinds


def test_paint_on_has_to_clear_the_screen_a_little_early():
    schedule, losses = run(*(cue(n, n + 60, "Hello", mode=Mode.PAINT_ON) for n in (100, 160)))
    assert spans(schedule) == [(100, 152), (160, 220)]
    assert losses.kinds["timing"].examples == [{"cue": 1, "detail": "8 frames early"}]


def test_roll_up_lines_follow_each_other_without_erasing():
    up = {"mode": Mode.ROLL_UP, "extras": {"cea-608": {"depth": 3}}}
    schedule, losses = run(cue(100, 160, "One", **up), cue(160, 220, "Two", **up), align=Align.LEFT)
    assert schedule.words[100] == 0x4F6E
    assert schedule.words[160] == 0x5477
    assert when(schedule, RU2 + 1) == [94, 95, 154, 155]
    assert when(schedule, CR) == [96, 97, 156, 157]
    assert when(schedule, EDM) == [220, 221]
    assert not losses.kinds


def test_two_lines_rolling_up_are_two_captions():
    schedule, losses = run(cue(100, 200, "Hello\nthere"), mode="roll-up-2")
    assert spans(schedule) == [(100, 150), (150, 200)]
    assert losses.kinds["split"].count == 1


def test_overlapping_captions_share_screens():
    schedule, losses = run(cue(100, 300, "Below"), cue(200, 400, "Above"))
    assert spans(schedule) == [(100, 200), (200, 300), (300, 400)]
    rows = [[(line.row, line.text) for line in shown.screen.lines] for shown in schedule.shown]
    assert rows == [[(15, "Below")], [(14, "Above"), (15, "Below")], [(15, "Above")]]
    assert not losses.kinds


def test_a_brief_overlap_is_cut_and_noted():
    schedule, losses = run(cue(100, 205, "One"), cue(200, 300, "Two"))
    assert spans(schedule) == [(100, 200), (200, 300)]
    assert losses.kinds["overlap"].examples == [{"cue": 1, "detail": "5 frames"}]


def test_what_finds_no_room_beside_others_is_noted():
    eight = "\n".join("abcdefgh")
    _, losses = run(cue(100, 300, eight), cue(100, 300, eight))
    assert losses.kinds["overlap"].examples == [{"cue": 2, "detail": ""}]


def test_more_lines_than_the_screen_has_are_shown_in_turn():
    text = "\n".join(f"line {n}" for n in range(20))
    schedule, losses = run(cue(1000, 2000, text))
    assert [len(shown.screen.lines) for shown in schedule.shown] == [15, 5]
    assert losses.kinds["split"].count == 1


@pytest.mark.parametrize(("start", "end"), [(100, 100), (100, 50), (-50, 60)])
def test_times_that_cannot_be_are_mended_and_noted(start, end):
    schedule, losses = run(cue(start, end, "Hello"))
    assert len(schedule.shown) == 1
    assert losses.kinds["timing"].count >= 1


def test_nothing_is_sent_after_the_last_timecode():
    with pytest.raises(CaptionError) as caught:
        run(cue(24 * 107892 + 100, 24 * 107892 + 200, "Hello"))
    assert caught.value.code == "timecode_out_of_range"


def test_words_go_out_in_their_channel_with_parity():
    schedule, _ = run(cue(100, 160, "Hi"), channel=4)
    words = [word for _, word in sent_words(schedule, 4)]
    assert words[:4] == [0x9D20, 0x9D20, 0x9DAE, 0x9DAE]
    assert 0xC8E9 in words


def test_a_document_without_captions_sends_nothing():
    schedule, _ = run(cue(0, 60, ""), cue(60, 90, "a note", comment=True))
    assert schedule.words == {}
