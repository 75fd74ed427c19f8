"""The auditor reads everything and writes nothing: held to what the doors do, not to their method alone."""

import re
from types import CodeType, FunctionType, ModuleType
from typing import Any

import httpx

from shared.door import SAFE
from shared.security import Role
from tests.conftest import token
from tests.house.test_doors import app_of, each_service, ways_into

AUDITOR_LEAVES = {
    "registry": {
        "find_people": "who looked for whom is written down: the trace is of the auditor",
        "take_out_list": "who took a list out is written down: the trace is of the auditor",
    },
    "medical": dict[str, str](),
    "housing": {
        "read_paper": "who opened a paper is written down: the trace is of the auditor",
        "show_thumbnail": "the same of a photo that is shown small",
    },
    "funds": {
        "check_books": "everything is recomputed and nothing written",
        "read_paper": "who opened a paper is written down: the trace is of the auditor",
        "take_out_ledger": "who took the whole ledger out is written down: the trace is of the auditor",
    },
    "notifier": {"read_order_paper": "who opened a paper is written down: the trace is of the auditor"},
}
"""The operations behind the doors that an auditor enters, each with why it is no change; whatever else is done there is one."""
AUDITOR_ASKS = {"POST /persons/search", "POST /help/trial"}
"""Questions whose particulars may not stand in an address."""


@each_service
def test_an_auditor_enters_no_door_that_writes(service: str) -> None:
    doors = [way for way in ways_into(service) if any(Role.AUDITOR in rule.roles for rule in way.rules)]
    assert [way.name for way in doors if way.is_write] == []
    assert {way.name for way in doors if not way.name.startswith(tuple(SAFE))} <= AUDITOR_ASKS
    assert set[str]().union(*(operations_of(way.route.endpoint) for way in doors)) == set(AUDITOR_LEAVES[service])


@each_service
async def test_an_auditor_is_turned_away_at_every_other_door(service: str) -> None:
    """Asked in earnest, of every door of the house that is neither public nor an auditor's: the role is judged first."""
    doors = [way for way in ways_into(service) if not way.is_public and not any(Role.AUDITOR in rule.roles for rule in way.rules)]
    transport = httpx.ASGITransport(app_of(service), raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {token(Role.AUDITOR, region='*')}", "Idempotency-Key": "k"}
    async with httpx.AsyncClient(transport=transport, base_url="http://house", headers=headers) as auditor:
        let_in = []
        for way in doors:
            method, path = way.name.split(" ", 1)
            answer = await auditor.request(method, re.sub(r"\{[^}]*\}", "x", path))
            if (answer.status_code, answer.json().get("code")) != (403, "role-not-allowed"):
                let_in.append((way.name, answer.status_code))
    assert doors and let_in == []


def operations_of(function: Any, seen: set[Any] | None = None) -> set[str]:
    """The operations that a door's function does, itself or through functions of its room: by the names that its code calls."""
    seen = set() if seen is None else seen
    if function in seen:
        return set()
    seen.add(function)
    found = set[str]()
    for name in names_in(function.__code__):
        thing = function.__globals__.get(name)
        for called in (
            thing,
            *(getattr(thing, below, None) for below in names_in(function.__code__) if isinstance(thing, ModuleType)),
        ):
            room = getattr(called, "__module__", "") or ""
            if isinstance(called, FunctionType) and ".operations." in room:
                found.add(called.__name__)
            elif isinstance(called, FunctionType) and ".api." in room:
                found |= operations_of(called, seen)
    return found


def names_in(code: CodeType) -> set[str]:
    """The names that a function looks up outside itself, its inner functions' too."""
    return set(code.co_names).union(*(names_in(inner) for inner in code.co_consts if isinstance(inner, CodeType)))
