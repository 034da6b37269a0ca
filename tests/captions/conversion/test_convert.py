"""The seam: check, inspect and convert, and every refusal a person can meet."""

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable

import pytest

from app.captions import load
from app.captions.conversion.convert import ConvertRequest, check, convert, convert_track, inspect
from app.captions.conversion.editing import as_project
from app.captions.conversion.inspect import issues_json
from app.captions.formats import project
from app.captions.model.losses import Losses
from app.core.errors import CaptionError, Invalid

SRT = b"1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i>\n\n2\n00:01:00,000 --> 00:01:02,000\nBye & bye\n"
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.500 line:0\n<v Ann>Hello\n\n01:00.000 --> 01:02.000\nBye &amp; bye\n"


def to_vtt(data=SRT, **fields):
    return convert(data, ConvertRequest(target_profile="WebVTT", **fields))


def refusal(data=SRT, **fields):
    with pytest.raises(CaptionError) as caught:
        convert(data, ConvertRequest(**fields))
    error = caught.value
    assert error.extra["rejected"] is True
    assert error.hint
    return error


def test_converts():
    done = to_vtt()
    first = b"00:00:01.000 --> 00:00:02.500\n<i>Hello</i>\n"
    assert done.data == b"WEBVTT\n\n" + first + b"\n00:01:00.000 --> 00:01:02.000\nBye &amp; bye\n"
    assert (done.target_format.id, done.source_format.id, done.encoding) == ("vtt", "srt", "utf-8")
    assert (done.cue_count, done.duration, done.frame_rate, done.losses) == (2, 62.0, None, [])


def test_losses_are_reported():
    done = convert(VTT, ConvertRequest())
    assert [loss["kind"] for loss in done.losses] == ["speaker", "placement"]


def test_inspection_has_exactly_these_fields():
    found = inspect(VTT, file_name="a.vtt").as_json()
    assert found == {
        "profile": "WebVTT",
        "encoding": "utf-8",
        "language": None,
        "language_detected": False,
        "frame_rate": None,
        "drop_frame": None,
        "cues": [
            {"start": 1.0, "end": 2.5, "text": "Hello", "speaker": "Ann", "settings": "line:0"},
            {"start": 60.0, "end": 62.0, "text": "Bye & bye", "speaker": None, "settings": None},
        ],
        "issues": [],
    }
    json.dumps(found)


def test_summary_counts():
    summary = inspect(VTT).summary()
    assert summary["cue_count"] == 2
    assert summary["duration"] == 62.0
    assert summary["first_lines"] == ["Hello", "Bye & bye"]
    json.dumps(summary)


@pytest.mark.parametrize(
    ("fields", "first"),
    [
        ({"offset": "00:00:10:00"}, "00:00:11.010"),
        ({"offset": "00:00:10.000"}, "00:00:11.000"),
        ({"offset": "00:00:00.500", "offset_type": "subtract"}, "00:00:00.500"),
        ({"source_frame_rate": "25", "target_frame_rate": "24"}, "00:00:01.042"),
        ({"source_frame_rate": "24", "target_frame_rate": "25"}, "00:00:00.960"),
        ({"source_frame_rate": "24", "target_frame_rate": "29.97"}, "00:00:01.001"),
        ({"source_frame_rate": "25", "target_frame_rate": "50"}, "00:00:01.000"),
        ({"source_frame_rate": "25", "target_frame_rate": "24", "conform": "keep"}, "00:00:01.000"),
        ({"incode": "00:00:01.000"}, "00:00:00.000"),
    ],
)
def test_times(fields, first):
    assert f"\n\n{first} -->" in to_vtt(**fields).data.decode()


def test_incode_auto_finds_the_hour():
    data = SRT.replace(b"00:0", b"10:0")
    assert b"\n\n00:00:01.000 -->" in to_vtt(data, incode="auto", source_frame_rate="25").data


