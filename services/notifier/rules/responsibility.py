"""Who answers for which duty, by document and clause (责任清单): data of a place (`policy/responsibilities`)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.notifier.rules.department import Department
from services.notifier.rules.order_rule import Addressee
from shared import periods
from shared.policy.document import Document, NamedRule
from shared.policy.written import Text

Name = Annotated[str, Field(min_length=2, max_length=40)]


class ResponsibilityRule(NamedRule):
    """A duty, and whose it is. What the platform gives because of it is told by the reports, the order rules and, of a
    department, its parts in cases."""

    title: Annotated[str, Field(min_length=2, max_length=40)]
    duty: Text
    answers: tuple[Name, ...] = Field(min_length=1)
    """As the document lists them; whoever stands first leads."""
    level: Addressee = Addressee.COUNTY
    department: Department | None = None
    """Of the platform's departments the one that leads."""
    post: Annotated[str, Field(max_length=40)] = ""
    reports: tuple[Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")], ...] = ()
    """Of the calendar: file and rule."""
    orders: tuple[Annotated[str, Field(pattern=r"^[a-z0-9-]+$")], ...] = ()
    """Of `policy/orders`."""
    has_assistance: bool = False
    """The department's orders in cases of immediate assistance count."""

    @model_validator(mode="after")
    def _has_whose(self) -> Self:
        if self.has_assistance and self.department is None:
            raise ValueError("has_assistance 须写明 department")
        return self

    @property
    def lead(self) -> str:
        return self.answers[0]

    @property
    def is_counted(self) -> bool:
        """Whether the platform gives anything because of it."""
        return bool(self.reports or self.orders or self.has_assistance)


class ResponsibilityPolicy(Document):
    """The list of a place; those of all places around one hold there together."""

    responsibilities: tuple[ResponsibilityRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(rule.reference for rule in self.responsibilities)
        if twice := [name for name, count in Counter(rule.rule for rule in self.responsibilities).items() if count > 1]:
            raise ValueError(f"rule 重复：{'、'.join(twice)}")
        return self


@dataclass(frozen=True, slots=True)
class Asked:
    """One order, errand or report that a duty led to."""

    due_at: datetime
    done_at: datetime | None
    is_over: bool
    """Done, checked or not (any more) owed; a withdrawn one is not counted at all."""


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a duty in a year. `late`: done after its deadline, or not done and past it."""

    asked: int = 0
    done: int = 0
    late: int = 0
    owed: int = 0


def account_of(asked: Collection[Asked], at: datetime) -> Account:
    done = [one for one in asked if one.is_over]
    owed = [one for one in asked if not one.is_over]
    late = sum(one.done_at is not None and one.done_at > one.due_at for one in done) + sum(at > one.due_at for one in owed)
    return Account(len(asked), len(done), late, len(owed))


def year_of(year: int) -> tuple[datetime, datetime]:
    """From its first instant in China to the first of the next year."""
    return datetime(year, 1, 1, tzinfo=periods.CHINA), datetime(year + 1, 1, 1, tzinfo=periods.CHINA)
