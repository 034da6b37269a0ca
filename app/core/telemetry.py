"""Traces for OpenTelemetry: from a request or a click over the stages of its job to the webhook.

On when OTEL_EXPORTER_OTLP_ENDPOINT (or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) names a collector; the other
standard variables hold too. Otherwise nothing of OpenTelemetry is imported, and a span is nothing. A context
travels as a W3C `traceparent`: in the header of a request, in the row of its job, in the header of a webhook.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.metadata import version
from typing import Any, Literal

from app.core.log import logger

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_KINDS = Literal["INTERNAL", "SERVER", "CLIENT", "CONSUMER"]
_NO_SPAN: AbstractContextManager[None] = nullcontext()
_tracer: Any = None


def configure(process: str) -> Any:
    """Send the spans of this process, if a collector is named; returns the provider of its tracers."""
    global _tracer
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        logger().warning("telemetry_missing", error=str(error), hint="Install the extra “telemetry”.")
        return None
    named = {"service.name": os.environ.get("OTEL_SERVICE_NAME", "cuedeck"), "cuedeck.process": process}
    provider = TracerProvider(resource=Resource.create({**named, "service.version": version("cuedeck")}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    _tracer = provider.get_tracer("cuedeck")
    return provider


def is_on() -> bool:
    """Whether spans are sent."""
    return _tracer is not None


def span(
    name: str, parent: str | None = None, kind: _KINDS = "INTERNAL", **attributes: str | int | None
) -> AbstractContextManager[Any]:
    """A span around a block, below `parent` (a `traceparent`) or what is current; None where they are off."""
    return _NO_SPAN if _tracer is None else _started(name, parent, kind, attributes)


@contextmanager
def _started(name: str, parent: str | None, kind: str, attributes: Mapping[str, Any]) -> Iterator[Any]:
    from opentelemetry.trace import SpanKind

    given = {f"cuedeck.{key}": value for key, value in attributes.items() if value is not None}
    context = _context(parent) if parent else None
    with _tracer.start_as_current_span(name, context, SpanKind[kind], given) as current:
        yield current


def _context(traceparent: str) -> Any:
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({"traceparent": traceparent})


def traceparent() -> str | None:
    """What is current, to be handed on; None where spans are off, or outside of one."""
    if _tracer is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get("traceparent")
