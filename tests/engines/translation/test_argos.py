import io
import zipfile
from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.engines.config import EngineConfig
from app.engines.loaded_models import forget_loaded
from app.engines.model_store import ModelStore, argos_index
from app.engines.protocols import Canceled
from app.engines.translation import argos_package
from app.engines.translation.argos import Argos
from app.engines.translation.argos_package import peek, unpack
from tests.support.engines.fake_server import FakeServer
from tests.support.engines.toy_translators import metadata, package, random_package

SOUND = {"metadata.json": metadata(), "sentencepiece.model": b"sp", "model/model.bin": b"weights"}


def unpacked(tmp_path: Path, content: bytes) -> Path:
    archive, folder = tmp_path / "x.argosmodel", tmp_path / "out"
    archive.write_bytes(content)
    folder.mkdir()
    unpack(archive, folder)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_only_what_translation_needs_is_unpacked(tmp_path: Path) -> None:
    extra = {"stanza/en.pt": b"x", "README.md": b"x", "model/deeper/x": b"x", "run.py": b"x"}
    folder = unpacked(tmp_path, package({**SOUND, **extra, "model/shared_vocabulary.txt": b"v"}))
    assert names(folder) == [
        "metadata.json", "model/model.bin", "model/shared_vocabulary.txt", "sentencepiece.model",
    ]  # fmt: skip


def damaged(content: bytes) -> bytes:
    at = content.find(b"weights")
    return content[:at] + b"WEIGHTS" + content[at + 7 :]


def stored(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"p/{name}", content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK not a zip",
        package(SOUND)[:-30],
        package({**SOUND, "../../evil": b"x"}),
        package({**SOUND, "/etc/evil": b"x"}, top=""),
        package({**SOUND, "a\\..\\evil": b"x"}),
        package({name: SOUND[name] for name in ("metadata.json", "sentencepiece.model")}),
        package({**SOUND, "metadata.json": b"{}"}),
        package({**SOUND, "metadata.json": b"[1, 2"}),
        package({**SOUND, "metadata.json": metadata("../x", "es")}),
        package({**SOUND, "metadata.json": b'{"a":"' + b"x" * (2 << 20) + b'"}'}),
        package({f"model/{i}": b"" for i in range(3000)} | SOUND),
        damaged(stored(SOUND)),
    ],
    ids=["empty", "no-zip", "cut", "climbs", "absolute", "backslash", "parts-missing", "no-pair", "no-json",
         "odd-pair", "huge-metadata", "many-members", "bad-crc"],
)  # fmt: skip
def test_an_unsound_package_is_refused_and_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.argosmodel"
    path.write_bytes(content)
    store = ModelStore(tmp_path / "models")
    with pytest.raises(EngineError) as caught:
        store.add(path)
    assert caught.value.code == "package_invalid"
    assert caught.value.extra["rejected"]
    assert not list((tmp_path / "models").glob("argos*"))
    assert not list(tmp_path.rglob("evil"))


def test_a_bomb_is_refused_by_the_sizes_it_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(argos_package, "MOST_BYTES", 1 << 20)
    with pytest.raises(EngineError, match="it holds more than"):
        unpacked(tmp_path, package({**SOUND, "model/model.bin": bytes(4 << 20)}))


def test_a_member_larger_than_it_claims_is_cut_off(tmp_path: Path) -> None:
    source = io.BytesIO(b"x" * 100)
    with pytest.raises(EngineError, match="larger than it says"):
        argos_package._copy(source, io.BytesIO(), 50)


def test_peek_reads_the_pair_without_unpacking(tmp_path: Path) -> None:
    path = tmp_path / "x.argosmodel"
    path.write_bytes(package({**SOUND, "metadata.json": metadata("de", "fr", target_prefix="__fr__")}))
    found = peek(path)
    assert (found.model, found.target_prefix, found.version) == ("argos-de-fr", "__fr__", "1.0")
    assert [p.name for p in tmp_path.iterdir()] == ["x.argosmodel"]


@pytest.fixture
def config(tmp_path: Path) -> EngineConfig:
    forget_loaded()
    store = ModelStore(tmp_path / "models")
    store.add(random_package(tmp_path / "a", "en", "es"))
    store.add(random_package(tmp_path / "b", "fr", "en", target_prefix="__en__"))
    return EngineConfig(model_dir=store.folder, threads=1)