def test_nothing_left_is_refused():
    assert refusal(offset="01:00:00:00", offset_type="subtract").code == "no_cues"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"target_profile": "Klingon"}, "unknown_profile"),
        ({"source_profile": "Klingon"}, "unknown_profile"),
        ({"encode_options": {"speakers": "loud"}}, "invalid_option"),
        ({"encode_options": {"colour": 1}}, "invalid_option"),
        ({"source_profile": "WebVTT", "decode_options": {"colour": 1}}, "invalid_option"),
        ({"decode_options": {"colour": 1}}, "invalid_option"),
        ({"decode_options": {"lenient": "maybe"}}, "invalid_option"),
        ({"offset_type": "times"}, "invalid_option"),
        ({"conform": "bend"}, "invalid_option"),
        ({"encoding": "klingon"}, "invalid_option"),
        ({"target_frame_rate": "26"}, "invalid_frame_rate"),
        ({"default_frame_rate": "x"}, "invalid_frame_rate"),
        ({"offset": "1h"}, "invalid_timecode"),
        ({"incode": "1h"}, "invalid_timecode"),
    ],
)
def test_checked_before_a_file_is_read(fields, code):
    with pytest.raises(CaptionError) as caught:
        check(ConvertRequest(**fields))
    assert caught.value.code == code
    assert caught.value.extra["rejected"] is True
    assert caught.value.hint


def test_a_sound_request_passes():
    check(
        ConvertRequest(
            decode_options={"lenient": True}, target_frame_rate="25", incode="auto", encoding="cp1252"
        )
    )


@pytest.mark.parametrize("data", [b"", b" \r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\0\0\0"])
def test_empty(data):
    assert refusal(data).code == "empty_file"


def test_too_large():
    assert refusal(b"x" * 20_000_001).code == "file_too_large"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG picture"),
        (b"\0\0\0\x18ftypmp42" + bytes(50), "an MP4 or QuickTime video"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (bytes(range(256)) * 20, "binary data"),
    ],
)
@pytest.mark.parametrize("caption_format", ["auto", "WebVTT"])
def test_not_captions(data, kind, caption_format):
    error = refusal(data, source_profile=caption_format)
    assert error.code == "not_captions"
    assert kind in error.message


def test_unknown_text_is_not_guessed_by_name():
    assert refusal(b"some text", file_name="a.srt").code == "not_captions"
    assert convert(b"Some text.", ConvertRequest(file_name="a.txt")).source_format.id == "transcript"


def test_the_wrong_profile_is_named_with_the_right_one():
    error = refusal(VTT, source_profile="SubRip Video Subtitle Script")
    assert error.code == "wrong_profile"
    assert error.message == (
        "This looks like WebVTT; you chose SubRip Video Subtitle Script. Convert it as WebVTT?"
    )
    assert error.extra["detected_profile"] == error.extra["suggested_profile"] == "WebVTT"


def test_no_cues():
    assert refusal(b"WEBVTT\n\nNOTE nothing\n").code == "no_cues"


def test_a_file_no_browser_would_show_is_read_leniently_and_said():
    done = to_vtt(b"WEBVTT\n\n00:01,5 --> 00:02\nx\n")
    assert done.cue_count == 1
    assert done.issues[-1]["code"] == "read_leniently"


def test_what_a_browser_would_skip_is_read_unless_the_job_asks_for_just_that():
    data = b"WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n00:03,000 --> 00:04,000\nb\n"
    assert to_vtt(data, decode_options={"lenient": False}).cue_count == 1
    assert to_vtt(data, auto_fix=True).cue_count == 2
    done = to_vtt(data)
    assert done.cue_count == 2
    assert "read_leniently" in str(done)


def test_encodings_are_found_and_reported():
    text = "1\n00:00:01,000 --> 00:00:02,000\nOù étais-tu passé, à cette époque-là ? J'étais très inquiète.\n"
    done = to_vtt(text.encode("cp1252"), file_name="film.fr.srt")
    assert "étais-tu passé" in done.data.decode()
    assert done.encoding == "cp1252"


def test_importing_the_seam_brings_no_library():
    heavy = "{'lxml','pysubs2','charset_normalizer','openpyxl','docx','ttconv','defusedxml','hypothesis'}"
    code = f"import sys, app.captions.conversion.convert; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_notes_about_a_file_do_not_grow_with_it():
    lines = "\n".join(["[1][2]x", *["nonsense"] * 5000])
    assert len(inspect(lines.encode(), caption_format="MPL2").document.issues) == 501


POOR = b"1\n00:00:05,000 --> 00:00:06,000\nlater\n\n2\n00:00:01,000 --> 00:00:05,500\nearlier\n"


