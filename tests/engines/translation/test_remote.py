"""LibreTranslate, DeepL and chat servers, against a local server."""

import json
from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.engines.config import Endpoint, EngineConfig
from app.engines.protocols import Briefable
from app.engines.translation.deepl import FREE, PAID, DeepL
from app.engines.translation.libretranslate import LibreTranslate
from app.engines.translation.openai_chat import OpenAIChat
from app.engines.translation.sentences import translate_sentences
from tests.support.engines.fake_server import Asked, FakeServer
from tests.support.engines.toy_translators import upper

ENGINES = {"libretranslate": LibreTranslate, "deepl": DeepL, "openai-chat": OpenAIChat}


def made(name: str, server: FakeServer, key: str = "k-1", **settings: object):
    endpoint = Endpoint(server.url, key, retries=0, timeout=5, **settings)  # type: ignore[arg-type]
    return ENGINES[name](EngineConfig(model_dir=Path("unused"), remotes={name: endpoint}))


def libre(asked: Asked) -> object:
    return {"translatedText": [upper(text) for text in asked.json["q"]]}


def deepl(asked: Asked) -> object:
    return {
        "translations": [
            {"text": upper(text), "detected_source_language": "EN"} for text in asked.json["text"]
        ]
    }


def chat(asked: Asked) -> object:
    texts = json.loads(asked.json["messages"][1]["content"])
    reply = "Here you are:\n```json\n" + json.dumps([upper(text) for text in texts]) + "\n```"
    return {"choices": [{"message": {"role": "assistant", "content": reply}}]}


ANSWERS = {"libretranslate": libre, "deepl": deepl, "openai-chat": chat}


@pytest.mark.parametrize("name", ENGINES)
def test_many_sentences_with_tags_and_signs_come_back_whole(server: FakeServer, name: str) -> None:
    server.answer(200, ANSWERS[name])
    sentences = [f"a & b < {i} {{name}} <s1>c</s1>" for i in range(60)]
    heard: list[float] = []
    result = translate_sentences(made(name, server), sentences, "en", "es", on_progress=heard.append)
    wanted = [f"A & B < {i} {{name}} <s1>C</s1>" for i in range(60)]
    assert [text.replace("&AMP;", "&").replace("&LT;", "<") for text in result.texts] == wanted
    assert len(server.asked) > 1, "in batches"
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_libretranslate_gets_html_and_its_key_in_the_body(server: FakeServer) -> None:
    server.answer(200, libre)
    made("libretranslate", server).translate(["a < b"], "", "es")
    asked = server.asked[0]
    assert (asked.path, asked.json["format"], asked.json["api_key"]) == ("/translate", "html", "k-1")
    assert (asked.json["q"], asked.json["source"], asked.json["target"]) == (["a &lt; b"], "auto", "es")
    assert "Authorization" not in asked.headers


def test_deepl_gets_xml_its_own_key_header_and_regional_targets(server: FakeServer) -> None:
    server.answer(200, deepl)
    made("deepl", server).translate(["a < b <x1/>"], "en-GB", "pt")
    asked = server.asked[0]
    assert asked.path == "/v2/translate"
    assert asked.headers["Authorization"] == "DeepL-Auth-Key k-1"
    assert asked.json["text"] == ["a &lt; b <x1/>"]
    assert (asked.json["source_lang"], asked.json["target_lang"], asked.json["tag_handling"]) == (
        "EN",
        "PT-PT",
        "xml",
    )


def test_deepl_takes_its_address_from_the_key() -> None:
    def address(key: str) -> str:
        engine = DeepL(EngineConfig(model_dir=Path("x"), remotes={"deepl": Endpoint("", key)}))
        return engine.endpoint.url if engine.endpoint else ""

    assert address("abc:fx") == FREE
    assert address("abc") == PAID


def test_chat_gets_languages_by_name_and_the_glossary(server: FakeServer) -> None:
    server.answer(200, chat)
    made("openai-chat", server, model="m-1").translate(["hi"], "en", "pt-br", glossary={"cue": "deixa"})
    asked = server.asked[0].json
    system = asked["messages"][0]["content"]
    assert asked["model"] == "m-1"
    assert asked["temperature"] == 0
    for part in ("English (en)", "Portuguese (pt-br)", "“cue” is “deixa”"):
        assert part in system


def test_a_model_that_forgets_sentences_is_asked_in_halves(server: FakeServer) -> None:
    def forgetful(asked: Asked) -> object:
        texts = json.loads(asked.json["messages"][1]["content"])
        reply = texts if len(texts) < 3 else texts[1:]
        return {"choices": [{"message": {"content": json.dumps([upper(text) for text in reply])}}]}

    server.answer(200, forgetful)
    assert made("openai-chat", server).translate(list("abcdefg"), "en", "es") == list("ABCDEFG")


BAD: dict[str, list[object]] = {
    "libretranslate": [[], {}, {"translatedText": "one"}, {"translatedText": []}],
    "deepl": [[], {}, {"translations": [{}]}, {"translations": []}],
    "openai-chat": [
        {}, {"choices": []}, {"choices": [{"message": {"content": "I cannot do that."}}]},
        {"choices": [{"message": {"content": "[1]"}}]},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "answer"), [(name, answer) for name, answers in BAD.items() for answer in answers]
)
def test_an_answer_in_another_form_is_explained(server: FakeServer, name: str, answer: object) -> None:
    server.answer(200, answer)
    with pytest.raises(EngineError) as caught:
        made(name, server).translate(["one"], "en", "es")
    assert caught.value.code == "engine_failed"


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    ("status", "code"), [(403, "engine_unauthorized"), (456, "engine_quota"), (429, "engine_rate_limited")]
)
def test_refusals_are_explained(server: FakeServer, name: str, status: int, code: str) -> None:
    server.answer(status, {"message": "no"})
    with pytest.raises(EngineError) as caught:
        made(name, server).translate(["one"], "en", "es")
    assert caught.value.code == code
    assert caught.value.hint


@pytest.mark.parametrize("name", ENGINES)
def test_without_an_address_it_says_which_setting(name: str) -> None:
    bare = ENGINES[name](EngineConfig(model_dir=Path("unused")))
    found = bare.capabilities()
    assert (found.ready, found.remote) == (False, True)
    assert "CUEDECK_" in found.install
    assert bare.version() == ""
    with pytest.raises(EngineError) as caught:
        bare.translate(["one"], "en", "es")
    assert caught.value.code == "engine_missing"
    assert caught.value.extra["rejected"]


def test_a_brief_and_the_lines_before_go_along(server: FakeServer) -> None:
    server.answer(200, chat)
    plain = made("openai-chat", server)
    assert isinstance(plain, Briefable)
    plain.briefed("A fairy tale for children.").translate([f"line {n}" for n in range(45)], "en", "es")
    first, second, third = (asked.json["messages"][0]["content"] for asked in server.asked)
    assert "A fairy tale for children." in first
    assert "lines before" not in first
    assert '["line 16", "LINE 16"]' in second
    assert '["line 15"' not in second
    assert '["line 39", "LINE 39"]' in third
    plain.translate(["a"], "en", "es")
    assert "fairy" not in server.asked[-1].json["messages"][0]["content"], "a brief is of one job"


def test_deepl_takes_a_brief_as_its_context(server: FakeServer) -> None:
    server.answer(200, deepl)
    engine = made("deepl", server)
    engine.briefed("Formal.").translate(["a"], "en", "de")
    engine.translate(["a"], "en", "de")
    assert [asked.json.get("context") for asked in server.asked] == ["Formal.", None]
    assert not isinstance(made("libretranslate", server), Briefable)
