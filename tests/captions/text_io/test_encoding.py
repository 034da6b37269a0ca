"""The ladder from certain to guessed, and the person's own choice above it."""

import pytest

from app.captions.text_io import encoding_guess
from app.captions.text_io.encoding import SURE, check_encoding, decode, head_text
from app.captions.text_io.encoding_guess import SAMPLE
from app.core.errors import CaptionError

POLISH = "Zażółć gęślą jaźń, proszę państwa. Gdzie byłeś przez cały ten czas?\n" * 20
RUSSIAN = "Где ты был всё это время? Я искал тебя повсюду, а потом сдался.\n" * 20
JAPANESE = "あなたはずっとどこにいたのですか。私はあなたを探していました。\n" * 20
KOREAN = "당신은 그동안 어디에 있었나요? 나는 당신을 찾아 다녔습니다.\n" * 20
CHINESE = "这么久你到底去哪儿了？我到处找你，后来我放弃了。\n" * 20
TAIWANESE = "這麼久你到底去哪兒了？我到處找你，後來我放棄了。\n" * 20
GREEK = "Πού ήσουν όλο αυτό τον καιρό; Σε έψαχνα παντού.\n" * 20
HEBREW = "איפה היית כל הזמן הזה? חיפשתי אותך בכל מקום.\n" * 20
THAI = "คุณหายไปไหนมาตั้งนาน ฉันตามหาคุณไปทั่ว\n" * 20
FRENCH = "Où étais-tu passé ? Je t'ai cherché partout, et puis j'ai cessé d'espérer.\n" * 20


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"plain", "utf-8", "plain"),
        ("é".encode(), "utf-8", "é"),
        ("\ufeffé".encode(), "utf-8", "é"),
        ("é\n".encode("utf-16"), "utf-16", "é\n"),
        ("\ufeffé\n".encode("utf-16-be"), "utf-16", "é\n"),
        ("hello é\n".encode("utf-16-le"), "utf-16-le", "hello é\n"),
        ("hello é\n".encode("utf-16-be"), "utf-16-be", "hello é\n"),
        ("é\n".encode("utf-32"), "utf-32", "é\n"),
    ],
)
def test_certain_steps(data, encoding, text):
    found = decode(data)
    assert (found.encoding, found.text) == (encoding, text)
    assert found.confidence >= 0.95


@pytest.mark.parametrize(
    ("text", "codec", "language"),
    [
        (FRENCH, "cp1252", None),
        (POLISH, "cp1250", None),
        (RUSSIAN, "cp1251", None),
        (RUSSIAN, "koi8_r", None),
        (JAPANESE, "cp932", None),
        (JAPANESE, "euc_jp", None),
        (KOREAN, "cp949", None),
        (CHINESE, "gb18030", None),
        (TAIWANESE, "big5", None),
        (TAIWANESE * 500, "big5", None),
        (GREEK, "cp1253", None),
        (HEBREW, "cp1255", None),
        (THAI, "cp874", None),
        (POLISH[:69], "cp1250", "pl"),
        (RUSSIAN[:60], "cp1251", "ru"),
    ],
)
def test_guesses_read_the_same_letters(text, codec, language):
    found = decode(text.encode(codec), language=language)
    assert found.text == text
    assert found.confidence < 0.95


@pytest.mark.parametrize("name", ["ISO-8859-2", "windows-1250", "cp437", "Shift_JIS"])
def test_an_xml_declaration_is_believed_when_it_fits(name):
    text = f"<?xml version='1.0' encoding='{name}'?>\n<tt>{'ソ' if name == 'Shift_JIS' else 'é'}</tt>"
    found = decode(text.encode(name))
    assert found.text == text
    assert found.confidence > 0.9


@pytest.mark.parametrize("name", ["utf-8", "UTF-16", "klingon", "idna", "zip_codec", "ascii", "x" * 99])
def test_an_xml_declaration_that_does_not_fit_is_passed_over(name):
    data = f'<?xml version="1.0" encoding="{name}"?><tt>{FRENCH}</tt>'.encode("cp1252")
    assert FRENCH in decode(data).text


def test_a_few_damaged_bytes_do_not_make_it_another_encoding():
    found = decode(RUSSIAN.encode()[:-1] + b"\xff\xfe ok")
    assert found.encoding == "utf-8"
    assert found.damaged > 0
    assert RUSSIAN[:100] in found.text


@pytest.mark.slow
def test_only_a_sample_is_guessed_over(monkeypatch):
    seen = []
    real = encoding_guess.from_bytes
    monkeypatch.setattr(
        encoding_guess, "from_bytes", lambda data, **kw: seen.append(len(data)) or real(data, **kw)
    )
    text = ("Only plain words here.\n" * 20 + FRENCH + "± 2\n") * 60
    assert decode(text.encode("cp1252")).text == text
    assert seen == [seen[0]]
    assert seen[0] <= SAMPLE


def test_the_persons_choice_is_obeyed():
    assert decode("é".encode("cp1252"), "cp850").text == "Ú"
    assert decode("\ufeffé".encode(), "UTF8").text == "é"


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13", "idna", "\0", "x" * 300])
def test_no_such_encoding(name):
    with pytest.raises(CaptionError) as caught:
        check_encoding(name)
    assert caught.value.code == "invalid_option"


