"""A place answers for itself; the narrowest answer around a village holds there, and older versions stay."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.alignment.answer_unity import answer_unity
from services.registry.rules.alignment import AnswerChangedMeanwhile, SeenInTheRegister, Unity
from services.registry.schemas.alignment import AnswerUnity
from services.registry.store.alignment import list_answers
from shared.database import Scope, set_scope
from tests.builders.plan import ON
from tests.builders.registry import LONGTAN


def a_form(**changed: object) -> AnswerUnity:
    said = {"region": "371311", "unity": Unity.POLICY, "is_met": True, "source": "区政府 2020 年 8 号文"}
    return AnswerUnity(**(said | changed))  # type: ignore[arg-type]


async def test_a_village_goes_by_the_narrowest_answer_around_it(session: AsyncSession) -> None:
    await answer_unity(session, a_form(region="3713", is_met=False), by="李", on=ON)
    await set_scope(session, Scope(by="村干部", role="village", region=LONGTAN, org="", why="test"))
    assert not (await list_answers(session, region=LONGTAN))[Unity.POLICY].is_met
    await set_scope(session, Scope(by="县干部", role="county", region="371311", org="", why="test"))
    await answer_unity(session, a_form(), by="李", on=ON)
    await answer_unity(session, a_form(replaces_version=1, source="区政府 2020 年 9 号文"), by="李", on=ON)
    held = (await list_answers(session, region=LONGTAN))[Unity.POLICY]
    assert (held.is_met, held.version, held.source) == (True, 2, "区政府 2020 年 9 号文")


async def test_nobody_answers_blindly_or_for_the_machine(session: AsyncSession) -> None:
    await answer_unity(session, a_form(), by="李", on=ON)
    with pytest.raises(AnswerChangedMeanwhile):
        await answer_unity(session, a_form(), by="李", on=ON)
    with pytest.raises(SeenInTheRegister):
        await answer_unity(session, a_form(unity=Unity.OBJECT), by="李", on=ON)
    with pytest.raises(DBAPIError, match="only ever added"):
        await session.execute(text("DELETE FROM alignment_answer"))
