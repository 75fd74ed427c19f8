from datetime import date

import pytest

from services.housing.operations.relocation.close_relocation import close_relocation
from services.housing.operations.support.answer_support import answer_support
from services.housing.operations.support.check_household import check_household
from services.housing.rules.old_house import NotAllFollowed
from services.housing.rules.relocation import RelocationState
from services.housing.schemas.relocation import EndRelocation
from services.housing.schemas.support import AnswerSupport, CheckHousehold
from services.housing.store.support import list_supports
from tests.builders.housing_relocation import a_place, a_settled_household
from tests.builders.housing_renovation import COUNTY_OFFICER, on

FORM = EndRelocation(on=date(2021, 9, 20), why="后续扶持和回访均已办结")


async def test_a_file_is_closed_when_everything_was_followed(session):
    moved = await a_settled_household(session, await a_place(session), has_house=False)
    with pytest.raises(NotAllFollowed) as told:
        await close_relocation(session, moved.id, FORM, by=COUNTY_OFFICER, at=on("2021-09-20"))
    assert told.value.facts["left"] == ["子女转学", "户籍和社会保障接续", "就业帮扶", "回访（还有3次）"]

    for support in await list_supports(session, moved.id):
        done = AnswerSupport(on=date(2020, 10, 1), is_done=True, says="已办到")
        await answer_support(session, support.id, done, by=COUNTY_OFFICER, at=on("2020-10-01"))
    for day in ("2020-12-15", "2021-03-15", "2021-09-15"):
        seen = CheckHousehold(on=date.fromisoformat(day), is_well=True, says="稳定居住")
        await check_household(session, moved.id, seen, by=COUNTY_OFFICER, at=on(day))

    closed = await close_relocation(session, moved.id, FORM, by=COUNTY_OFFICER, at=on("2021-09-20"))
    assert (closed.state, closed.ended_on) == (RelocationState.CLOSED, date(2021, 9, 20))
