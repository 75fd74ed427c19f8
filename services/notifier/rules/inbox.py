"""What somebody has before them, sorted by how it stands, and whom a change concerns."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.notifier.rules.department import Department
from services.notifier.rules.order import OrderState
from services.notifier.rules.order_rule import Addressee
from shared import regions
from shared.errors import Conflict, NotFound
from shared.periods import day_in_china, end_of_day

EVERYWHERE: Final = "*"
"""The region of who sees all of them, as tokens say it."""
MESSAGES_FOR: Final = timedelta(days=30)
"""So long a message stands in the inbox."""


class NoSuchMessage(NotFound):
    """收件箱里没有这条消息"""

    mend = "消息保留 30 天，只有收件人本人、本岗位和替班的人能看到；请回到收件箱查看"


class NothingChosen(Conflict):
    """没有勾选要办的事项"""

    mend = "请先勾选一件或几件，再点办理"


class Show(StrEnum):
    """Which part of it is looked at."""

    LATE = "late"
    TODAY = "today"
    NEW = "new"
    ASKED = "asked"
    MINE_TO_ANSWER = "to-answer"
    MESSAGES = "messages"
    DONE = "done"

    @property
    def label(self) -> str:
        return {
            Show.LATE: "已逾期",
            Show.TODAY: "今天到期",
            Show.NEW: "待接单",
            Show.ASKED: "等答复",
            Show.MINE_TO_ANSWER: "等您答复、检查",
            Show.MESSAGES: "未读消息",
            Show.DONE: "本周办结",
        }[self]


def stands(state: OrderState, due_at: datetime, at: datetime) -> set[Show]:
    """The parts in which something owed stands: late or due today, and whether it waits to be accepted or answered."""
    parts = set()
    if at > due_at:
        parts.add(Show.LATE)
    elif due_at <= end_of_day(day_in_china(at)):
        parts.add(Show.TODAY)
    if state is OrderState.OPEN:
        parts.add(Show.NEW)
    elif state is OrderState.ASKED:
        parts.add(Show.ASKED)
    return parts


_KEPT = "写下的内容还在，可以复制或删除"
_MEANWHILE: Final[Mapping[OrderState, tuple[str, str]]] = {
    OrderState.ACCEPTED: ("这件工单已由别人接单", _KEPT),
    OrderState.ASKED: ("这件工单正等派单人答复", f"答复以后再办；{_KEPT}"),
    OrderState.DONE: ("这件工单已经办结", f"请核对是谁办的；{_KEPT}"),
    OrderState.CLOSED: ("这件工单已经检查销号", _KEPT),
    OrderState.CANCELLED: ("这件工单已撤销，不需办理", _KEPT),
}
HANDED_ON: Final = ("这件工单已转给别人，或者不归您办", f"要由您办的，请派单人转回来；{_KEPT}")
"""What whoever wrote without a network reads when the order is no longer theirs, and what they may do."""


def meanwhile(state: OrderState) -> tuple[str, str] | None:
    """The same of an order that stands otherwise by now; None where it can still be moved."""
    return _MEANWHILE.get(state)


def week_of(on: date) -> date:
    """The Monday from which "this week" counts."""
    return on - timedelta(days=on.weekday())


def places_named(words: str, *, within: str) -> list[str]:
    """The codes of places of one's own whose name has these words; a few are enough to find what lies there."""
    return regions.search(words, within="" if within == EVERYWHERE else within, limit=30) if words else []


def tail_of(words: str) -> str:
    """The end of a case's or order's number, as people say it on the telephone; empty if that is not what was typed."""
    return words.lower() if re.fullmatch(r"[0-9A-Fa-f]{4,8}", words) else ""


class Thing(StrEnum):
    """What a change is of."""

    ORDER = "order"
    ERRAND = "errand"
    MESSAGE = "message"
    TASK = "task"


@dataclass(frozen=True)
class Change:
    """That something came or changed, and whose it is. Of a message `post_id` is whom it goes to; of an order who holds it."""

    thing: Thing
    thing_id: UUID
    is_new: bool
    region: str
    department: str | None = None
    addressee: str | None = None
    post_id: UUID | None = None
    given_by: str = ""
    is_restricted: bool = False


@dataclass(frozen=True)
class Person:
    """Somebody whose page is open. `own` is their post, `acting` the posts that they stand in for this day, `desks` those of
    their office, whose messages they read."""

    subject: str
    role: str
    region: str
    org: str
    own: Collection[UUID] = field(default=frozenset())
    acting: Collection[UUID] = field(default=frozenset())
    desks: Collection[UUID] = field(default=frozenset())

    @property
    def level(self) -> str | None:
        """As orders and errands name whom they are sent to."""
        levels: Mapping[str, str] = {"village": Addressee.VILLAGE, "town": Addressee.TOWN, "county": Addressee.COUNTY}
        return levels.get(self.role)


def concerns(change: Change, person: Person) -> bool:
    """Whether a change is to be told to somebody: theirs, their office's, of whom they stand in for, or given by them.

    Nobody stands in for who is named in a restricted order, and no office hears of one.
    """
    if change.thing is Thing.MESSAGE:
        return change.post_id in {*person.own, *person.acting, *person.desks}
    if change.given_by and change.given_by == person.subject:
        return True
    if change.post_id is not None:
        return change.post_id in person.own or (change.post_id in person.acting and not change.is_restricted)
    places = (person.region, *regions.predecessors_of(person.region))
    lies_there = person.region == EVERYWHERE or change.region.startswith(places)
    return lies_there and not change.is_restricted and _is_of_office(change, person)


def _is_of_office(change: Change, person: Person) -> bool:
    if change.department is not None and change.department != Department.TOWN:
        return person.role == "department" and person.org == change.department
    if person.role == "town" and change.department == Department.TOWN:
        return True
    # Errands without an addressee are the village's.
    sent_to = change.addressee or (Addressee.VILLAGE if change.thing is Thing.ERRAND else None)
    return change.department is None and sent_to is not None and sent_to == person.level


PARTICULARS: Final = 50
"""So many things are named to a page; of more it is only told that much came."""


@dataclass
class News:
    """What has gathered for one open page since it was last told."""

    changes: dict[tuple[Thing, UUID], bool] = field(default_factory=dict)
    is_much: bool = False

    def add(self, change: Change) -> None:
        key = (change.thing, change.thing_id)
        if key not in self.changes and len(self.changes) >= PARTICULARS:
            self.is_much = True
            return
        self.changes[key] = self.changes.get(key, False) or change.is_new

    def __bool__(self) -> bool:
        return self.is_much or bool(self.changes)

    def told(self) -> dict[str, object]:
        """As the page is told: how many of which came or changed, and which."""
        count = {"new": 0, "changed": 0, "messages": 0}
        for (thing, _), is_new in self.changes.items():
            count["messages" if thing is Thing.MESSAGE else "new" if is_new else "changed"] += 1
        things = [{"thing": thing.value, "id": str(id), "is_new": is_new} for (thing, id), is_new in self.changes.items()]
        return {**count, "is_much": self.is_much, "things": things}
