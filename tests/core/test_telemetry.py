"""One trace from a request over the stages of its job to the webhook, at a collector of the test's own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from app.core import telemetry
from app.core.db import read_scope
from app.core.settings import get_settings
from app.services.webhooks import sending
from models import Account
from tasks import run_job
from tasks.webhooks import Sender
from tests.support.product import ROOT
from tests.support.servers.collector import Collector, collector
from tests.support.servers.receivers import receiver

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Collector, Any]]:
    with collector() as made:
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        provider = telemetry.configure("tests")
        yield made, provider
        provider.shutdown()
        monkeypatch.setattr(telemetry, "_tracer", None)


def test_one_trace_over_all(
    live: TestClient, account: Account, collected: tuple[Collector, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings(), "fetch_allow", ["127.0.0.1"])
    with receiver() as consumer:
        form = {"target_profile": "WebVTT", "webhook": consumer.url()}
        headers = {"traceparent": CALLER}
        job = live.post("/v1/convert", files={"source": ("a.srt", SRT)}, data=form, headers=headers).json()
        run_job.run(job["job_id"])
        with read_scope() as session:
            [(to, _)] = sending.due_receivers(session)
        assert Sender()._one(to)
    made, provider = collected
    provider.force_flush()
    trace, caller = CALLER.split("-")[1:3]
    spans = {span.name: span for span in made.spans if span.trace == trace}
    request, ran = spans["POST /v1/convert"], spans["job convert"]
    stage, sent = spans["stage converting"], spans["webhook job.completed"]
    assert [request.parent, ran.parent, stage.parent, sent.parent] == [caller, request.id, ran.id, request.id]
    assert stage.attributes["cuedeck.job_id"] == sent.attributes["cuedeck.job_id"] == job["job_id"]
    assert consumer.seen[0].headers["traceparent"] == f"00-{trace}-{sent.id}-01"


def test_a_span_has_no_token_of_a_link_in_its_name(
    live: TestClient, collected: tuple[Collector, Any]
) -> None:
    live.get("/d/secret-token")
    made, provider = collected
    provider.force_flush()
    assert made.spans
    assert "secret" not in repr(made.spans)


OFF = """
import sys
from app.core import telemetry
assert telemetry.configure("off") is None
with telemetry.span("nothing", job_id="a") as span:
    assert (span, telemetry.traceparent(), telemetry.is_on()) == (None, None, False)
assert telemetry.span("a") is telemetry.span("b")
sys.exit(any(name.partition(".")[0] == "opentelemetry" for name in sys.modules))
"""


@pytest.mark.slow
def test_without_a_collector_nothing_is_imported() -> None:
    subprocess.run([sys.executable, "-c", OFF], cwd=ROOT, check=True, timeout=60)


def test_a_missing_package_is_told_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with capture_logs() as logged:
        assert telemetry.configure("tests") is None
    assert [line["event"] for line in logged] == ["telemetry_missing"]
