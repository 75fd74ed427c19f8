"""A household typed in by hand: whole, once, and refused where it hurts."""

from datetime import date
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.operations.household.enter_household import NamedTwice, enter_household
from services.registry.rules.move import AlreadyAMember, NoHeadLeft
from services.registry.schemas.fields import HouseholdFacts, PersonFacts
from services.registry.schemas.move import EnterHousehold, NewMember
from services.registry.store.household import list_members
from shared.identity import InvalidIdNumber
from tests.builders.registry import LONGTAN
from tests.builders.registry_file import JUNE_10, OFFICER, TODAY, WHY, a_file

HEAD = NewMember(
    relation="户主",
    name="钱二",
    id_number=id_number(date(1970, 1, 1), 3),
    facts=PersonFacts(health=["长期慢性病", "残疾"], is_low_income="是", ethnic_group="回族", employer="某某公司"),
)
SON = NewMember(relation="之子", name="钱三", id_number=id_number(date(1995, 1, 1), 5))
FORM = EnterHousehold(village=LONGTAN, facts=HouseholdFacts(main_cause="因病"), members=[HEAD, SON], happened_on=JUNE_10, **WHY)


async def test_everything_that_was_typed_is_in_the_file(session: AsyncSession) -> None:
    household = await enter_household(session, FORM, by=OFFICER, on=TODAY)
    head, son = await list_members(session, [household.id])
    assert (head.particulars["健康状况"], head.classes, head.ethnic_group) == (
        "长期慢性病、残疾",
        ["enrolled", "low-income"],
        "03",
    )
    assert (son.relation, son.classes, household.causes) == ("之子", ["enrolled"], ["因病"])


@pytest.mark.parametrize(
    ("changed", "law", "pointer"),
    [
        ({"members": [SON]}, NoHeadLeft, "/members"),
        ({"members": [HEAD, HEAD]}, NamedTwice, "/members/1/id_number"),
        ({"members": [HEAD, SON.model_copy(update={"id_number": "123"})]}, InvalidIdNumber, "/members/1/id_number"),
        (
            {"members": [HEAD, SON.model_copy(update={"id_number": id_number(date(1970, 3, 18), 11)})]},
            AlreadyAMember,
            "/members/1/id_number",
        ),
    ],
)
async def test_what_does_not_fit_is_refused(
    session: AsyncSession, changed: dict[str, Any], law: type[Exception], pointer: str
) -> None:
    await a_file(session)
    with pytest.raises(law) as refused:
        await enter_household(session, FORM.model_copy(update=changed), by=OFFICER, on=TODAY)
    assert refused.value.pointer == pointer  # type: ignore[attr-defined]
