"""A log line is JSON, and a traceback shows where, never what with."""

import json
import logging

import pytest
import structlog

from shared import log


@pytest.fixture(autouse=True)
def json_lines() -> None:
    log.start("registry", "INFO")


def test_a_line_is_json_with_service_and_trace(capsys: pytest.CaptureFixture[str]) -> None:
    log.start("registry", "INFO")
    with structlog.contextvars.bound_contextvars(trace_id="abc"):
        structlog.get_logger().info("case.opened", case="17")
    line = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert (line["event"], line["service"], line["trace_id"], line["case"]) == ("case.opened", "registry", "abc", "17")


def test_a_traceback_carries_no_local_variables(capsys: pytest.CaptureFixture[str]) -> None:
    log.start("registry", "INFO")
    secret = "11010519491231002X"
    try:
        len(secret) / 0
    except ZeroDivisionError as failure:
        structlog.get_logger().error("it.failed", exc_info=failure)
        logging.getLogger("some.library").error("it failed", exc_info=failure)
    out = capsys.readouterr().out
    assert "ZeroDivisionError" in out
    assert secret not in out
