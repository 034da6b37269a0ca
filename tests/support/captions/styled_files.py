"""Small TTML, WebVTT, SubStation Alpha and SAMI files that say what a test wants them to say, and whether
converting them keeps or reports it.
"""

import json
from functools import lru_cache

from app.captions.conversion.convert import ConvertRequest, convert
from app.core.errors import CaptionError

NAMESPACES = (
    'xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" '
    'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" '
    'xmlns:itts="http://www.w3.org/ns/ttml/profile/imsc1#styling" xmlns:ebutts="urn:ebu:tt:style" '
    'xmlns:ittp="http://www.w3.org/ns/ttml/profile/imsc1#parameter" xmlns:ebuttm="urn:ebu:tt:metadata" '
    'xmlns:ittm="http://www.w3.org/ns/ttml/profile/imsc1#metadata" '
    'xmlns:tta="http://www.w3.org/ns/ttml#audio" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:smpte="http://www.smpte-ra.org/schemas/2052-1/2010/smpte-tt"'
)


def ttml(root="", region="", p="", span="", inside=""):
    return (
        f"<tt {NAMESPACES} xml:lang='ja' {root}><head><layout><region xml:id='r' tts:origin='10% 60%' "
        f"tts:extent='80% 30%' {region}/></layout></head><body><div><p begin='1s' end='2s' region='r' {p}>"
        f"{inside}One <span {span}>two</span></p></div></body></tt>"
    )


def vtt(settings="", text="One <c.a>two</c>", blocks="", name=""):
    return f"WEBVTT\n\n{blocks}{name}00:01.000 --> 00:02.000{settings}\n{text}\n"


ASS_STYLE = (
    "Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,Bold,Italic,Underline,"
    "StrikeOut,ScaleX,ScaleY,Spacing,Angle,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV,Encoding"
)
ASS_USUAL = (
    "Default,Arial,60,&H00FFFFFF,&H000000FF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,60,60,50,1"
)


def ass(style=None, code="", event=None, head=None):
    columns = ASS_STYLE.split(",")
    row = dict(zip(columns, ASS_USUAL.split(","), strict=True))
    sign = row | {"Name": "Sign"} | (style or {})
    usual = {"Layer": "0", "Name": "", "MarginL": "0", "MarginR": "0", "MarginV": "0", "Effect": ""}
    told = usual | (event or {})
    lines = ["[Script Info]", "ScriptType: v4.00+", "PlayResX: 1920", "PlayResY: 1080"]
    lines += [f"{name}: {value}" for name, value in (head or {}).items()]
    lines += [
        "",
        "[V4+ Styles]",
        f"Format: {ASS_STYLE}",
        f"Style: {ASS_USUAL}",
        "Style: " + ",".join(sign.values()),
    ]
    lines += ["", "[Events]", "Format: Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text"]
    lines += [f"Dialogue: 0,0:00:0{n}.00,0:00:0{n}.90,Default,,0,0,0,,Talk" for n in (3, 4)]
    code = f"{{\\{code}}}" if code else ""
    columns = [told["Layer"], "0:00:01.00", "0:00:02.00", "Sign", *list(told.values())[1:], f"A {code}sign"]
    return "\n".join([*lines, "Dialogue: " + ",".join(columns), ""])


def smi(css="", attributes="", text="One"):
    sheet = f"<!-- P {{ text-align: center; {css} }} .E {{ lang: en }} -->"
    return (
        f'<SAMI><HEAD><STYLE TYPE="text/css">{sheet}</STYLE></HEAD><BODY>'
        f"<SYNC Start=1000><P Class=E {attributes}>{text}<SYNC Start=2000><P Class=E>&nbsp;</BODY></SAMI>"
    )


TARGETS = ("srt", "vtt", "ass", "ssa", "imsc1.1", "ebu-tt-d", "itt", "sami")


@lru_cache(maxsize=100)
def result(source, name, target):
    """What the target file says, and what the reports say; or why the file is refused.

    Kept, because dozens of tests compare with the same plain file.
    """
    data = source if isinstance(source, bytes) else source.encode()
    try:
        done = convert(data, ConvertRequest(target_profile=target, file_name=name))
    except CaptionError as error:
        return f"{error.code}: {error}"
    report = [done.losses, done.issues, done.quality]
    return done.data.decode("latin-1") + json.dumps(report, ensure_ascii=False)


def differs(plain, said, name, place=False, targets=TARGETS):
    """No target is written the same, with the same report; a lost place is one, whatever it was."""
    silent = [target for target in targets if result(plain, name, target) == result(said, name, target)]
    assert [target for target in silent if not (place and "placement" in result(said, name, target))] == []
