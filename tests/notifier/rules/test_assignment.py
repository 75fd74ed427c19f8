"""The policy file: its own examples hold, and an inconsistent table is not loaded."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from services.notifier.rules.assignment import AssistancePolicy, Example
from services.notifier.rules.period import Period
from shared.events.civil_affairs import Trigger
from shared.policy.clauses import Trust

FILE = Path("services/notifier/policy/immediate_assistance.yaml")
TABLE: dict[str, Any] = yaml.safe_load(FILE.read_text())
POLICY = AssistancePolicy.model_validate(TABLE)


@pytest.mark.parametrize("example", POLICY.examples, ids=lambda example: example.title)
def test_the_examples_in_the_file_hold(example: Example) -> None:
    assigned = POLICY.assign(example.trigger, at=example.detected_at)
    assert {assignment.department: assignment.due_at for assignment in assigned} == dict(example.expected)


@pytest.mark.parametrize("trigger", Trigger)
def test_somebody_is_responsible_for_every_trigger_and_the_most_urgent_comes_first(trigger: Trigger) -> None:
    assigned = POLICY.assign(trigger, at=POLICY.examples[0].detected_at)
    assert assigned
    assert [assignment.due_at for assignment in assigned] == sorted(assignment.due_at for assignment in assigned)


def test_first_relief_within_24_hours_is_printed_law_and_the_rest_says_that_it_is_inferred() -> None:
    trust = {duty.department: duty.trust for duty in POLICY.orders}
    assert [department for department, how in trust.items() if how is Trust.PRINTED] == ["civil-affairs"]
    assert all(duty.reason for duty in POLICY.orders if duty.trust is Trust.INFERRED)


def broken(**changes: Any) -> dict[str, Any]:
    table = deepcopy(TABLE)
    for path, value in changes.items():
        *steps, last = path.split("__")
        place: Any = table
        for step in steps:
            place = place[int(step) if step.isdigit() else step]
        place[last] = value
    return table


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"orders__0__reference": "X1"}, "X1 is cited but not listed"),
        ({"orders__0__department": "civil-affairs"}, "civil-affairs has two orders for"),
        ({"orders__0__department": "post-office"}, "orders.0.department"),
        ({"orders__0__deadline": {"hours": 24, "days": 1}}, "exactly one of hours, days, working_days"),
        ({"orders__0__deadline": {}}, "exactly one of hours, days, working_days"),
        ({"orders__0__deadline": {"hours": -1}}, "greater than or equal to 0"),
        ({"orders__0__reason": ""}, "give it a `reason`"),
        ({"orders__0__colour": "red"}, "Extra inputs are not permitted"),
        ({"escalation__steps": [{"level": "county", "after_hours": 1}] * 2}, "county is told twice"),
        ({"orders": [{**TABLE["orders"][3]}]}, "nobody is responsible for disaster"),
    ],
)
def test_an_inconsistent_table_is_not_loaded(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        AssistancePolicy.model_validate(broken(**changes))


def test_a_policy_holds_on_both_its_first_and_its_last_day() -> None:
    table = broken(in_force__to=POLICY.in_force.from_)
    assert POLICY.in_force.from_ in AssistancePolicy.model_validate(table).in_force


def test_a_period_of_zero_working_days_ends_today() -> None:
    at = POLICY.examples[0].detected_at
    assert Period(working_days=0).due_at(at).isoformat() == "2020-06-01T23:59:59.999999+08:00"
