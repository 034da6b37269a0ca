"""Runs tests in several processes: `--processes 3`.

The tests are collected once, with everything imported. Each process is a fork of the one that did so, runs
one file after another, and tells of every test. pytest-xdist starts its processes anew, and each of them
collects all tests again, which takes longer than most rooms of tests run. What runs models is for xdist all
the same: their libraries have threads, which a fork does not, and abort when it ends.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from tempfile import TemporaryFile
from typing import Any
from warnings import WarningMessage

import pytest
from _pytest.config import create_terminal_writer

from tests.support.run import environment, order

ENDED_WELL = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}
TOLD_FROM = 0.005
"""Seconds; what takes less before and after a test is not in `--durations` either."""
GONE = (EOFError, BrokenPipeError, ConnectionResetError)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--processes", type=int, default=1, help="run files of tests in so many processes")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    option = session.config.option
    if option.processes < 2 or option.collectonly or session.testsfailed:
        return None  # pytest's own loop knows what to do
    if threading.active_count() > 1 or option.basetemp:
        raise pytest.UsageError("--processes: no thread may run before the tests, nor --basetemp be given")
    processes = Processes(session, deque(order.pieces(session.items)))
    try:
        while processes.wanted():
            if (link := processes.fork()) is not None:
                return Fork(session, link).run()
            processes.listen()
    finally:
        processes.end()
    return True


@dataclass
class Process:
    """A fork as the process sees it that collected the tests."""

    pid: int
    begun: deque[pytest.Item] = field(default_factory=deque)
    """What it was given and has not told of, the test that it runs first."""


@dataclass
class Processes:
    """The forks, and the files that none of them has begun."""

    session: pytest.Session
    waiting: deque[list[pytest.Item]]
    running: dict[Connection, Process] = field(default_factory=dict)

    def wanted(self) -> bool:
        return bool(self.waiting or self.running)

    def fork(self) -> Connection | None:
        """Fork while there are too few; in the fork, returns its line to this process."""
        while self.waiting and len(self.running) < self.session.config.option.processes:
            ours, theirs = Pipe()
            if not (pid := os.fork()):
                self._forget(ours)
                return theirs
            theirs.close()
            self.running[ours] = Process(pid)
            self.next(ours)
        return None

    def _forget(self, *more: Connection) -> None:
        """In a fork: it must not hold the lines of others open, whose end they would not see."""
        for link in (*self.running, *more):
            link.close()
        self.running.clear()
        self.waiting.clear()

    def listen(self) -> None:
        for link in wait(list(self.running)):
            try:
                name, argument = link.recv()
                getattr(self, name)(link, *argument)
            except GONE:
                self._gone(link)
        for stop, kind in (("shouldfail", self.session.Failed), ("shouldstop", self.session.Interrupted)):
            if reason := getattr(self.session, stop):
                raise kind(reason)

    def next(self, link: Connection) -> None:
        """Give it another file, or nothing when there is none."""
        piece = self.waiting.popleft() if self.waiting else []
        self.running[link].begun.extend(piece)
        link.send([item.nodeid for item in piece])

    def tested(self, link: Connection, reports: list[dict[str, Any]]) -> None:
        item = self.running[link].begun.popleft()
        hook, config = item.ihook, self.session.config
        for report in reports:
            hook.pytest_runtest_logreport(
                report=hook.pytest_report_from_serializable(config=config, data=report)
            )
        hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)

    def warned(self, _: Connection, warning: tuple[Any, ...], more: dict[str, Any]) -> None:
        given = {"warning_message": WarningMessage(*warning), **more}
        self.session.config.hook.pytest_warning_recorded.call_historic(kwargs=given)

    def failed(self, _: Connection, fault: str) -> None:
        raise RuntimeError(f"a process of the tests failed:\n{fault}")

    def _gone(self, link: Connection) -> None:
        """It has ended, or died in the midst of a test: another one goes on behind that."""
        process = self.running.pop(link)
        link.close()
        code = os.waitstatus_to_exitcode(os.waitpid(process.pid, 0)[1])
        if process.begun:
            item = process.begun.popleft()
            died = f"The process ended in the midst of this test, with {code}."
            report = pytest.TestReport(item.nodeid, item.location, {}, "failed", died, "call")
            item.ihook.pytest_runtest_logreport(report=report)
            if process.begun:
                self.waiting.appendleft(list(process.begun))
        elif code not in ENDED_WELL:
            raise RuntimeError(f"a process of the tests ended with {code} after its last test")

    def end(self) -> None:
        """Let every fork end: each notices that nobody listens."""
        for link in self.running:
            link.close()
        for process in self.running.values():
            os.waitpid(process.pid, 0)


class Fork:
    """A process that runs what it is given; what pytest itself writes in it is lost."""

    def __init__(self, session: pytest.Session, link: Connection) -> None:
        self.session, self.link = session, link
        os.register_at_fork(after_in_child=link.close)  # its end is seen, whatever a test leaves running
        self.items = {item.nodeid: item for item in session.items}
        self.reports: list[dict[str, Any]] = []

    def run(self) -> bool:
        self._settle()
        try:
            piece = self._given()
            while piece:
                item = piece.popleft()
                following = piece or self._more()
                after = following[0] if following else None  # whose fixtures are kept
                item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
                self._tell("tested", self.reports)
                self.reports = []
                piece = following
        except GONE:
            pass  # nobody wants to know any more: it is as after the last test
        return True

    def _settle(self) -> None:
        config = self.session.config
        config.workerinput = {}  # as xdist sets it: plugins that keep results leave that to one process
        silence = open(os.devnull, "w")  # noqa: SIM115 - until the process ends
        config.pluginmanager.getplugin("terminalreporter")._tw = create_terminal_writer(config, silence)
        self._capture_alone(config.pluginmanager.getplugin("capturemanager"))
        environment.begin()
        config.pluginmanager.register(self)

    @staticmethod
    def _capture_alone(capture: Any) -> None:
        """What tests write goes to files of this process alone. Loggers have kept the streams: these stay."""
        if capture.is_globally_capturing():
            capture.resume_global_capture()
            for stream in (sys.stdout, sys.stderr):
                with TemporaryFile(buffering=0) as own:
                    os.dup2(own.fileno(), stream.fileno())
            capture.suspend_global_capture()

    def _more(self) -> deque[pytest.Item]:
        self._tell("next")
        return self._given()

    def _given(self) -> deque[pytest.Item]:
        return deque(self.items[nodeid] for nodeid in self.link.recv())

    def _tell(self, name: str, *argument: Any) -> None:
        self.link.send((name, argument))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.passed and report.duration < TOLD_FROM:
            return  # two of three reports say no more than that, and take as long to tell as a short test
        hook, config = self.session.config.hook, self.session.config
        self.reports.append(hook.pytest_report_to_serializable(config=config, report=report))

    def pytest_warning_recorded(
        self, warning_message: WarningMessage, when: str, nodeid: str, location: Any
    ) -> None:
        if when == "runtest":  # others were told before the fork
            said = warning_message
            warning = (str(said.message), said.category, said.filename, said.lineno)
            self._tell("warned", warning, {"when": when, "nodeid": nodeid, "location": location})

    def pytest_internalerror(self, excrepr: object) -> None:
        self._tell("failed", str(excrepr))