def test_a_choice_that_cannot_be_right_is_refused():
    with pytest.raises(CaptionError) as caught:
        decode(b"\xff\xff", "utf-8")
    assert caught.value.code == "undecodable"


def test_a_head_may_end_inside_a_character():
    assert head_text("aé".encode()[:-1]) == "a"
    assert head_text("é".encode("cp1252") + b"abcd") == "éabcd"


def test_one_line_that_is_not_utf8_does_not_spoil_the_others():
    good = "Ça va très bien, merci — à bientôt\nL’été à la forêt\n"
    found = decode(good.encode() + "déjà vu\n".encode("cp1252"))
    assert (found.text, found.encoding, found.damaged) == (good + "déjà vu\n", "utf-8", 2)


@pytest.mark.parametrize("good", ["Grüße", "Привет", "für dich, müde", "“Héllo”"])
def test_one_stray_letter_beside_few_good_ones_does_not_spoil_them(good):
    found = decode(f"{good}\n".encode() + "Äpfel\n".encode("cp1252"))
    assert (found.text, found.encoding, found.damaged) == (f"{good}\nÄpfel\n", "utf-8", 1)


@pytest.mark.parametrize(("words", "encoding"), [("家に帰", "cp932"), ("านกัน", "cp874")])
def test_bytes_that_are_rare_letters_in_utf8_are_none(words, encoding):
    assert decode(f"1\n00:00:01,000 --> 00:00:02,000\n{words}\n".encode(encoding)).encoding == encoding


def test_a_character_that_was_cut_is_marked_and_the_rest_stays():
    found = decode("It’s fine.\nWe’re “here”.\nNo—no.\nÇa “va”".encode() + b" \xe2\x80 x")
    assert found.text.endswith("Ça “va” \ufffd x")
    assert found.damaged == 1


def test_a_guess_over_few_letters_names_what_else_it_could_be():
    found = decode("Szép idő van ma".encode("cp1250"))
    assert (found.text, found.confidence) == ("Szép idő van ma", 0.6)
    assert ("cp1252", "Szép idõ van ma") in found.alternatives
    assert len(found.alternatives) <= 3
    assert decode((FRENCH * 5).encode("cp1252")).alternatives == ()


@pytest.mark.parametrize(
    ("word", "encoding"),
    [
        ("สวัสดี", "cp874"),
        ("ขอบคุณ", "cp874"),
        ("ありがとう", "cp932"),
        ("こんにちは", "euc_jp"),
        ("Привет", "cp1251"),
        ("Спасибо", "koi8_r"),
        ("Да", "cp1251"),
        ("γεια", "cp1253"),
        ("Cześć", "cp1250"),
        ("Część", "cp1250"),
        ("Żegnaj!", "cp1250"),
        ("Čau", "cp1250"),
        ("Mulţumesc", "cp1250"),
        ("Günaydın", "cp1254"),
        ("Ačiū", "cp1257"),
        ("你好", "gb18030"),
        ("谢谢你", "gb18030"),
        ("謝謝", "big5"),
        ("안녕", "cp949"),
        ("감사합니다", "cp949"),
        ("こんばんは", "iso2022_jp"),
        ("Müller hört zu", "mac_roman"),
        ("İyi akşamlar", "cp1254"),
    ],
)
def test_a_file_of_one_word(word: str, encoding: str) -> None:
    found = decode(f"1\n00:00:01,000 --> 00:00:02,000\n{word}\n".encode(encoding))
    assert (found.text.split("\n")[2], found.encoding) == (word, encoding)


@pytest.mark.parametrize("line", ["That is €50.", "5 €", "It’s €5 – no, £6…"])
def test_signs_of_money_are_no_letters(line: str) -> None:
    assert decode(f"1\n00:00:01,000 --> 00:00:02,000\n{line}\n".encode("cp1252")).text.endswith(f"{line}\n")


@pytest.mark.parametrize(
    "line", ["Ne va pas, mon frère. «Mais", "«Mais non», dit-il", "«Oui», dit-il, très content."]
)
def test_quotation_marks_are_no_letters_of_another_language(line: str) -> None:
    data = f"1\n00:00:01,000 --> 00:00:02,000\n{line}\n".encode("cp1252")
    assert decode(data).text.endswith(f"{line}\n")


@pytest.mark.parametrize(
    ("word", "encoding"), [("東京", "cp932"), ("žena", "iso8859_2"), ("Część", "iso8859_2")]
)
def test_what_a_word_may_be_is_among_the_alternatives(word: str, encoding: str) -> None:
    found = decode(f"1\n00:00:01,000 --> 00:00:02,000\n{word}\n".encode(encoding))
    assert found.confidence < SURE
    assert (encoding, word) in found.alternatives


@pytest.mark.parametrize(("mark", "codec"), [("ff fe", "utf-16-le"), ("fe ff", "utf-16-be")])
def test_utf16_that_was_joined_to_utf8_is_read(mark: str, codec: str) -> None:
    first, second = "1\n00:00:01,000 --> 00:00:02,000\né", "2\n00:00:03,000 --> 00:00:04,000\nłąka\n"
    found = decode(first.encode() + bytes.fromhex(mark) + second.encode(codec))
    assert (found.text, found.encoding) == (f"{first}\n\n{second}", "utf-8")
