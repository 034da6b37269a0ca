"""A job whose temporary files grow too large is stopped, and says why."""

from __future__ import annotations

import threading

import pytest

from app.core.settings import get_settings
from app.services.dispatch.leases import Claim
from app.services.files.outputs import work_folder
from tasks import heartbeat, work_quota


@pytest.fixture
def claim(database: None) -> Claim:
    folder = work_folder("quota-job") / "frames"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "1.png").write_bytes(b"x" * 1000)
    return Claim("quota-job", "token")


def test_a_job_over_its_quota_is_stopped(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    monkeypatch.setattr(heartbeat.leases, "renew", lambda *_: set())
    monkeypatch.setattr(get_settings().limits, "work_bytes", 1000)
    with heartbeat.holding(claim, stop):
        heartbeat.renew_leases()
        assert not stop.is_set()
        assert work_quota.reason(claim) is None
        monkeypatch.setattr(get_settings().limits, "work_bytes", 999)
        heartbeat.renew_leases()
    assert stop.is_set()
    error = work_quota.reason(claim)
    assert error is not None
    assert (error.code, error.extra["limit"]) == ("limit_work_files", "work_files")
    assert work_quota.reason(claim) is None


def test_a_job_without_a_folder_has_none(claim: Claim) -> None:
    assert work_quota.size(work_folder("no-such-job")) == 0
