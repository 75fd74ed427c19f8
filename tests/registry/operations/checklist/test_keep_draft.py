"""A draft keeps whatever has been answered, by whoever goes on."""

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.checklist.keep_draft import keep_draft
from services.registry.rules.filling import FilledByTheRegister, NotAskedHere
from services.registry.rules.paper import PaperNotOfHousehold
from services.registry.schemas.checklist import KeepDraft
from services.registry.store.filling import Subject, answers_of, find_draft
from services.registry.tables import ChecklistDraft
from shared.ids import uuid7
from tests.builders.checklists import ASSURANCES, an_officer
from tests.builders.judging import SEPTEMBER_1, SHANDONG_VILLAGE, a_seated


def a_draft(*told: dict[str, object]) -> KeepDraft:
    return KeepDraft.model_validate({"answers": list(told)})


async def test_a_colleague_goes_on_with_it(session: AsyncSession) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    first, second = a_draft({"question": "eats", "value": "是"}), a_draft({"question": "dressed", "value": "否"})
    for form, who in ((first, "驻村 李"), (second, "驻村 王")):
        by = an_officer(who=who)
        await keep_draft(session, form, checklist=ASSURANCES, household_id=household.id, by=by, on=SEPTEMBER_1)
    kept = await find_draft(session, Subject(household.region, household.id), ASSURANCES)
    assert kept is not None and kept.kept_by == "驻村 王"
    assert {key: each.value for key, each in answers_of(kept.answers).items()} == {"dressed": "否"}
    assert len(list(await session.exec(select(ChecklistDraft)))) == 1


async def test_it_takes_no_other_questions_no_other_s_papers_and_no_list_of_the_register(session: AsyncSession) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    by, strange = an_officer(), {"question": "eats", "value": "是", "papers": [str(uuid7())]}
    for form, checklist, law in (
        (a_draft({"question": "nothing", "value": "是"}), ASSURANCES, NotAskedHere),
        (a_draft(strange), ASSURANCES, PaperNotOfHousehold),
        (a_draft(), "five-clears", FilledByTheRegister),
    ):
        with pytest.raises(law):
            await keep_draft(session, form, checklist=checklist, household_id=household.id, by=by, on=SEPTEMBER_1)
