"""An offer: one at a time, of people who are there, to somewhere else."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.transfer.offer_transfer import offer_transfer
from services.registry.rules.move import NoHeadLeft, NotAMember
from services.registry.rules.transfer import AlreadyOffered, NoNeedToTransfer
from services.registry.schemas.move import OfferTransfer
from shared.ids import uuid7
from tests.builders.registry import LONGTAN
from tests.builders.registry_file import JUNE_10, OFFICER, TODAY, WHY, a_file


async def test_an_offer_is_made_once(session: AsyncSession) -> None:
    household, [_, _, son] = await a_file(session)
    form = OfferTransfer(to_region="371402", person_ids=[son.id], happened_on=JUNE_10, **WHY)
    transfer = await offer_transfer(session, form, household_id=household.id, by=OFFICER, on=TODAY)
    assert (transfer.is_whole, transfer.person_ids, son.household_id) == (False, [son.id], household.id)
    with pytest.raises(AlreadyOffered):
        await offer_transfer(session, form, household_id=household.id, by=OFFICER, on=TODAY)


async def test_strangers_heads_without_heirs_and_the_same_village_are_refused(session: AsyncSession) -> None:
    household, [head, _, son] = await a_file(session)
    for to_region, person_id, law in (
        ("371402", uuid7(), NotAMember),
        ("371402", head.id, NoHeadLeft),
        (LONGTAN, son.id, NoNeedToTransfer),
    ):
        form = OfferTransfer(to_region=to_region, person_ids=[person_id], happened_on=JUNE_10, **WHY)
        with pytest.raises(law):
            await offer_transfer(session, form, household_id=household.id, by=OFFICER, on=TODAY)
