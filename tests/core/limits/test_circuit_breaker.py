"""A service that failed is left alone; one caller every few seconds finds out whether it is back."""

from app.core import clock
from app.core.limits.circuit_breaker import CircuitBreaker


def test_it_opens_tries_again_and_closes() -> None:
    calls: list[str] = []
    away = True

    def call() -> None:
        calls.append("called")
        if away:
            raise OSError

    breaker = CircuitBreaker("it", OSError, seconds=5)
    assert [breaker.call(call) for _ in range(3)] == [False] * 3
    assert (len(calls), breaker.is_open) == (1, True)
    clock.advance(6)
    assert not breaker.is_open
    assert not breaker.call(call)
    assert not breaker.call(call)
    assert len(calls) == 2
    away = False
    clock.advance(6)
    assert breaker.call(call)
    assert breaker.call(call)
    assert not breaker.is_open


def test_while_one_tries_the_others_are_refused_at_once() -> None:
    breaker = CircuitBreaker("it", OSError, seconds=5)
    breaker.call(lambda: (_ for _ in ()).throw(OSError()))
    clock.advance(6)
    others: list[bool] = []
    assert breaker.call(lambda: others.append(breaker.call(lambda: None)))
    assert others == [False]
