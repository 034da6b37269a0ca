import gc
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path

import pytest

from app.core.limits.interruptible import Abandoned, in_thread
from app.core.progress import never
from app.engines import loaded_models
from app.engines.config import EngineConfig
from app.engines.loaded_models import forget_idle, forget_loaded, shared_loaded, use_loaded
from app.engines.model_store import ModelStore
from app.engines.protocols import Canceled
from tests.support.engines import readings


@pytest.fixture(autouse=True)
def _empty() -> None:
    forget_loaded()


def test_a_model_is_loaded_once_and_kept() -> None:
    loads: list[int] = []

    def load() -> object:
        loads.append(1)
        return object()

    with use_loaded("a", load, never) as first:
        pass
    with use_loaded("a", load, never) as second:
        assert second is first
    assert loads == [1]


def test_a_load_that_fails_is_tried_again() -> None:
    with pytest.raises(OSError), use_loaded("a", lambda: (_ for _ in ()).throw(OSError()), never):
        pytest.fail("nothing was loaded")
    with use_loaded("a", lambda: 1, never) as model:
        assert model == 1


def test_threads_take_turns() -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        with use_loaded("a", object, never):
            with lock:
                inside += 1
                most = max(most, inside)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_waiting_for_a_turn_can_be_canceled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded_models, "ASK_SECONDS", 0.01)
    with use_loaded("a", object, never), pytest.raises(Canceled), use_loaded("a", object, lambda: True):
        pytest.fail("two threads in one model")


def test_the_longest_unused_model_goes_first() -> None:
    kept = [object() for _ in range(loaded_models.MOST_LOADED + 1)]
    for index, model in enumerate(kept):
        with use_loaded(index, lambda model=model: model, never):
            pass
    with use_loaded(0, lambda: "loaded again", never) as first:
        assert first == "loaded again"
    with use_loaded(loaded_models.MOST_LOADED, lambda: "loaded again", never) as last:
        assert last is kept[-1]


@pytest.mark.slow
def test_a_model_that_a_thread_still_uses_is_left_to_it() -> None:
    with pytest.raises(Abandoned), use_loaded("a", object, never) as first:
        raise Abandoned("canceled", ended_thread())
    with use_loaded("a", object, never) as second:
        assert second is not first


def ended_thread() -> threading.Thread:
    thread = threading.Thread(target=bool)
    thread.start()
    thread.join()
    return thread


class _Model:
    """Something whose end can be seen."""


@pytest.mark.slow
def test_a_model_of_a_canceled_call_goes_when_the_call_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    release, given_back = threading.Event(), threading.Event()
    monkeypatch.setattr(loaded_models, "give_memory_back", given_back.set)
    used: list[weakref.ref[_Model]] = []

    def work() -> None:
        with use_loaded("a", _Model, never) as model:
            used.append(weakref.ref(model))
            in_thread(lambda: (model, release.wait()), lambda: True)

    with suppress(Canceled):  # a kept exception would keep its frames, and the model in them
        work()
    assert used[0]() is not None
    assert not given_back.is_set()
    release.set()
    assert given_back.wait(30)
    gc.collect()
    assert used[0]() is None


@pytest.mark.slow
def test_a_model_that_nobody_uses_is_let_go() -> None:
    with use_loaded("a", object, never) as first:
        assert forget_idle(0) == 0, "it is in use"
    assert forget_idle(60) == 0
    assert forget_idle(0) == 1
    with use_loaded("a", object, never) as second:
        assert second is not first


@pytest.mark.slow
def test_a_shared_model_is_loaded_once_and_let_go_when_idle() -> None:
    first = shared_loaded("a", object)
    assert shared_loaded("a", object) is first
    assert forget_idle(0) == 1
    assert shared_loaded("a", object) is not first


@pytest.mark.slow
def test_the_memory_of_an_idle_model_is_given_back(engine_config: EngineConfig, tmp_path: Path) -> None:
    """Resident memory of a process of its own, before and after; an idle worker stays far below 1 GB."""
    ModelStore(engine_config.model_dir).path("whisper-tiny.en")
    script = """
import resource, sys
from pathlib import Path
from app.engines.config import EngineConfig
from app.engines.loaded_models import forget_idle
from app.engines.protocols import SpeechRequest
from app.engines.speech.faster_whisper import FasterWhisper

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20

audio = Path(sys.argv[2])
FasterWhisper(EngineConfig(model_dir=Path(sys.argv[1]))).recognize(audio, SpeechRequest(model="tiny.en"))
print(resident(), forget_idle(0), resident())
"""
    audio = readings.spoken(tmp_path / "spoken.wav")
    command = [sys.executable, "-c", script, str(engine_config.model_dir), str(audio)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    loaded, gone, idle = map(int, done.stdout.split())
    assert gone == 1
    assert idle < loaded - 30, "the model's weights alone are 40 MB"
    assert idle < 1024


POOLS = """
import ctypes, sys, threading
from app.engines import loaded_models

if sys.argv[1] == "few":
    loaded_models.use_few_arenas()
libc, together, mine = ctypes.CDLL(None), threading.Barrier(8), threading.local()


def work():
    together.wait()
    mine.kept = libc.malloc(1000)
    together.wait()


threads = [threading.Thread(target=work) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[2].encode(), b"w"))
assert libc.malloc_info(0, file) == 0
libc.fclose(file)
"""


@pytest.mark.slow
def test_all_threads_of_a_worker_share_two_pools_of_memory(tmp_path: Path) -> None:
    def pools(how: str) -> int:
        told = tmp_path / f"{how}.xml"
        subprocess.run([sys.executable, "-c", POOLS, how, told], check=True)
        return told.read_text().count("<heap nr=")

    assert pools("few") <= 2 < pools("usual")
