"""A stranger may knock, but not hammer."""

from typing import Any

import pytest
from starlette.requests import Request

from shared.throttle import Throttle, TooOften


def knock(caller: str, **headers: str) -> Request:
    scope: dict[str, Any] = {
        "type": "http",
        "client": (caller, 1),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    return Request(scope)


def test_a_caller_who_asks_too_often_waits_and_another_does_not() -> None:
    throttle = Throttle(a_minute=2)
    for _ in range(2):
        throttle.admit(knock("10.0.0.1"))

    with pytest.raises(TooOften):
        throttle.admit(knock("10.0.0.1"))
    throttle.admit(knock("10.0.0.2"))


def test_behind_the_gateway_callers_are_told_apart() -> None:
    throttle = Throttle(a_minute=1)
    throttle.admit(knock("gateway", x_forwarded_for="1.1.1.1"))
    throttle.admit(knock("gateway", x_forwarded_for="2.2.2.2"))

    with pytest.raises(TooOften):
        throttle.admit(knock("gateway", x_forwarded_for="2.2.2.2"))
