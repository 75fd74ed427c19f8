"""The auditor reads everything and writes nothing: held to what the doors do, not to their method alone."""

from types import CodeType, FunctionType, ModuleType
from typing import Any

from shared.door import SAFE
from shared.security import Role
from tests.house.test_doors import each_service, ways_into

AUDITOR_LEAVES = {
    "registry": {
        "find_people": "who looked for whom is written down: the trace is of the auditor",
        "take_out_list": "who took a list out is written down: the trace is of the auditor",
    },
    "medical": dict[str, str](),
    "housing": dict[str, str](),
    "funds": {
        "check_books": "everything is recomputed and nothing written",
        "read_paper": "who opened a paper is written down: the trace is of the auditor",
    },
    "notifier": dict[str, str](),
}
"""The operations behind the doors that an auditor enters, each with why it is no change; whatever else is done there is one."""
AUDITOR_ASKS = {"POST /persons/search"}
"""Questions whose particulars may not stand in an address."""


@each_service
def test_an_auditor_enters_no_door_that_writes(service: str) -> None:
    doors = [way for way in ways_into(service) if any(Role.AUDITOR in rule.roles for rule in way.rules)]
    assert [way.name for way in doors if way.is_write] == []
    assert {way.name for way in doors if not way.name.startswith(tuple(SAFE))} <= AUDITOR_ASKS
    assert set[str]().union(*(operations_of(way.route.endpoint) for way in doors)) == set(AUDITOR_LEAVES[service])


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
