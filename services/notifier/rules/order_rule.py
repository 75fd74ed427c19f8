"""Which event sends whom out to do what, until when: rules as data (`policy/orders`), one file a subject and place.

A rule names an event of the platform, what its fields must say, who is sent (a village's, town's or county's officer, or a
department's desk there), the words, the time, and what ends the order: another event about the same thing, or a report by hand.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from services.notifier.rules.department import Department
from services.notifier.rules.errand import ErrandLevel
from services.notifier.rules.period import Period
from services.notifier.rules.place import VILLAGE_DIGITS
from shared import periods
from shared.policy.document import Document, NamedRule
from shared.policy.shape import Draft
from shared.policy.written import Text

FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=40)]
EventName = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z]*$", max_length=60)]


class Addressee(StrEnum):
    """Whose officer is sent."""

    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"

    @property
    def digits(self) -> int:
        """Of the code of the place that it governs."""
        return VILLAGE_DIGITS if self is Addressee.VILLAGE else ErrandLevel(self).digits


class EndedBy(Draft):
    """The event that ends an order, and the field that names what the order is about."""

    event: EventName
    about: FieldName


class OrderRule(NamedRule):
    """An order for each event that fits. `task` may name fields of the event in braces: `{number}`."""

    event: EventName
    when: dict[FieldName, tuple[str, ...]] = {}
    """Values that a field of the event may have; a field of the ending event is asked the same, where it has one."""
    about: FieldName
    """The field that names what the order is about: one order a rule and thing."""
    per: Addressee | None = None
    """One order for each place of this level besides: a disaster strikes many villages."""
    again: bool = False
    """What was seen to and happens once more sends out anew; without it an order is given once for all."""
    title: Annotated[str, Field(min_length=2, max_length=40)]
    task: Text
    addressee: Addressee
    department: Department | None = None
    within: Period | None = None
    due: FieldName | None = None
    """The field with the day, or the instant, by which it is to be done; either this or `within`."""
    page: Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9/{}_-]+$", max_length=120)]
    """Where it is seen to, behind the gateway."""
    ended_by: tuple[EndedBy, ...] = ()
    """Empty: whoever was sent reports it done by hand, for nothing else records it."""
    by_hand: bool = False
    """Whoever was sent may report it done, although an event ends it too."""
    is_urgent: bool = False
    """Somebody is in danger: whoever is sent hears of it before anything that can wait."""

    @model_validator(mode="after")
    def _has_one_term(self) -> Self:
        if (self.within is None) == (self.due is None):
            raise ValueError("within（多长时间）与 due（事件中的日期）写且只写一个")
        return self

    def fits(self, name: str, said: Mapping[str, Any]) -> bool:
        """Whether an event of this name, which says this, gives the order."""
        return name == self.event and self._agrees(said)

    def ends_by(self, name: str, said: Mapping[str, Any]) -> str | None:
        """The field that names what ends, if such an event ends an order of this rule."""
        if not self._agrees(said):
            return None
        return next((each.about for each in self.ended_by if each.event == name), None)

    def _agrees(self, said: Mapping[str, Any]) -> bool:
        return all(str(said[field]) in values for field, values in self.when.items() if field in said)

    def due_at(self, said: Mapping[str, Any], occurred_at: datetime) -> datetime:
        """Reckoned from when it happened, not from our hearing of it; of a day its last instant in China."""
        if self.within is not None:
            return self.within.due_at(occurred_at)
        due: date | datetime = said[self.due or ""]
        return due if isinstance(due, datetime) else periods.end_of_day(due)

    def place_of(self, region: str) -> str:
        """Where the order is to be seen to: the place of its level around where the event happened, or that itself."""
        return region[: self.per.digits] if self.per else region

    def part_of(self, region: str) -> str:
        """Which of the orders about one thing: the place, where each has its own."""
        return self.place_of(region) if self.per else ""

    @property
    def is_by_hand(self) -> bool:
        return self.by_hand or not self.ended_by


class OrderPolicy(Document):
    """The orders of a subject and place, each rule once."""

    orders: tuple[OrderRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(rule.reference for rule in self.orders)
        if twice := [name for name, count in Counter(rule.rule for rule in self.orders).items() if count > 1]:
            raise ValueError(f"rule 重复：{'、'.join(twice)}")
        return self


def filled(words: str, said: Mapping[str, Any]) -> str:
    """The words with what the event says in their braces; what it leaves out is left out."""
    return words.format_map({name: "" if value is None else value for name, value in said.items()})
