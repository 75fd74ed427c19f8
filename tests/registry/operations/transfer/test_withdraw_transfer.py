"""A transfer that does not happen: the people stay, and another may be offered."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.transfer.offer_transfer import offer_transfer
from services.registry.operations.transfer.withdraw_transfer import withdraw_transfer
from services.registry.rules.transfer import TransferAnswered, TransferState
from services.registry.schemas.move import DeclineTransfer, OfferTransfer
from services.registry.store.household import list_members
from tests.builders.registry_file import JUNE_10, OFFICER, TODAY, WHY, a_file

FORM = DeclineTransfer(reason="材料不齐")


async def test_the_people_stay_and_may_be_offered_again(session: AsyncSession) -> None:
    household, [_, _, son] = await a_file(session)
    form = OfferTransfer(to_region="371402", person_ids=[son.id], happened_on=JUNE_10, **WHY)
    first = await offer_transfer(session, form, household_id=household.id, by=OFFICER, on=TODAY)
    answered = await withdraw_transfer(session, FORM, transfer_id=first.id, by=OFFICER, on=TODAY)

    assert (answered.state, answered.answer) == (TransferState.WITHDRAWN, "材料不齐")
    assert len(await list_members(session, [household.id])) == 3
    with pytest.raises(TransferAnswered):
        await withdraw_transfer(session, FORM, transfer_id=first.id, by=OFFICER, on=TODAY)
    again = await offer_transfer(session, form, household_id=household.id, by=OFFICER, on=TODAY)
    assert again.id != first.id
