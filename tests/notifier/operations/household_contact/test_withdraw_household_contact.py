"""A household that withdraws is forgotten at once, and what waited for it goes to its officer."""

from datetime import datetime

import pytest
from sqlmodel import select

from services.notifier.operations.household_contact.withdraw_household_contact import withdraw_household_contact
from services.notifier.operations.message.send_messages import send_messages
from services.notifier.operations.message.tell_of_money import tell_of_money
from services.notifier.rules.household_contact import AgreementWithdrawn, NoHouseholdContact
from services.notifier.rules.message import MessageKind
from services.notifier.tables import HouseholdContact, Message
from shared.ids import uuid7
from tests.builders.notifier import MONDAY, TOWN_OFFICER, agreed
from tests.notifier.operations.message.test_send_messages import Desk
from tests.notifier.operations.message.test_tell_of_money import HOUSEHOLD, PAID

NIGHT, MORNING = (datetime.fromisoformat(f"2020-06-0{day}T{hour}:00:00+08:00") for day, hour in ((1, 22), (2, "08")))


async def test_name_and_telephone_are_gone(session):
    household = await agreed(session)
    withdrawn = await withdraw_household_contact(session, household, by=TOWN_OFFICER, at=MONDAY)
    assert (withdrawn.sealed_contact, withdrawn.withdrawn_on, withdrawn.withdrawn_by) == (
        None,
        MONDAY.date(),
        TOWN_OFFICER.subject,
    )
    with pytest.raises(AgreementWithdrawn):
        await withdraw_household_contact(session, household, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(NoHouseholdContact):
        await withdraw_household_contact(session, uuid7(), by=TOWN_OFFICER, at=MONDAY)


async def test_what_waited_for_the_morning_is_read_out_by_the_officer_instead(session):
    await agreed(session, HOUSEHOLD)
    await tell_of_money(session, [PAID], at=NIGHT)
    await withdraw_household_contact(session, HOUSEHOLD, by=TOWN_OFFICER, at=NIGHT)
    desk = Desk()

    await desk.send_all(session, at=MORNING)

    assert not desk.books["sms"].letters
    told = (await session.exec(select(Message).where(Message.kind == MessageKind.HOUSEHOLD_UNREACHED))).one()
    assert "“您家的资产收益分配到账了" in told.body and told.household_id is None
    assert (await session.exec(select(HouseholdContact))).one().sealed_contact is None
    assert not await send_messages(session, desk.books, at=MORNING)
