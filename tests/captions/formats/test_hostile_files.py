"""Files made to hang or to eat memory: each is refused or finished inside its limits, in a limited child.

The limits are an order of magnitude above what any of them needs on a slow machine; the libraries measured
for this project took 10 s and more, or gigabytes, for some of the small ones.
"""

import hashlib
import multiprocessing
import resource
import socket
from pathlib import Path

import pytest

from app.captions.conversion.convert import ConvertRequest, convert
from app.captions.conversion.detect import detect, make_head
from app.core.errors import AppError
from tests.support.captions.every_format import READERS, SAMPLES, read
from tests.support.captions.hostile_files import HOSTILE, POINTING, content

CPU_SECONDS = 20
MEMORY = 1_000_000_000
"""Bytes on top of what the test process has mapped, as in the product: other tests' modules count too."""


def limited(work, *args):
    """What `work(*args)` answers in a child with limits on its CPU time and memory; how it died otherwise."""
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)

    def run():
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + MEMORY,) * 2)
        try:
            sender.send(work(*args))
        except BaseException as error:
            sender.send(f"failed: {error!r:.300}")

    child = fork.Process(target=run)
    child.start()
    sender.close()
    try:
        return receiver.recv()
    except EOFError:
        return "killed by its limits"
    finally:
        child.join()


def conversion(data):
    try:
        return f"done: {convert(data, ConvertRequest(target_profile='WebVTT', file_name='x.txt')).cue_count}"
    except AppError as error:
        return f"refused: {error.code}"


def reading(caption_format, data):
    try:
        return f"done: {len(read(caption_format, data).cues)}"
    except AppError as error:
        return f"refused: {error.code}"


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_is_refused_or_finished_inside_its_limits(name):
    assert limited(conversion, content(name)).startswith(("done", "refused"))


@pytest.mark.slow
@pytest.mark.parametrize("caption_format", READERS, ids=[caption_format.id for caption_format in READERS])
def test_a_reader_survives_what_was_made_for_any_other(caption_format):
    """Every reader gets every hostile text, which the detection would mostly keep away from it."""

    def all_of_them():
        return [reading(caption_format, content(name)[:100_000]) for name in HOSTILE]

    answers = limited(all_of_them)
    assert isinstance(answers, list), answers
    assert all(answer.startswith(("done", "refused")) for answer in answers)


@pytest.mark.slow
def test_every_profile_that_is_read_has_a_hostile_file_of_its_own():
    found = {
        caption_format.id
        for name in HOSTILE
        for caption_format, _ in detect(make_head(content(name))).ranking
    }
    assert {caption_format.id for caption_format in READERS} - found == set()


@pytest.mark.slow
def test_no_reader_opens_a_file_or_a_connection():
    """Where the system gives out no more files or sockets, everything is read and written as before."""
    sources = [*SAMPLES.values(), *(text.encode() for text in POINTING.values())]

    def shut_in():
        before = [conversions(data) for data in sources]  # imports what is imported late
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        with pytest.raises(OSError, match="Too many open files"):
            socket.socket()
        return before, [conversions(data) for data in sources]

    answers = limited(shut_in)
    assert isinstance(answers, tuple), answers
    before, after = answers
    assert before == after
    assert all(answer.startswith("done") for answer in before)


def conversions(data):
    """What becomes of the captions as text, as XML and as bytes."""
    names = ("WebVTT", "IMSC1.1", "EBU STL")
    try:
        done = [convert(data, ConvertRequest(target_profile=name)).data for name in names]
    except AppError as error:
        return f"refused: {error.code}"
    return f"done: {hashlib.sha256(b''.join(done)).hexdigest()}"
