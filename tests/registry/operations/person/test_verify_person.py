"""Verification: a name for an identity hash, and for nobody else's."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.operations.case.open_case import open_case
from services.registry.operations.person.verify_person import AlreadyVerified, AnotherPerson, verify_person
from services.registry.rules.case import Origin
from services.registry.rules.relief import Someone
from services.registry.rules.sighting import Sighting
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store import household as households
from services.registry.store.household import NoSuchPerson
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import HouseholdChanged, PersonEnrolled
from shared.identity import check_id_number
from shared.ids import uuid7
from shared.security import Principal, Role
from shared.vault import hash_identity, unseal
from tests.builders.registry import LONGTAN, ON

NUMBER = id_number(date(1965, 3, 18), 17)
OFFICER = Principal("村干部 李", Role.VILLAGE, LONGTAN)
SOMEONE = Someone(check_id_number(NUMBER, on=ON), "赵大山")
BILL = Sighting(Origin.BURDEN, Trigger.ILLNESS, LONGTAN, identity_hash=hash_identity(NUMBER), burden_fen=2_345_678)

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def test_verification_names_the_person_and_tells_the_others(
    session: AsyncSession, emitted: Emitted, frozen_at: Any
) -> None:
    with frozen_at("2020-06-01T09:00:00+08:00"):
        case = await open_case(session, BILL, by="medical")
    [member] = await households.list_members(session, [case.household_id])
    person = await verify_person(session, member.id, SOMEONE, relation="户主", by=OFFICER, on=ON)

    assert (unseal(person.name_sealed or b""), person.sex, person.born_on) == ("赵大山", "1", date(1965, 3, 18))
    assert (await households.get_household(session, case.household_id)).state is HouseholdState.CURRENT
    *_, told, entered = await emitted(session)
    assert isinstance(entered, HouseholdChanged) and entered.state == "current"
    assert isinstance(told, PersonEnrolled)
    assert (told.person_id, told.classes) == (member.id, ["monitored"])


async def test_a_number_of_somebody_else_does_not_verify(session: AsyncSession, frozen_at: Any) -> None:
    with frozen_at("2020-06-01T09:00:00+08:00"):
        case = await open_case(session, BILL, by="medical")
    [member] = await households.list_members(session, [case.household_id])
    other = Someone(check_id_number(id_number(date(1970, 1, 1), 3), on=ON), "钱二")
    with pytest.raises(AnotherPerson):
        await verify_person(session, member.id, other, relation="户主", by=OFFICER, on=ON)
    await verify_person(session, member.id, SOMEONE, relation="户主", by=OFFICER, on=ON)
    with pytest.raises(AlreadyVerified):
        await verify_person(session, member.id, SOMEONE, relation="户主", by=OFFICER, on=ON)


async def test_nobody_is_verified_who_was_never_seen(session: AsyncSession) -> None:
    with pytest.raises(NoSuchPerson):
        await verify_person(session, uuid7(), SOMEONE, relation="户主", by=OFFICER, on=ON)
