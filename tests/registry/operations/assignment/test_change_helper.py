"""What is known of a helper changes; what is left out stays."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.change_helper import change_helper
from services.registry.rules.assignment import HelperKnown
from services.registry.schemas.assignment import ChangeHelper
from shared.vault import unseal
from tests.builders.walking import COUNTY, a_helper


async def test_a_new_office_leaves_name_and_telephone_as_they_were(session: AsyncSession) -> None:
    helper = await a_helper(session, "张帮扶", phone="13800001111")
    changed = await change_helper(session, helper.id, ChangeHelper(office="盛庄街道办事处", post="主任"), by=COUNTY)
    assert (changed.office, changed.post, changed.subject) == ("盛庄街道办事处", "主任", "令牌 张帮扶")
    assert changed.phone_sealed and unseal(changed.phone_sealed) == "13800001111"


async def test_nobody_takes_another_s_telephone(session: AsyncSession) -> None:
    await a_helper(session, "张帮扶", phone="13800001111")
    other = await a_helper(session, "李帮扶", phone="13800002222")
    with pytest.raises(HelperKnown):
        await change_helper(session, other.id, ChangeHelper(phone="13800001111"), by=COUNTY)
    await change_helper(session, other.id, ChangeHelper(phone="13800002222"), by=COUNTY)
