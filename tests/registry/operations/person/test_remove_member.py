"""Whoever leaves waits in the register, and is the same human being when they come back."""

from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_case import open_case
from services.registry.operations.person.remove_member import remove_member
from services.registry.operations.register.import_register import import_register
from services.registry.rules.case import Origin
from services.registry.rules.sighting import Sighting
from services.registry.schemas.move import RemoveMember
from services.registry.store.household import list_members
from services.registry.tables import Person
from shared.events.civil_affairs import Trigger
from shared.security import Principal, Role
from shared.vault import unseal
from tests.builders.registry import a_household, an_xlsx
from tests.builders.registry_file import JUNE_10, OFFICER, TODAY, WHY, a_file


async def test_a_member_who_left_and_is_in_a_file_again_keeps_the_row_that_they_have_for_life(session: AsyncSession) -> None:
    household, [_, _, son] = await a_file(session)
    await remove_member(session, RemoveMember(happened_on=JUNE_10, **WHY), person_id=son.id, by=OFFICER, on=TODAY)
    assert (len(await list_members(session, [household.id])), son.left_on) == (2, JUNE_10)

    done = await import_register(session, an_xlsx(a_household(3)), by=OFFICER, on=TODAY)
    assert (done.taken, done.changed) == (3, 1)
    assert (await session.exec(select(func.count()).select_from(Person))).one() == 3
    assert (son.left_on, son.joined_on, len(await list_members(session, [household.id]))) == (None, TODAY, 3)


async def test_somebody_who_left_one_county_and_falls_ill_in_another_is_known_there(session: AsyncSession) -> None:
    _, [_, _, son] = await a_file(session)
    await remove_member(session, RemoveMember(happened_on=JUNE_10, **WHY), person_id=son.id, by=OFFICER, on=TODAY)
    bill = Sighting(Origin.BURDEN, Trigger.ILLNESS, "371402001001", identity_hash=son.identity_hash)
    case = await open_case(session, bill, by="medical")

    [member] = await list_members(session, [case.household_id])
    assert (member.id, member.region, unseal(member.name_sealed or b""), member.is_verified) == (
        son.id,
        "371402001001",
        "王小强",
        True,
    )


async def test_a_file_of_another_county_claims_who_left(session: AsyncSession) -> None:
    household, [_, _, son] = await a_file(session)
    await remove_member(session, RemoveMember(happened_on=JUNE_10, **WHY), person_id=son.id, by=OFFICER, on=TODAY)
    row = a_household(3)[2] | {"户编号": "3714020000000001", "与户主关系": "户主", "户主姓名": "", "户主证件号码": ""}
    row |= {"市": "德州市", "县": "德城区", "乡": "新湖街道", "村": "尉署社区居委会"}
    done = await import_register(session, an_xlsx([row]), by=Principal("外县", Role.COUNTY, "371402"), on=TODAY)
    assert (done.faults, done.taken) == ([], 1)
    assert (son.region, son.household_id == household.id, son.left_on) == ("371402001001", False, None)
