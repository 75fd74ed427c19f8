"""Saying who a person on duty is."""

import pytest

from services.notifier.operations.officer.put_officer import put_officer
from services.notifier.schemas.officer import PutOfficer
from services.notifier.store.post import list_desks
from shared.security import OutsideRegion
from shared.vault import unseal
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, OTHER_COUNTY_VILLAGE, TOWN, TOWN_OFFICER, VILLAGE, by_email, by_log
from tests.builders.orders import QIAN, an_officer


def told(region: str, *channels: dict[str, str]) -> PutOfficer:
    return PutOfficer.model_validate({"region": region, "name": "钱多多", "channels": list(channels) or [by_log()]})


async def test_an_account_has_one_post_which_moves_with_it_and_its_name_is_sealed(session) -> None:
    first = await an_officer(session, QIAN)
    moved = await put_officer(session, QIAN.subject, told(VILLAGE, by_email()), allowed=(), by=TOWN_OFFICER, at=MONDAY)
    assert (moved.id, moved.region, moved.channels) == (first.id, VILLAGE, ["email"])
    assert "钱多多".encode() not in moved.sealed_contact
    assert "钱多多" in unseal(moved.sealed_contact)


async def test_a_person_is_not_the_office_s_desk(session) -> None:
    await an_officer(session, QIAN)
    assert await list_desks(session, TOWN) == []


async def test_nobody_registers_people_elsewhere(session) -> None:
    with pytest.raises(OutsideRegion):
        await put_officer(session, "某人", told(OTHER_COUNTY_VILLAGE), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
