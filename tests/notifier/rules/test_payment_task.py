"""The file of the tasks about payments is whole, and a file that is not is refused with its reason."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.notifier.rules.payment_task import PaymentTaskKind, PaymentTaskPolicy
from services.notifier.store.payment_task import NoPaymentTasks, get_payment_tasks, list_payment_task_policies

ON = date(2020, 6, 1)


def test_every_task_says_where_its_deadline_comes_from():
    policy = get_payment_tasks("371311001", ON)
    assert [policy.source(policy.task(kind)).reason != "" for kind in PaymentTaskKind] == [True] * len(PaymentTaskKind)


def test_before_its_first_day_there_are_no_tasks():
    with pytest.raises(NoPaymentTasks):
        get_payment_tasks("371311001", date(2018, 11, 1))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda tasks: tasks[1:], "没有 payment-failed"),
        (lambda tasks: [*tasks, tasks[0]], "写了两次：payment-failed"),
        (
            lambda tasks: [{name: value for name, value in tasks[0].items() if name != "within"}, *tasks[1:]],
            "都写 within：payment-failed",
        ),
    ],
)
def test_a_file_that_is_not_whole_is_refused(change, why):
    written = list_payment_task_policies()[0].model_dump(by_alias=True, exclude_unset=True)
    with pytest.raises(ValidationError, match=why):
        PaymentTaskPolicy.model_validate({**written, "tasks": change(list(written["tasks"]))})