@pytest.mark.slow
def test_a_package_translates_each_sentence_and_the_same_way_each_time(config: EngineConfig) -> None:
    engine, heard = Argos(config), []
    sentences = [f"ban ber {word}" for word in ("bit", "fon", "gas")] * 12
    answers = engine.translate(sentences, "en", "es", on_progress=heard.append)
    assert len(answers) == 36
    assert answers[:3] == answers[3:6]
    assert any(answers)
    assert heard == [32 / 36, 1.0]


def test_pairs_go_through_english(config: EngineConfig) -> None:
    engine = Argos(config)
    assert engine.capabilities().pairs == (("en", "es"), ("fr", "en"), ("fr", "es"))
    assert len(engine.translate(["ban ber"], "fr-CA", "es-419")) == 1
    assert "en-es 1.0" in engine.version()


def test_a_pair_that_is_not_there_names_the_command(config: EngineConfig) -> None:
    with pytest.raises(EngineError, match="from Spanish to German") as caught:
        Argos(config).translate(["x"], "es", "de")
    assert caught.value.code == "language_unsupported"
    assert "cuedeck models pull argos-es-de" in caught.value.hint


def test_cancel_is_heard_between_batches(config: EngineConfig) -> None:
    heard: list[float] = []
    with pytest.raises(Canceled):
        Argos(config).translate(
            ["ban"] * 70, "en", "es", on_progress=heard.append, cancelled=lambda: len(heard) > 0
        )
    assert len(heard) == 1


def test_a_damaged_package_is_named(config: EngineConfig) -> None:
    (config.model_dir / "argos-en-es" / "model" / "model.bin").write_bytes(b"x" * 20)
    (config.model_dir / "argos-en-es" / "cuedeck-model.json").unlink()
    with pytest.raises(EngineError) as caught:
        Argos(config).translate(["ban"], "en", "es")
    assert caught.value.code == "model_damaged"


def test_without_packages_it_says_how_to_get_one(tmp_path: Path) -> None:
    found = Argos(EngineConfig(model_dir=tmp_path / "none")).capabilities()
    assert not found.ready
    assert found.install in ("cuedeck models pull argos-en-es", "pip install 'cuedeck[translation]'")


def test_the_index_gives_the_newest_package_of_the_pair(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links of the index must be HTTPS, so the test lets the downloader take the local server for one."""
    index = [
        {"from_code": "en", "to_code": "es", "package_version": "1.9", "links": ["https://host/old"]},
        {
            "from_code": "en",
            "to_code": "es",
            "package_version": "1.10",
            "links": ["ipfs://x", "https://host/new"],
        },
        {"from_code": "en", "to_code": "de", "package_version": "3.0", "links": ["https://host/other"]},
    ]
    server.answer(200, index).answer(200, package(SOUND))
    real = argos_index._stream
    links: list[str] = []

    def stream(client, link, *rest):
        links.append(link)
        real(client, f"{server.url}/file", *rest)

    monkeypatch.setattr(argos_index, "_stream", stream)
    heard: list[float] = []
    argos_index.ArgosIndex("en", "es", f"{server.url}/index.json").fetch(
        tmp_path, heard.append, lambda: False
    )
    assert links == ["https://host/new"]
    assert names(tmp_path) == ["metadata.json", "model/model.bin", "sentencepiece.model"]
    assert heard[-1] == 1.0


def test_a_pair_the_index_does_not_have_is_explained(tmp_path: Path, server: FakeServer) -> None:
    server.answer(200, [{"from_code": "en", "to_code": "es", "links": ["http://plain/x"]}])
    with pytest.raises(EngineError) as caught:
        argos_index.ArgosIndex("en", "es", server.url).fetch(tmp_path, lambda _x: None, lambda: False)
    assert caught.value.code == "language_unsupported"


@pytest.mark.parametrize(("status", "body"), [(404, {}), (200, b"<html>")])
def test_an_index_that_is_away_is_explained(
    tmp_path: Path, server: FakeServer, status: int, body: object
) -> None:
    server.answer(status, body)
    with pytest.raises(EngineError) as caught:
        argos_index.ArgosIndex("en", "es", server.url).fetch(tmp_path, lambda _x: None, lambda: False)
    assert caught.value.code == "download_failed"
    assert "models pull FILE.argosmodel" in caught.value.hint
