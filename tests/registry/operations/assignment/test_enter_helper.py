"""Helpers are entered once, sealed, within the reach of who enters them."""

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.enter_helper import enter_helper
from services.registry.rules.assignment import HelperKnown
from services.registry.schemas.assignment import EnterHelper
from shared.security import OutsideRegion
from tests.builders.walking import TOWN, a_helper


async def test_name_and_telephone_of_a_helper_stand_nowhere_in_the_clear(session: AsyncSession) -> None:
    await a_helper(session, "张帮扶", phone="13800001111", subject="0031")
    [row] = (await session.execute(text("SELECT to_jsonb(helper)::text AS all FROM helper"))).mappings()
    [audit] = (await session.execute(text("SELECT after::text AS all FROM audit WHERE thing = 'helper'"))).mappings()
    assert all(secret not in told["all"] for told in (row, audit) for secret in ("13800001111", "张帮扶"))


async def test_an_account_or_a_telephone_is_one_helper_s(session: AsyncSession) -> None:
    await a_helper(session, "张帮扶", phone="13800001111")
    with pytest.raises(HelperKnown) as refused:
        await a_helper(session, "李帮扶", phone="13800001111")
    assert refused.value.pointer == "/phone"
    with pytest.raises(HelperKnown) as refused:
        await a_helper(session, "王帮扶", subject="令牌 张帮扶")
    assert refused.value.pointer == "/subject"


async def test_a_town_enters_nobody_of_the_county(session: AsyncSession) -> None:
    with pytest.raises(OutsideRegion):
        await enter_helper(session, EnterHelper(region="371311", name="张帮扶", office="区教体局"), by=TOWN)
