"""Approval comes after the whole chain, from another person, within what was planned, and in public."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.funds.operations.project.approve_project import approve_project
from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.rules.disclosure import PublicEntry
from services.funds.rules.effect import Effect
from services.funds.rules.project import ProjectState
from services.funds.rules.project_funding import LineNotForProjects, SourceWithoutRoom
from services.funds.rules.proposal import AboveWhatWasPlanned
from services.funds.rules.review import StepsRemain
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.project import ApproveProject
from services.funds.store.budget_line import get_counted, get_line
from services.funds.store.disclosure import list_entries
from services.funds.store.project_funding import list_funding, list_project_sources
from services.funds.tables import BudgetLine, Project
from shared import database
from tests.builders.funds import COUNTY, TOWN
from tests.builders.funds_budget import a_line
from tests.builders.funds_projects import CHECKER, TOWN_CLERK, a_submitted_project, day, pass_steps


def an_approval(amount_yuan: str = "600000.00", *lines: BudgetLine) -> ApproveProject:
    told = {"approved_under": "罗政农字〔2020〕15号", "amount_yuan": amount_yuan, "lines": [line.number for line in lines]}
    return ApproveProject.model_validate(told)


async def passed(session) -> tuple[Project, int]:
    project = await a_submitted_project(session)
    return project, await pass_steps(session, project)


async def a_works_line(session, source: Source, amount_fen: int, **more) -> BudgetLine:
    return await a_line(session, amount_fen, programme="industry", use="works", title="产业项目", source=source, **more)


async def approved(session, project, form, now):
    return await approve_project(session, project.id, form, by=CHECKER, at=day(now))


async def test_a_project_is_approved_once_its_chain_is_passed(session):
    project = await a_submitted_project(session)
    await pass_steps(session, project, until="joint-check")
    with pytest.raises(StepsRemain):
        await approve_project(session, project.id, an_approval(), by=CHECKER, at=day(40))
    now = await pass_steps(session, project) + 40
    with pytest.raises(SamePerson):
        await approve_project(session, project.id, an_approval(), by=TOWN_CLERK, at=day(now))
    with pytest.raises(AboveWhatWasPlanned):
        await approve_project(session, project.id, an_approval("600000.01"), by=CHECKER, at=day(now))
    await approve_project(session, project.id, an_approval("550000.00"), by=CHECKER, at=day(now))
    assert (project.state, project.approved_fen) == (ProjectState.APPROVED, 550_000_00)
    entry = (await list_entries(session, town=None, after=None, limit=10))[0]
    assert (entry.amount_fen, "罗政农字〔2020〕15号" in entry.canonical) == (550_000_00, True)
    assert [row.approved_fen for row in await list_project_sources(session, project.id)] == [275_000_00, 275_000_00]


async def test_one_approval_draws_each_sources_part_on_its_lines_and_the_public_reads_of_each(session, emitted):
    central = await a_works_line(session, Source.CENTRAL, 400_000_00)
    province = await a_works_line(session, Source.PROVINCE, 200_000_00)
    more = await a_works_line(session, Source.PROVINCE, 200_000_00)
    project, now = await passed(session)

    await approved(session, project, an_approval("500000.01", central, province, more), now)
    await session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))

    funded = await list_funding(session, project.id)
    assert [(one.source, one.from_line, one.amount_fen, one.available_fen) for one in funded] == [
        (Source.CENTRAL, central.number, 250_000_01, 250_000_01),
        (Source.PROVINCE, province.number, 200_000_00, 200_000_00),
        (Source.PROVINCE, more.number, 50_000_00, 50_000_00),
    ]
    assert sum(one.amount_fen for one in funded) == project.approved_fen
    own = await get_line(session, funded[0].line)
    assert (own.project, own.title, own.source, own.use) == (project.number, project.title, Source.CENTRAL, "works")
    assert (await get_counted(session, central.number)).sums.available_fen == 149_999_99
    entries = [PublicEntry.read(one.canonical) for one in await list_entries(session, town=None, after=None, limit=50)]
    told = [(one.source, one.amount_fen, one.line, one.line_to) for one in entries if one.effect == Effect.MOVED]
    assert sorted(told) == sorted((SOURCE_NAMES[one.source], one.amount_fen, one.from_line, one.line) for one in funded)
    assert {one.project for one in entries if one.effect == Effect.MOVED} == {project.number}
    assert [one.kind for one in await emitted(session)][-4:] == ["project", *["budget-changed"] * 3]


async def test_what_was_set_down_for_the_project_itself_stays_where_it_is(session):
    project, now = await passed(session)
    own = await a_works_line(session, Source.CENTRAL, 300_000_00, project=project.number)
    province = await a_works_line(session, Source.PROVINCE, 300_000_00)

    await approved(session, project, an_approval("600000.00", province, own), now)

    funded = await list_funding(session, project.id)
    assert [(one.line == own.number, one.from_line) for one in funded] == [(True, ""), (False, province.number)]


async def test_a_source_without_room_refuses_the_whole(session):
    central = await a_works_line(session, Source.CENTRAL, 300_000_00)
    province = await a_works_line(session, Source.PROVINCE, 299_999_99)
    project, now = await passed(session)

    with pytest.raises(SourceWithoutRoom) as refused:
        await approved(session, project, an_approval("600000.00", central, province), now)

    assert (refused.value.facts["source"], refused.value.facts["short_fen"]) == ("省级财政", 1)


async def test_two_projects_that_want_the_same_room_at_once_do_not_both_get_it(sessions, session):
    lines = [await a_works_line(session, source, 300_000_00) for source in (Source.CENTRAL, Source.PROVINCE)]
    one, now = await passed(session)
    other, _ = await passed(session)
    await session.commit()

    async def approve(project) -> str:
        try:
            async with database.transaction(sessions, database.the_platform("test", "test")) as own:
                await approved(own, project, an_approval("600000.00", *lines), now)
        except SourceWithoutRoom as refused:
            return refused.code
        return "approved"

    assert sorted(await asyncio.gather(approve(one), approve(other))) == ["approved", "source-without-room"]


async def test_the_database_lets_no_part_be_other_than_its_sum(session):
    project, now = await passed(session)
    await approved(session, project, an_approval("550000.00"), now)
    await session.execute(text("UPDATE project_source SET approved_fen = approved_fen - 1 WHERE source = 'central'"))

    with pytest.raises(IntegrityError, match="the parts of an approval are not its sum"):
        await session.commit()


async def test_what_was_set_down_to_a_town_builds_a_project_of_that_town_and_stays_the_towns(session):
    town = await a_works_line(session, Source.CENTRAL, 300_000_00, region=TOWN)
    province = await a_works_line(session, Source.PROVINCE, 300_000_00)
    project, now = await passed(session)

    await approved(session, project, an_approval("600000.00", town, province), now)

    funded = await list_funding(session, project.id)
    own = await get_line(session, funded[0].line)
    assert (funded[0].from_line, own.region, own.project, funded[0].available_fen) == (
        town.number,
        TOWN,
        project.number,
        300_000_00,
    )
    entries = [PublicEntry.read(one.canonical) for one in await list_entries(session, town=None, after=None, limit=50)]
    assert {one.line: one.region for one in entries if one.effect == Effect.MOVED} == {town.number: TOWN, province.number: COUNTY}


async def test_another_towns_line_builds_nothing_here(session):
    other = await a_works_line(session, Source.CENTRAL, 600_000_00, region="371311101")
    project, now = await passed(session)

    with pytest.raises(LineNotForProjects):
        await approved(session, project, an_approval("600000.00", other), now)
