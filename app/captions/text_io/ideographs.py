"""Chinese and Korean of a few characters: the frequent ones, which bytes of other languages hardly make.

A code page of one byte a character gives some letters for any two bytes, and statistics need pages; but of
the thousands of characters that two bytes can stand for, what people say is mostly made of these.
"""

from __future__ import annotations

_SIMPLIFIED = frozenset(
    "的一是不了人我在有他这来们上大为到说你就那要以地出会可也时她里生年着得得下自过对后子没能天多还看去什么起好成小心想样家"
    "都都现所道然把老前事知已作用开见让给很真吗吧呢啊谢请问对再早晚安朋友爱今明天几点钟哪谁怎话走吃喝水名字叫先女国中文学"
    "工等回听它应该高兴喜欢因只被从些个两三二十次方面手头长身发最当情意和与而但又如果做动分间本法经行进理意思快慢别帮助"
    "忙太错误懂关系欢迎您哦嗯喂嘿哈妈爸哥姐弟妹孩父母亲"
)
_TRADITIONAL = frozenset(
    "的一是不了人我在有他這來們上大為到說你就那要以地出會可也時她裡生年著得下自過對後子沒能天多還看去什麼起好成小心想樣家"
    "都現所道然把老前事知已作用開見讓給很真嗎吧呢啊謝請問再早晚安朋友愛今明幾點鐘哪誰怎話走吃喝水名字叫先女國中文學"
    "工等回聽它應該高興喜歡因只被從些個兩三二十次方面手頭長身發最當情意和與而但又如果做動分間本法經行進理思快慢別幫助"
    "忙太錯誤懂關係歡迎您哦嗯喂嘿哈媽爸哥姐弟妹孩父母親"
)
_HANGUL = frozenset(
    "이다는을가고의에하지나어아기를은시들도리사해서로자한그있정수대일보제스면인부여만라전니요안네세게것거무우모주오상"
    "감합습녕야까예왜뭐누구저내너우와과었았겠죠군데려러말알봐봤줘줄할될된됐됩좋싫맞잘못미죄송고마워사랑빨어디언마음생각"
    "생년월일금토오늘내일어제친구집물밥학교회선님씨형누나빠엄여보세괜찮으며때문같없었냐잠깐조금정말진짜그럼처음다시"
)
_PAGES = {"gb18030": _SIMPLIFIED, "big5": _TRADITIONAL, "cp949": _HANGUL}
_SHARE = 0.75
_FEWEST = 2
_LOOKED_AT = 2000


def frequent_characters(data: bytes) -> str | None:
    """The code page that makes frequent characters of nearly all bytes beyond ASCII; None when none does."""
    shares: dict[str, float] = {}
    for name, frequent in _PAGES.items():
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        wide = [ch for ch in text if ch > "\x7f" and ch.isalpha()][:_LOOKED_AT]
        if len(wide) >= _FEWEST:
            shares[name] = sum(ch in frequent for ch in wide) / len(wide)
    best = max(shares, key=lambda name: shares[name], default=None)
    return best if best is not None and shares[best] >= _SHARE else None
