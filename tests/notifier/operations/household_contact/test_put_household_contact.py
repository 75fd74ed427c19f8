"""A household's agreement is written down by whoever is responsible for its place, sealed, and renewed by the next."""

import pytest
from sqlmodel import select

from services.notifier.operations.household_contact.put_household_contact import put_household_contact
from services.notifier.operations.household_contact.withdraw_household_contact import withdraw_household_contact
from services.notifier.rules.household_contact import AgreedLater
from services.notifier.schemas.household_contact import PutHouseholdContact
from services.notifier.store.household_contact import list_agreed
from services.notifier.tables import HouseholdContact
from shared.ids import uuid7
from shared.security import OutsideRegion
from shared.vault import unseal
from tests.builders.notifier import MONDAY, OTHER_COUNTY_VILLAGE, TOWN_OFFICER, agreed, an_agreement


async def test_the_telephone_and_the_name_are_sealed(session):
    household = await agreed(session)
    contact = (await session.exec(select(HouseholdContact))).one()
    assert (contact.id, contact.entered_by, contact.withdrawn_on) == (household, TOWN_OFFICER.subject, None)
    assert b"13900001234" not in contact.sealed_contact and "张大爷".encode() not in contact.sealed_contact
    assert PutHouseholdContact.model_validate_json(unseal(contact.sealed_contact)).shown == "139****1234"


async def test_another_telephone_takes_the_place_of_the_first_also_after_a_withdrawal(session):
    household = await agreed(session)
    await withdraw_household_contact(session, household, by=TOWN_OFFICER, at=MONDAY)
    assert await list_agreed(session, [household]) == {}

    again = await put_household_contact(session, household, an_agreement("13800009999"), by=TOWN_OFFICER, at=MONDAY)

    assert (again.withdrawn_on, again.withdrawn_by) == (None, "")
    assert list(await list_agreed(session, [household, uuid7()])) == [household]


async def test_nobody_agrees_for_another_place_or_before_the_day(session):
    with pytest.raises(OutsideRegion):
        elsewhere = an_agreement(region=OTHER_COUNTY_VILLAGE)
        await put_household_contact(session, uuid7(), elsewhere, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(AgreedLater):
        later = an_agreement().model_copy(update={"agreed_on": MONDAY.date().replace(day=2)})
        await put_household_contact(session, uuid7(), later, by=TOWN_OFFICER, at=MONDAY)
