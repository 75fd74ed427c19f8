from datetime import date

import pytest

from services.housing.operations.support.check_household import check_household
from services.housing.rules.support import NoCheckDue
from services.housing.schemas.support import CheckHousehold
from services.housing.store.support import count_checks, list_checks
from tests.builders.housing_relocation import a_place, a_settled_household
from tests.builders.housing_renovation import TOWN_OFFICER, on


async def test_a_household_is_looked_at_on_its_days_one_after_the_other(session):
    place = await a_place(session)
    moved = await a_settled_household(session, place)
    form = CheckHousehold(on=date(2020, 12, 14), is_well=False, says="没有稳定收入")
    with pytest.raises(NoCheckDue):
        await check_household(session, moved.id, form, by=TOWN_OFFICER, at=on("2020-12-14"))

    in_time = form.model_copy(update={"on": date(2020, 12, 15)})
    await check_household(session, moved.id, in_time, by=TOWN_OFFICER, at=on("2020-12-15"))

    first, second, _ = await list_checks(session, moved.id)
    assert (first.is_well, first.says, second.checked_on) == (False, "没有稳定收入", None)
    assert await count_checks(session, place.programme.id, on=date(2021, 3, 16)) == (1, 1)
