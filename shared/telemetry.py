"""What is measured, and the one trace id that a fact keeps from the HTTP call to the last consumer (W3C trace context).

Only the OpenTelemetry API is a dependency: without an SDK the ids still travel; with one, every span is exported.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog
from opentelemetry import trace
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import Counter, Gauge, Histogram

_w3c = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("jishiyu")

FAST_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Histogram("jishiyu_http_seconds", "Time to answer a request", ["service", "method", "route", "status"], buckets=FAST_S)
HANDLED = Histogram("jishiyu_event_seconds", "Time to act on an event", ["service", "handler", "outcome"], buckets=FAST_S)
EVENT_AGE = Histogram(
    "jishiyu_event_age_seconds", "From a fact's happening to its handler's commit", ["service", "handler"], buckets=FAST_S
)
REFUSALS = Counter("jishiyu_refusals_total", "Refusals by code", ["service", "code"])
JOBS = Histogram("jishiyu_job_seconds", "Time of one tick of a job", ["service", "job", "outcome"], buckets=FAST_S)
OUTBOX_ROWS = Gauge("jishiyu_outbox_rows", "Events owed to the bus", ["service"])
OUTBOX_AGE = Gauge("jishiyu_outbox_oldest_seconds", "Age of the oldest event owed to the bus", ["service"])
CONSUMER_LAG = Gauge("jishiyu_consumer_pending", "Events waiting for a handler", ["service", "handler"])
DEAD_LETTERS = Counter("jishiyu_dead_letters_total", "Messages buried", ["service", "handler"])


@contextmanager
def span(name: str, traceparent: str | None = None, *, also: Sequence[str | None] = ()) -> Iterator[str]:
    """Work under one name, as a child of the given trace parent or of what runs already; linked to others that it serves also.

    Yields the trace id (32 hex).
    """
    parent = _w3c.extract({"traceparent": traceparent}) if traceparent else None
    if not trace.get_current_span(parent).get_span_context().is_valid:
        # Ids need to differ, not to be secret: asking the kernel for each would cost more than the span.
        ids = random.getrandbits(128) or 1, random.getrandbits(64) or 1
        parent = trace.set_span_in_context(NonRecordingSpan(SpanContext(*ids, is_remote=False, trace_flags=TraceFlags(1))))
    links = [Link(trace.get_current_span(_w3c.extract({"traceparent": one})).get_span_context()) for one in also if one]
    with _tracer.start_as_current_span(name, context=parent, links=links) as current:
        trace_id = f"{current.get_span_context().trace_id:032x}"
        with structlog.contextvars.bound_contextvars(trace_id=trace_id):
            yield trace_id


def traceparent() -> str | None:
    """The running trace, for the next one who acts on it."""
    carrier: dict[str, str] = {}
    _w3c.inject(carrier)
    return carrier.get("traceparent")
