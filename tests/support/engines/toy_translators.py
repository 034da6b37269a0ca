"""Translators and packages small enough to make in a test."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from app.engines.protocols import Capabilities


class Toy:
    """Answers with `say(sentence)`; remembers what it was asked."""

    id = label = "toy"

    def __init__(self, say: Callable[[str], str], *, keeps_tags: bool = True) -> None:
        self.say, self.keeps_tags = say, keeps_tags
        self.asked: list[list[str]] = []

    def version(self) -> str:
        return "1"

    def capabilities(self) -> Capabilities:
        return Capabilities(True, "")

    def translate(self, sentences: Sequence[str], source, target, **calls):
        self.asked.append(list(sentences))
        calls["on_progress"](1.0)
        return [self.say(sentence) for sentence in sentences]


def upper(sentence: str) -> str:
    """Capitals for every word outside tags: a translation one can see."""
    return re.sub(r"(<[^>]*>)|([^<]+)", lambda m: m[1] or m[2].upper(), sentence)


def package(members: dict[str, bytes], top: str = "en_es-1_0/") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(top + name, content)
    return buffer.getvalue()


def metadata(source: str = "en", target: str = "es", **more: str) -> bytes:
    return json.dumps({"package_version": "1.0", "from_code": source, "to_code": target, **more}).encode()


def random_package(folder: Path, source: str = "en", target: str = "es", **more: str) -> Path:
    """A real Argos package with random weights: every part is there, the words mean nothing."""
    import ctranslate2
    import numpy
    import sentencepiece

    words = [f"{a}{b}{c}" for a in "bdfgklm" for b in "aeiou" for c in ("n", "r", "s", "t", "")]
    lines = [" ".join(words[i : i + 9]) for i in range(len(words) - 9)]
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines * 3), model_writer=model, vocab_size=120, minloglevel=2, num_threads=1
    )
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    vocabulary = ["<unk>", "<s>", "</s>", *(pieces.id_to_piece(i) for i in range(3, len(pieces)))]
    spec = ctranslate2.specs.TransformerSpec.from_config(num_layers=1, num_heads=2)
    random = numpy.random.default_rng(7)
    for name, value in spec.variables().items():
        if value is None:
            noise = random.standard_normal(_shape(name, len(vocabulary))).astype(numpy.float32)
            _set(spec, name.split("/"), numpy.ones_like(noise) if name.endswith("gamma") else noise)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    converted = folder / "converted"
    converted.mkdir(parents=True)
    spec.save(str(converted))
    members = {f"model/{path.name}": path.read_bytes() for path in converted.iterdir()}
    members |= {"metadata.json": metadata(source, target, **more), "sentencepiece.model": model.getvalue()}
    members["stanza/big.pt"] = b"not needed"
    path = folder / f"translate-{source}_{target}-1_0.argosmodel"
    path.write_bytes(package(members))
    return path


SIZE = 16


def _shape(name: str, words: int) -> tuple[int, ...]:
    """The shape of a weight of a transformer with vectors of SIZE."""
    part, last = name.split("/")[-2:]
    if last in ("gamma", "beta"):
        return (SIZE,)
    if part.startswith(("embeddings", "projection")):
        return (words, SIZE)
    if "ffn" in name:
        return (4 * SIZE, SIZE) if part == "linear_0" else (SIZE, 4 * SIZE)
    own = {"linear_0": 3, "linear_1": 1}
    other = {"linear_0": 1, "linear_1": 2, "linear_2": 1}
    return ((own if "self_attention" in name else other)[part] * SIZE, SIZE)


def _set(spec: object, path: list[str], value: object) -> None:
    """Put the weight at its path; "layer_0" is the first of the list `layer`."""
    for part in path[:-1]:
        name, _, number = part.rpartition("_")
        spec = getattr(spec, part) if hasattr(spec, part) else getattr(spec, name)[int(number)]
    setattr(spec, path[-1], value)
