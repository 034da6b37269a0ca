"""A few words are enough to tell the code page of a known language."""

import pytest

from app.captions.text_io.alphabets import code_page
from app.captions.text_io.encoding import SURE, decode

WORDS = {
    "Labas vakaras, mieli žiūrovai\nšiandien kalbėsime apie jūrą ir ąžuolą": "cp1257",
    "Labdien, dārgie skatītāji, šodien ļoti silts": "cp1257",
    "Kérem, üljön le! Köszönöm, jól érzem magam. Őt is hívd fel, fütyülő fűrész.": "cp1250",
    "Proszę państwa, gdzie byłeś?": "cp1250",
    "Dobrý večer, vážení přátelé": "cp1250",
    "Dobré ráno, milí diváci, šťastnou cestu ďalej, ľudia": "cp1250",
    "İyi akşamlar, sevgili izleyiciler, bugün hava çok güzel ve ığdır": "cp1254",
    "Добрый вечер, дорогие друзья": "koi8_r",
    "Wo warst du gestern?\nZu Hause, natürlich müde.": "cp1252",
    "Hol voltál tegnap?\nOtthon, de fáradt vagyok.": "cp1250",
    "Kje si bil včeraj?\nDoma, žal.": "cp1250",
    "Das kostet 5 €.\nOù? Cœur.": "iso8859_15",
    "ไปไหนมา": "cp874",
    "Добрый вечер, дорогие зрители": "cp1251",
    "Доброго вечора, любі глядачі, її їжак": "cp1251",
    "Γεια σου, τι κάνεις;": "cp737",
    "Καλησπέρα σας, αγαπητοί θεατές": "cp1253",
    "สวัสดีครับ วันนี้อากาศดีมาก": "cp874",
    "Où es-tu passé ? Ça va très bien.": "cp1252",
    "Schöne Grüße, großer Bär": "cp1252",
    "Szép idő van ma, jó estét": "cp1250",
    "Hová mész ma este? Őrült idő van.": "iso8859_2",
    "Gdzie są moje książki?": "iso8859_2",
    "Dzień dobry, jak się masz?": "cp852",
    "Bună seara, unde ai fost astăzi?": "cp1250",
    "Што желиш? Добро вече, пријатељи": "cp1251",
    "Здравейте! Къде отиваш тази вечер?": "cp1251",
    "Где ты был, дорогой?": "cp866",
    "Где ты был вчера, дорогой?": "iso8859_5",
    "ערב טוב, חברים יקרים": "cp1255",
    "مساء الخير ايها الاصدقاء": "cp1256",
    "اين كنت امس؟ في البيت": "iso8859_6",
    "¿Dónde estás, niño?": "mac_roman",
    "Où êtes-vous ? Ça va très bien, merci": "cp850",
    "Täna räägime merest ja ööst, sõber": "cp1257",
}


@pytest.mark.parametrize(("text", "codec"), WORDS.items())
def test_a_line_or_two_is_enough(text, codec):
    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize("text", ["Übermüdet, nur süß.", "Fáradtán.", "Ärger mit Löwen"])
def test_a_guess_over_a_few_letters_makes_words_and_is_not_sure(text):
    found = decode(text.encode("cp1252"))
    assert (found.text, found.confidence < SURE) == (text, True)


@pytest.mark.parametrize("data", [b"", b"plain", "é".encode("cp1252"), bytes(range(128, 256))])
def test_nothing_is_said_without_evidence(data):
    assert code_page(data) is None


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("당신은 그동안 어디에 있었나요?", "cp949"),
        ("这么久你到底去哪儿", "gb18030"),
        ("這麼久你到底", "big5"),
    ],
)
def test_other_scripts_are_left_to_the_statistics(text, codec):
    assert code_page(text.encode(codec)) is None
