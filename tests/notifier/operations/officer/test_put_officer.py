"""Saying who a person on duty is."""

import pytest

from services.notifier.operations.officer.put_officer import put_officer
from services.notifier.operations.order.hand_over_orders import hand_over_orders
from services.notifier.rules.leave import AccountElsewhere
from services.notifier.schemas.officer import HandOverOrders, PutOfficer
from services.notifier.store.officer import find_officer
from services.notifier.store.post import list_desks
from shared import database
from shared.security import OutsideRegion, Principal, Role
from shared.vault import unseal
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, OTHER_COUNTY_VILLAGE, TOWN, TOWN_OFFICER, VILLAGE, by_email, by_log
from tests.builders.orders import QIAN, SUN, an_officer


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


async def test_who_comes_back_has_their_former_post_again(session) -> None:
    for who in (QIAN, SUN):
        await an_officer(session, who)
    form = HandOverOrders(to=SUN.subject, reason="借调", leaves=True)
    left = await hand_over_orders(session, QIAN.subject, form, by=COUNTY_OFFICER, at=MONDAY)
    back = await an_officer(session, QIAN)
    assert (back.id, back.left_on) == (left.from_post_id, None)
    assert (await find_officer(session, QIAN.subject)) is not None


async def test_an_account_that_another_county_registered_is_refused_and_not_shown(session, sessions) -> None:
    await an_officer(session, QIAN)
    await session.commit()
    stranger = Principal("兰山小秦", Role.COUNTY, "371302")
    async with sessions() as own:
        await database.set_scope(own, stranger.scope("test"))
        with pytest.raises(AccountElsewhere):
            await put_officer(own, QIAN.subject, told(OTHER_COUNTY_VILLAGE), allowed=(), by=stranger, at=MONDAY)