def test_every_conversion_has_a_quality_report():
    assert [item["code"] for item in to_vtt(POOR).quality] == ["overlap", "order"]
    assert [item["code"] for item in inspect(POOR).as_json()["issues"]] == ["overlap", "order"]
    assert to_vtt().quality == []


def test_a_guide_finds_more():
    codes = {item["code"] for item in to_vtt(SRT, guide="netflix").quality}
    assert codes == {"open_gap"} or "too_short" not in codes
    long = b"1\n00:00:01,000 --> 00:00:02,000\n" + b"word " * 30
    assert {item["code"] for item in to_vtt(long, guide="netflix").quality} >= {
        "characters_per_second",
        "line_length",
    }


def test_auto_fix_mends_and_lists_it():
    done = to_vtt(POOR, auto_fix=True)
    assert done.quality == []
    assert {item["code"] for item in done.fixes} == {"order", "overlap"}
    assert done.data.index(b"earlier") < done.data.index(b"later\n")


def test_an_unknown_guide_is_refused_before_a_file_is_read():
    with pytest.raises(Invalid):
        check(ConvertRequest(guide="klingon"))


def test_reports_are_bounded():
    data = b"".join(b"[%d][%d]x\n" % (i, i) for i in range(500, 0, -1))
    quality = convert(data, ConvertRequest(target_profile="WebVTT")).quality
    assert len([item for item in quality if item["code"] == "order"]) == 51
    assert quality[-1]["count"] > 400


def test_a_rate_nobody_said_is_assumed_and_said():
    assert to_vtt(b"{25}{50}x\n").issues[0]["code"] == "frame_rate_assumed"
    assert to_vtt(b"{25}{50}x\n", source_frame_rate="25").issues == []
    assert to_vtt(b"{1}{1}25\n{25}{50}x\n").issues == []
    done = convert(SRT, ConvertRequest(target_profile="MicroDVD"))
    assert (done.frame_rate, done.drop_frame) == ("29.97", True)
    assert done.notes == ["Nothing says the frame rate; 29.97 DF was used."]


@pytest.mark.parametrize(
    ("source", "settings", "disk_format", "rate", "last_timecode"),
    [
        (SRT, {}, b"STL25.01", "25", [0, 0, 2, 13]),
        (SRT, {"default_frame_rate": "30"}, b"STL30.01", "30", [0, 0, 2, 15]),
        (SRT, {"target_frame_rate": "29.97"}, b"STL30.01", "29.97", [0, 0, 2, 15]),
        (SRT, {"source_frame_rate": "24", "target_frame_rate": "25"}, b"STL25.01", "25", [0, 0, 2, 10]),
        (b"{1}{1}30\n{25}{50}x\n", {}, b"STL30.01", "30", [0, 0, 1, 20]),
    ],
)
def test_ebu_stl_is_written_at_25_unless_somebody_says_a_rate(
    source, settings, disk_format, rate, last_timecode
):
    """The default of a Job Description, 29.97, is no rate that EBU STL has."""
    done = convert(source, ConvertRequest(target_profile="EBU STL", **settings))
    assert (done.data[3:11], done.frame_rate) == (disk_format, rate)
    assert [*done.data[1024 + 9 : 1024 + 13]] == last_timecode


def test_ebu_tt_d_counts_no_frames():
    done = convert(SRT, ConvertRequest(target_profile="EBU-TT-D"))
    assert done.frame_rate is None
    assert b"frameRate" not in done.data
    assert b'begin="00:00:01.000"' in done.data


def test_what_only_the_source_format_says_is_reported_as_lost():
    def kinds(data):
        return {loss["kind"] for loss in convert(data, ConvertRequest()).losses}

    assert kinds(b"WEBVTT\n\nNOTE first\n\n00:01.000 --> 00:02.000\nx\n") == {"comment"}
    assert kinds(b"[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,{\\fad(1,1)}x\n") == {"effects"}
    assert kinds(b"[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,{\\i1}x\n") == set()
    box = b"1\n00:00:01,000 --> 00:00:02,000 X1:1 X2:2 Y1:3 Y2:4\nx\n"
    assert {loss["kind"] for loss in to_vtt(box).losses} == {"placement"}
    assert kinds(box) == set()


