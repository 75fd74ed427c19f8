"""What officers are asked to do about money that did not reach its household, is owed, asked back, or missing in a reserve."""

from collections import Counter
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from services.notifier.rules.period import Period
from shared.policy.document import Document, Value
from shared.policy.written import Text


class PaymentTaskKind(StrEnum):
    """Why somebody is asked."""

    PAYMENT_FAILED = "payment-failed"
    PAYMENT_RETURNED = "payment-returned"
    INCOME_DUE = "income-due"
    INCOME_LATE = "income-late"
    REFILL_ASKED = "refill-asked"
    REFILL_HELD = "refill-held"
    RECOVERY_PROPOSED = "recovery-proposed"
    RECOVERY_ORDERED = "recovery-ordered"


class PaymentTask(Value):
    """What is to be done, and how long that may take from the day of the event; a due of an asset has its own day."""

    kind: PaymentTaskKind
    task: Text
    within: Period | None = None


class PaymentTaskPolicy(Document):
    """The tasks of a place, each kind once."""

    tasks: tuple[PaymentTask, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(task.reference for task in self.tasks)
        counted = Counter(task.kind for task in self.tasks)
        if twice := [kind for kind, count in counted.items() if count > 1]:
            raise ValueError(f"写了两次：{'、'.join(twice)}")
        if missing := set(PaymentTaskKind) - counted.keys():
            raise ValueError(f"tasks 中没有 {'、'.join(sorted(missing))}")
        if endless := [task.kind for task in self.tasks if (task.within is None) != (task.kind is PaymentTaskKind.INCOME_DUE)]:
            raise ValueError(f"除 income-due 外都写 within：{'、'.join(endless)}")
        return self

    def task(self, kind: PaymentTaskKind) -> PaymentTask:
        return next(task for task in self.tasks if task.kind is kind)
