import threading

import pytest

from app.core.progress import never
from app.engines import loaded_models
from app.engines.loaded_models import forget_loaded, use_loaded
from app.engines.protocols import Canceled


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