def test_comments_between_captions_are_never_shown():
    times = b" 0,0:00:01.00,0:00:02.00,D,,0,0,0,,"
    script = b"[Events]\nDialogue:" + times + b"x\nComment:" + times + b"y\n"
    done = convert(script, ConvertRequest())
    assert (done.cue_count, [loss["kind"] for loss in done.losses]) == (1, ["comment"])
    assert b"Comment: 0," in convert(script, ConvertRequest(target_profile="ASS")).data


TTML = b"""<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div>
<p begin="1s" end="2s">Hello</p></div></body></tt>"""


def test_the_mistake_of_the_history_is_explained():
    error = refusal(TTML, source_profile="Scenarist V1.0", target_profile="WebVTT")
    assert error.code == "wrong_profile"
    assert error.message == "This looks like TTML/DFXP; you chose Scenarist V1.0. Convert it as TTML/DFXP?"
    assert error.extra["suggested_profile"] == "TTML/DFXP"
    assert to_vtt(TTML, source_profile=error.extra["suggested_profile"]).cue_count == 1


@pytest.mark.parametrize("caption_format", ["IMSC1.1", "iTT", "EBU-TT-D"])
def test_profiles_with_one_reader_read_each_other(caption_format):
    assert to_vtt(TTML, source_profile=caption_format).cue_count == 1


def test_a_long_file_is_never_in_memory_as_document_text_and_bytes_at_once():
    block = "{0}\n00:{1:02}:{2:02},000 --> 00:{1:02}:{2:02},900\nA caption of some length, number {0}.\n"
    blocks = (block.format(number + 1, number // 60, number % 60) for number in range(3_000))
    data = "\n".join(blocks).encode()
    assert _peak(lambda: to_vtt(data)) < 1.02 * _peak(lambda: load(data))


def _peak(work: Callable[[], object]) -> int:
    """The most memory that this takes, once it has loaded and remembered what it needs."""
    work()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


TRACKS = [
    ("track.srt", SRT),
    ("track.vtt", b"WEBVTT\n\nSTYLE\n::cue(.a) { color: lime }\n\n" + VTT.partition(b"\n\n")[2]),
    ("track.srt", "1\n00:00:01,000 --> 00:00:02,500\nDÃ©jÃ  vu, Ã§a va trÃ¨s bien\n".encode()),
    ("track.ass", b"[Script Info]\nPlayResX: 640\n\n[Events]\nFormat: Start, End, Text\n"
                  b"Dialogue: 0:00:01.00,0:00:02.00,{\\an8\\i1}Up{\\i0} there\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), TRACKS)
@pytest.mark.parametrize("auto_fix", [False, True])
@pytest.mark.parametrize("target", ["WebVTT", "SubRip Video Subtitle Script", "Advanced SubStation Alpha"])
def test_a_track_becomes_what_a_project_of_it_would(
    name: str, data: bytes, auto_fix: bool, target: str
) -> None:
    wanted = ConvertRequest(
        "Cuedeck Project", target, auto_fix=auto_fix, offset="00:00:00:12", edits={"split": {}}
    )
    document = project.read(as_project(data, ConvertRequest(file_name=name)), {})
    document.language = "fr"
    by_project = convert(project.write(document, {}, Losses()).encode(), wanted)
    at_once = convert_track(data, name, "fr", wanted)
    assert at_once.conversion.data == by_project.data
    told, same = at_once.conversion.report(), by_project.report()
    for report in (told, same):  # what was mended is quoted, there as the project has it
        report["fixes"] = [fix["code"] for fix in report["fixes"]]
        noted = report.pop("issues")  # of a project only what its reader finds again
        assert report is same or noted == at_once.issues
    assert told == same
    assert at_once.language == "fr"
    assert (at_once.issues == issues_json(document.issues)) is not (auto_fix and b"\xc3\x83" in data)


def test_a_track_that_names_no_language_has_that_of_its_captions() -> None:
    named = b"WEBVTT\nLanguage: de\n\n00:01.000 --> 00:02.500\nGuten Tag\n"
    wanted = ConvertRequest("Cuedeck Project", "WebVTT")
    assert convert_track(named, "track.vtt", "", wanted).language == "de"
    assert convert_track(SRT, "track.srt", "", wanted).language is None
