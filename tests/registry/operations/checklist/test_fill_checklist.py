"""A checklist on a real database: proper answers only, photos of this household, corrections beside what was said."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.checklist.fill_checklist import fill_checklist
from services.registry.operations.checklist.keep_draft import keep_draft
from services.registry.rules.assurance import Assurance, Finding
from services.registry.rules.checklist import NoSuchChecklist
from services.registry.rules.filling import (
    AmendedWithoutReason,
    AnsweredTwice,
    AnswersNotProper,
    FilledByTheRegister,
    FilledInTheFuture,
    FilledMeanwhile,
    NobodyAnswerable,
    NotAskedHere,
    OfAnotherSubject,
)
from services.registry.rules.paper import PaperNotOfHousehold
from services.registry.schemas.checklist import KeepDraft
from services.registry.store.filling import Subject, assurances_of, find_draft, find_newest
from services.registry.tables import ChecklistFilling
from shared.events import Event
from shared.events.registry import ChecklistFilled
from shared.security import OutsideRegion
from tests.builders.checklists import ASSURANCES, DEZHOU_VILLAGE, a_form, an_officer, answers, filled, photos
from tests.builders.judging import HUNAN_VILLAGE, SEPTEMBER_1, SHANDONG_VILLAGE, a_seated, on_the_day

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def test_answers_come_to_a_verdict_for_each_assurance_with_its_clause(session: AsyncSession, emitted: Emitted) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    filling = await filled(session, household, water={"value": "都没有", "reason": "机井干涸"}, water_report=None)
    assert {key: told["says"] for key, told in filling.verdicts.items()} == {
        "food": "unmet",
        "clothing": "met",
        "schooling": "not-concerned",
        "medical-care": "met",
        "housing": "met",
    }
    assert filling.verdicts["food"]["because"] == ["怎样饮水：都没有（机井干涸）"]
    assert "核查表" in filling.verdicts["housing"]["clause"]
    assert filling.missing == ["water"] and filling.filled_by == "驻村 李"
    [told] = [event for event in await emitted(session) if isinstance(event, ChecklistFilled)]
    assert (told.household_id, told.checklist, told.version, told.unmet) == (household.id, ASSURANCES, 1, ["food"])


async def test_a_no_without_a_reason_and_a_missing_photo_are_named_one_by_one(session: AsyncSession) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    few = (await photos(session, household))[:3]
    with pytest.raises(AnswersNotProper) as refused:
        await filled(session, household, papers=few, eats="否", house_report="去年", family_doctor=None)
    faults = {fault["question"]: fault["wrong"] for fault in refused.value.facts["faults"]}
    assert faults == {
        "eats": "回答“否”没有写明原因",
        "house-report": "回答不合要求",
        "family-doctor": "没有回答",
        "house-photos": "照片不足 4 张（外观、屋顶、内墙、外墙）",
    }
    assert list(await session.exec(select(ChecklistFilling))) == []


async def test_photos_of_another_household_prove_nothing(session: AsyncSession) -> None:
    household, other = await a_seated(session, SHANDONG_VILLAGE), await a_seated(session, SHANDONG_VILLAGE, first=101)
    with pytest.raises(PaperNotOfHousehold):
        await filled(session, household, papers=await photos(session, other))


async def test_what_the_household_does_not_call_for_is_not_answered(session: AsyncSession) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    with pytest.raises(NotAskedHere) as refused:
        await filled(session, household, made_safe="是")
    assert refused.value.facts["questions"] == ["made-safe"]


async def test_the_same_day_again_is_a_correction_that_says_why(session: AsyncSession) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    papers = await photos(session, household)
    first = await filled(session, household, papers=papers)
    with pytest.raises(FilledMeanwhile):
        await filled(session, household, papers=papers)
    by, told = an_officer(), answers(papers, dressed={"value": "否", "reason": "没有冬衣"})
    with on_the_day(SEPTEMBER_1):
        with pytest.raises(AmendedWithoutReason):
            form = a_form(told, replaces_version=1)
            await fill_checklist(session, form, checklist=ASSURANCES, household_id=household.id, by=by, on=SEPTEMBER_1)
        form = a_form(told, replaces_version=1, reason="复查时没有冬衣")
        second = await fill_checklist(session, form, checklist=ASSURANCES, household_id=household.id, by=by, on=SEPTEMBER_1)
    assert (first.version, second.version) == (1, 2)
    newest = await find_newest(session, Subject(household.region, household.id), ASSURANCES)
    assert newest is not None and newest.id == second.id
    with pytest.raises(DBAPIError, match="only ever added"):
        await session.execute(text("UPDATE checklist_filling SET missing = '{}'"))


@pytest.mark.parametrize("days", [1, -300])
async def test_a_day_to_come_or_before_the_list_is_refused(session: AsyncSession, days: int) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    papers, on = await photos(session, household), SEPTEMBER_1 + timedelta(days=days)
    with pytest.raises((FilledInTheFuture, NoSuchChecklist)):
        await fill_checklist(
            session, a_form(answers(papers), on), checklist=ASSURANCES, household_id=household.id, by=an_officer(), on=SEPTEMBER_1
        )


async def test_an_answer_given_twice_is_refused(session: AsyncSession) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    told = answers(await photos(session, household))
    with pytest.raises(AnsweredTwice) as refused:
        form = a_form([*told, told[0]])
        await fill_checklist(session, form, checklist=ASSURANCES, household_id=household.id, by=an_officer(), on=SEPTEMBER_1)
    assert refused.value.pointer == f"/answers/{len(told)}/question"


async def test_what_the_register_says_is_confirmed_by_a_person_before_it_counts(session: AsyncSession) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    household.particulars = {"危房等级": "B"}
    papers = await photos(session, household)
    told = [each | {"is_confirmed": each["question"] != "house-grade"} for each in answers(papers)]
    by = an_officer()
    with on_the_day(SEPTEMBER_1), pytest.raises(AnswersNotProper) as refused:
        await fill_checklist(session, a_form(told), checklist=ASSURANCES, household_id=household.id, by=by, on=SEPTEMBER_1)
    [fault] = refused.value.facts["faults"]
    assert fault["question"] == "house-grade" and "登记册“危房等级”" in fault["wrong"]
    filling = await filled(session, household, papers=papers)
    assert filling.answers["house-grade"]["source"] == "登记册“危房等级”"
    assert filling.answers["water"]["source"] == ""


async def test_a_list_is_filled_in_where_it_holds_for_whom_it_is_and_by_people(session: AsyncSession) -> None:
    hunan, here = await a_seated(session, HUNAN_VILLAGE), await a_seated(session, SHANDONG_VILLAGE, first=101)
    form = a_form([])
    with pytest.raises(NoSuchChecklist):
        by = an_officer(HUNAN_VILLAGE)
        await fill_checklist(session, form, checklist=ASSURANCES, household_id=hunan.id, by=by, on=SEPTEMBER_1)
    with pytest.raises(FilledByTheRegister):
        await fill_checklist(session, form, checklist="five-clears", household_id=here.id, by=an_officer(), on=SEPTEMBER_1)
    with pytest.raises(OfAnotherSubject):
        await fill_checklist(session, form, checklist=ASSURANCES, village=SHANDONG_VILLAGE, by=an_officer(), on=SEPTEMBER_1)
    with pytest.raises(OutsideRegion):
        by = an_officer("371311001002")
        await fill_checklist(session, form, checklist=ASSURANCES, household_id=here.id, by=by, on=SEPTEMBER_1)


async def test_a_village_s_file_says_who_answers_for_it(session: AsyncSession) -> None:
    by = an_officer(DEZHOU_VILLAGE)
    keys = (
        "road bus tap-water power broadband kindergarten clinic sports-ground environment culture-room office shop street-lights"
    )
    told = [{"question": key, "value": "是"} for key in [*keys.split(), "industry", "collective-income"]]
    told[1] |= {"value": "否", "reason": "村口桥限重"}
    with pytest.raises(NobodyAnswerable):
        await fill_checklist(session, a_form(told), checklist="village-file", village=DEZHOU_VILLAGE, by=by, on=SEPTEMBER_1)
    form = a_form(told, answerable="张三，村党支部书记")
    filling = await fill_checklist(session, form, checklist="village-file", village=DEZHOU_VILLAGE, by=by, on=SEPTEMBER_1)
    assert filling.household_id is None and filling.answerable == "张三，村党支部书记"
    assert {key: each["says"] for key, each in filling.verdicts.items()} == {"five-ways": "unmet", "ten-have": "met"}


async def test_handing_in_empties_the_draft(session: AsyncSession) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    papers = await photos(session, household)
    draft = KeepDraft.model_validate({"answers": answers(papers)[:3]})
    with on_the_day(SEPTEMBER_1):
        await keep_draft(session, draft, checklist=ASSURANCES, household_id=household.id, by=an_officer(), on=SEPTEMBER_1)
    await filled(session, household, papers=papers)
    kept = await find_draft(session, Subject(household.region, household.id), ASSURANCES)
    assert kept is not None and kept.answers == {}


async def test_the_newest_answers_settle_the_five_assurances_as_long_as_they_are_fresh(session: AsyncSession) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    papers = await photos(session, household)
    await filled(session, household, papers=papers, on=date(2020, 8, 1))
    await filled(session, household, papers=papers, dressed={"value": "否", "reason": "没有冬衣"})
    settled = await assurances_of(session, household.id, on=SEPTEMBER_1)
    assert settled is not None
    findings = {assurance: told.finding for assurance, told in settled.findings.items()}
    assert findings[Assurance.CLOTHING] is Finding.UNMET and findings[Assurance.SCHOOLING] is Finding.NOT_CONCERNED
    assert settled.findings[Assurance.CLOTHING].note.startswith("“两不愁三保障”核查表 2020-09-01 第 1 版：")
    before = await assurances_of(session, household.id, on=date(2020, 8, 31))
    assert before is not None and before.findings[Assurance.CLOTHING].finding is Finding.MET
    assert await assurances_of(session, household.id, on=date(2021, 9, 3)) is None
