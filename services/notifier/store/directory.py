"""Whom a message about an order goes to: the person who holds it (or stands in), the office, the county, whoever gave it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.department import Department
from services.notifier.rules.leave import acting_for
from services.notifier.rules.message import MessageKind
from services.notifier.rules.order_kind import StepLevel
from services.notifier.rules.order_rule import Addressee
from services.notifier.rules.routing import COUNTY_DIGITS, Desk, desk_of, officer_of
from services.notifier.store.officer import list_accounts, list_away, list_people
from services.notifier.store.order_line import said_of, said_together
from services.notifier.store.post import as_desk, list_desks
from services.notifier.store.writing import About, add_letters, letter_to
from services.notifier.tables import Message, Post, WorkOrder
from shared import periods

TOGETHER = 2
"""From so many on, what goes to one person is one message."""


@dataclass(frozen=True)
class Directory:
    """Read once for many orders."""

    desks: Sequence[Desk]
    people: Mapping[UUID, Post]
    away: Mapping[UUID, UUID]
    givers: Mapping[str, Desk]

    def person(self, order: WorkOrder) -> Desk:
        """Who does it. Of a holder who left and whose order nobody took over yet, whoever gave it hears; nobody stands in for
        who is named in a restricted order."""
        if order.holder_id is None:
            return self.office(order)
        acting = self.people.get(order.holder_id if order.is_restricted else acting_for(order.holder_id, self.away))
        if acting is None or acting.left_on is not None:
            return self.giver(order)
        return as_desk(acting)

    def office(self, order: WorkOrder) -> Desk:
        if order.department not in {None, Department.TOWN}:
            return desk_of(Department(order.department), order.region, self.desks) or self.county(order)
        addressee = order.addressee or Addressee.TOWN
        return officer_of(order.region[: addressee.digits], self.desks)

    def county(self, order: WorkOrder) -> Desk:
        return officer_of(order.region[:COUNTY_DIGITS], self.desks)

    def giver(self, order: WorkOrder) -> Desk:
        """Their own post, or the county."""
        return self.givers.get(order.given_by) or self.county(order)

    def at(self, order: WorkOrder, level: StepLevel) -> Desk:
        """Of a restricted order only who is named hears anything."""
        if level is StepLevel.PERSON or order.is_restricted:
            return self.person(order)
        return self.office(order) if level is StepLevel.OFFICE else self.county(order)


async def open_directory(session: AsyncSession, orders: Sequence[WorkOrder], *, at: datetime) -> Directory:
    away = await list_away(session, periods.day_in_china(at))
    held = {order.holder_id for order in orders if order.holder_id}
    return Directory(
        await list_desks(session, *{order.region for order in orders}),
        await list_people(session, held | {acting_for(post_id, away) for post_id in held}),
        away,
        await list_accounts(session, {order.given_by for order in orders if order.given_by}),
    )


async def write_letters(
    session: AsyncSession, told: Sequence[tuple[WorkOrder, Desk, MessageKind, Mapping[str, Any]]], *, at: datetime
) -> list[Message]:
    """Messages about these orders, each to a desk, with what it says."""
    letters = [
        letter_to(desk, kind, About(order.region, case_id=order.case_id, order_id=order.id), at=at, **said)
        for order, desk, kind, said in told
    ]
    return await add_letters(session, letters)


Told = tuple[WorkOrder, Desk, MessageKind, Mapping[str, Any]]


def together(directory: Directory, orders: Sequence[WorkOrder], kind: MessageKind, kind_of_many: MessageKind) -> list[Told]:
    """What whoever does them hears of these orders: one message each person, place by place."""
    by_desk: defaultdict[Desk, list[WorkOrder]] = defaultdict(list)
    for order in orders:
        by_desk[directory.person(order)].append(order)
    return [
        (its[0], desk, kind, said_of(its[0])) if len(its) < TOGETHER else (its[0], desk, kind_of_many, said_together(its))
        for desk, its in by_desk.items()
    ]
