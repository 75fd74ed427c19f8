"""A household that moves takes its agreement along, in whatever order its changes are heard of."""

from datetime import date

from sqlmodel import select

from services.notifier.operations.household_contact.move_household_contacts import move_household_contacts
from services.notifier.tables import HouseholdContact
from shared.database import set_scope, the_platform
from shared.events.registry import HouseholdChanged
from shared.ids import uuid7
from tests.builders.notifier import OTHER_VILLAGE, VILLAGE, agreed


def changed(household, region, revision):
    return HouseholdChanged(
        household_id=household,
        revision=revision,
        kind="transferred",
        happened_on=date(2020, 6, 1),
        region=region,
        state="current",
    )


async def regions(session) -> list[str]:
    as_they_are = select(HouseholdContact.region).order_by(HouseholdContact.id)
    return list((await session.exec(as_they_are)).all())


async def test_it_goes_along_and_an_older_change_brings_it_not_back(session):
    household, stays = await agreed(session), await agreed(session)
    assert household < stays

    await move_household_contacts(
        session,
        [changed(household, OTHER_VILLAGE, 3), changed(household, VILLAGE, 2), changed(uuid7(), OTHER_VILLAGE, 9)],
    )
    assert await regions(session) == [OTHER_VILLAGE, VILLAGE]

    await move_household_contacts(session, [changed(household, VILLAGE, 2)])
    assert await regions(session) == [OTHER_VILLAGE, VILLAGE]


async def test_the_event_is_heard(deliver, session):
    household = await agreed(session)
    await session.commit()
    deliveries = await deliver(changed(household, OTHER_VILLAGE, 1))
    assert {answer for delivery in deliveries for answer in delivery.settled} == {"ack"}
    await set_scope(session, the_platform("test", "test"))
    assert await regions(session) == [OTHER_VILLAGE]
