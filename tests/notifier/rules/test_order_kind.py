"""Kinds of orders: what their file must say, and when which step is due."""

from datetime import date, datetime, timedelta

import pytest
from pydantic import ValidationError

from services.notifier.rules.order_kind import KindPolicy, OrderKind, StepLevel, due_step, next_step
from services.notifier.store.order_kind import get_kind_policy

POLICY = get_kind_policy("371311", date(2020, 6, 1))
DUE = datetime.fromisoformat("2020-06-08T23:59:59+08:00")
TASK = POLICY.of(OrderKind.TASK)


def test_the_person_hears_first_then_the_office_then_the_county() -> None:
    assert [step.level for step in TASK.steps] == [StepLevel.PERSON, StepLevel.PERSON, StepLevel.OFFICE, StepLevel.COUNTY]
    assert [step.is_reminder for step in TASK.steps] == [True, False, False, False]


@pytest.mark.parametrize(
    ("hours", "told", "step"),
    [(-25, 0, None), (-24, 0, 0), (-1, 1, None), (0, 1, 1), (23, 2, None), (24, 2, 2), (48, 3, 3), (99, 4, None), (99, 0, 3)],
)
def test_the_last_step_whose_time_came_is_due_if_it_was_not_told(hours: int, told: int, step: int | None) -> None:
    assert due_step(TASK.steps, DUE, DUE + timedelta(hours=hours), told=told) == step


def test_a_reminder_whose_time_is_past_is_left_out_and_an_urging_is_not() -> None:
    assert next_step(TASK.steps, DUE, told=0, after=DUE - timedelta(hours=30)) == (0, DUE - timedelta(hours=24))
    assert next_step(TASK.steps, DUE, told=0, after=DUE - timedelta(hours=2)) == (1, DUE)
    assert next_step(TASK.steps, DUE, told=1, after=DUE + timedelta(hours=2)) == (1, DUE)
    assert next_step(TASK.steps, DUE, told=4, after=DUE) == (4, None)


def test_rectifications_are_checked_and_clues_are_seen_by_the_named_alone() -> None:
    assert POLICY.of(OrderKind.RECTIFICATION).is_checked
    clue = POLICY.of(OrderKind.CLUE)
    assert clue.is_restricted and {step.level for step in clue.steps} == {StepLevel.PERSON}


def changed(which: str, /, **said: object) -> dict[str, object]:
    told = POLICY.model_dump(mode="json", by_alias=True)
    told["kinds"] = [each | said if each["kind"] == which else each for each in told["kinds"]]
    told["kinds"] = [
        each | {"within": {name: value for name, value in each["within"].items() if value is not None}} for each in told["kinds"]
    ]
    return told


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"reminders": [{"before_hours": hours, "reference": "steps"} for hours in (24, 48)]}, "由早到晚"),
        ({"urging": [{"level": level, "after_hours": 1, "reference": "steps"} for level in ("county", "person")]}, "由近到远"),
        ({"kind": "report"}, "重复"),
        ({"reference": "nowhere"}, "references"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(said: dict[str, object], wrong: str) -> None:
    assert KindPolicy.model_validate(changed("task")).of(OrderKind.TASK).steps
    with pytest.raises(ValidationError, match=wrong):
        KindPolicy.model_validate(changed("task", **said))
