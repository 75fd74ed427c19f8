"""When a rule that hits is news: never twice for what is under watch, in hand or judged."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.registry.rules.alert import Help, Outcome, Past, Pointed, is_news

A, B = UUID(int=1), UUID(int=2)
ON = date(2020, 6, 1)
BEFORE = datetime(2020, 3, 1, tzinfo=UTC)


def past(outcome: Outcome | None = None, facts: Any = (A,), persons: Any = ()) -> Past:
    return Past(facts, persons, outcome, BEFORE if outcome else None)


@pytest.mark.parametrize(
    ("why", "pointed", "pasts", "changed", "expected"),
    [
        ("nothing before", Pointed([A], []), [], {}, True),
        ("an undecided alert stands", Pointed([B], []), [past()], {}, False),
        ("judged with this fact", Pointed([A], []), [past(Outcome.DISMISSED)], {}, False),
        ("a fact that the judge did not see", Pointed([A, B], []), [past(Outcome.DISMISSED)], {}, True),
        ("withdrawn is not judged", Pointed([A], []), [past(Outcome.WITHDRAWN)], {}, True),
        ("in hand for the same", Pointed([A], []), [], {"helped_for_this": True}, False),
        ("help started by the fact itself", Pointed([A], []), [], {"helped_for_this": True, "help_": Help.STARTED}, True),
        ("confirmed, case open", Pointed([B], []), [past(Outcome.CONFIRMED)], {"has_open_case": True}, False),
        ("confirmed, case closed", Pointed([B], []), [past(Outcome.CONFIRMED)], {}, True),
        ("register unchanged, quiet", Pointed([], [A]), [past(Outcome.DISMISSED, (), (A,))], {}, False),
        ("register unchanged, long ago", Pointed([], [A]), [past(Outcome.DISMISSED, (), (A,))], {"quiet_days": 90}, True),
        ("another member", Pointed([], [A, B]), [past(Outcome.DISMISSED, (), (A,))], {}, True),
    ],
)
def test_what_is_news(why: str, pointed: Pointed, pasts: list[Past], changed: dict[str, Any], expected: bool) -> None:
    usual: dict[str, Any] = {
        "help_": Help.AFTER_CONFIRMATION,
        "helped_for_this": False,
        "has_open_case": False,
        "quiet_days": 180,
        "on": ON,
    }
    assert is_news(pointed, pasts, **usual | changed) is expected, why
