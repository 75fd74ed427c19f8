"""What the rules find is written down once, goes on, and is closed; in the register of PostgreSQL."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.person.change_person import change_person
from services.registry.operations.person.move_member import move_member
from services.registry.operations.plan.draft_plan import draft_plan
from services.registry.operations.quality.accept_finding import accept_finding
from services.registry.operations.quality.look_over import look_over
from services.registry.rules.finding import Ending
from services.registry.rules.quality import Severity
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.fields import PersonFacts
from services.registry.schemas.move import ChangePerson, MoveMember
from services.registry.store.helped import list_uncovered
from services.registry.store.measure import get_gap_limits
from services.registry.tables import Household, Person, QualityFinding
from shared import rows
from shared.vault import seal
from tests.builders.quality import ON, a_sound_household, watched_since
from tests.builders.registry_file import JUNE_10, OFFICER, TODAY, WHY, a_file
from tests.builders.walking import a_helper, helped


async def findings(session: AsyncSession, *, is_open: bool = True) -> list[QualityFinding]:
    every = await session.exec(select(QualityFinding).execution_options(populate_existing=True))
    return [each for each in every if (each.gone_at is None) is is_open]


async def test_nothing_is_found_in_a_sound_household(session: AsyncSession) -> None:
    household, _ = await a_sound_household(session)
    told = await look_over(session, [household.id], on=ON)
    assert [each.rule for each in await findings(session)] == []
    assert (told.households, told.persons, told.found, told.gone) == (1, 2, 0, 0)


async def test_a_finding_names_rule_field_value_and_version_once(session: AsyncSession) -> None:
    household, [head, _] = await a_sound_household(session, head={"劳动技能": "无劳动力"})
    assert (await look_over(session, [household.id], on=ON)).found == 1
    assert (await look_over(session, [household.id], on=ON)).found == 0
    [found] = await findings(session)
    assert (found.rule, found.field, found.value) == ("healthy-without-labour", "劳动技能", "无劳动力")
    assert (found.household_id, found.person_id, found.region) == (household.id, head.id, household.region)
    assert (found.severity, found.found_revision) == (Severity.WARNING, 1)
    assert found.policy_version


async def test_a_secret_value_is_looked_at_and_shown_masked(session: AsyncSession) -> None:
    household, [head, _] = await a_sound_household(session)
    head.id_number_sealed = seal("371311197803180010")
    head.phone_sealed = seal("0539-8123456")
    await _save(session, head)
    await look_over(session, [household.id], on=ON)
    assert {each.rule: each.value for each in await findings(session)} == {
        "id-number-wrong": "3713**********0010",
        "member-phone-wrong": "0539****3456",
    }


async def test_a_change_closes_what_was_found_at_the_revision_that_mended_it(session: AsyncSession) -> None:
    household, [head, *_] = await a_file(session)
    await look_over(session, [household.id], on=TODAY)
    before = {(each.rule, each.person_id) for each in await findings(session)}
    assert ("health-missing", head.id) not in before
    unwell = ChangePerson(facts=PersonFacts(health=None), happened_on=JUNE_10, **WHY)
    await change_person(session, unwell, person_id=head.id, by=OFFICER, on=TODAY)
    await look_over(session, [household.id], on=TODAY)
    assert ("health-missing", head.id) in {(each.rule, each.person_id) for each in await findings(session)}
    well = ChangePerson(facts=PersonFacts(health=["健康"]), happened_on=JUNE_10 + timedelta(days=1), **WHY)
    await change_person(session, well, person_id=head.id, by=OFFICER, on=TODAY)
    await look_over(session, [household.id], on=TODAY)
    mended = [each for each in await findings(session, is_open=False) if each.rule == "health-missing"]
    assert [(each.ending, each.found_revision, each.gone_revision) for each in mended] == [(Ending.MENDED, 2, 3)]


async def test_what_was_accepted_comes_back_only_when_its_value_changes(session: AsyncSession) -> None:
    household, [head, _] = await a_sound_household(session, head={"劳动技能": "无劳动力"})
    await look_over(session, [household.id], on=ON)
    [found] = await findings(session)
    await accept_finding(session, found.id, reason="刚做完手术，暂不能劳动", by="town")
    assert (await look_over(session, [household.id], on=ON + timedelta(days=400))).found == 1  # last year's income, by then
    [same] = [each for each in await findings(session) if each.rule == found.rule]
    assert (same.id, same.accepted_by) == (found.id, "town")
    head.particulars = {**head.particulars, "劳动技能": "弱劳动力或半劳动力"}
    await _save(session, head)
    await look_over(session, [household.id], on=ON + timedelta(days=400))
    [anew] = [each for each in await findings(session) if each.rule == found.rule]
    assert (anew.id != found.id, anew.accepted_at, anew.value) == (True, None, "弱劳动力或半劳动力")
    assert [each.ending for each in await findings(session, is_open=False)] == [Ending.OTHERWISE]


async def test_time_alone_makes_a_finding(session: AsyncSession) -> None:
    household, _ = await a_sound_household(session)
    await look_over(session, [household.id], on=date(2058, 3, 17))
    assert "aged-as-labour" not in {each.rule for each in await findings(session)}
    await look_over(session, [household.id], on=date(2058, 3, 18))
    assert "aged-as-labour" in {each.rule for each in await findings(session)}


async def test_a_household_of_which_the_list_says_that_it_has_no_helper_is_found_until_it_has_one(session: AsyncSession) -> None:
    bare, _ = await a_sound_household(session, has_helper=False)
    helped_one, _ = await a_sound_household(session)
    await look_over(session, [bare.id, helped_one.id], on=ON)
    [found] = await findings(session)
    assert (found.rule, found.household_id, found.field, found.value) == ("no-helper", bare.id, "帮扶责任人", "应有而没有")
    listed = await list_uncovered(session, region="", on=ON, after=None, limit=9)
    assert [each.household_id for each in listed] == [bare.id]
    await helped(session, await a_helper(session), [bare], on=ON)
    await look_over(session, [bare.id], on=ON)
    assert [each.ending for each in await findings(session, is_open=False)] == [Ending.MENDED]


async def test_who_need_no_helper_are_not_asked_for_one(session: AsyncSession) -> None:
    household, people = await a_sound_household(session, has_helper=False)
    for person in people:
        person.classes = []
        await _save(session, person)
    await look_over(session, [household.id], on=ON)
    assert [each.rule for each in await findings(session)] == []


async def test_a_month_under_watch_without_a_measure_is_found_and_a_plan_mends_it(session: AsyncSession) -> None:
    household, _ = await a_sound_household(session)
    await watched_since(session, household, ON)
    month = timedelta(days=get_gap_limits(ON).without_measures_days)
    of_measures = "watched-without-measures"
    await look_over(session, [household.id], on=ON + month - timedelta(days=1))
    assert of_measures not in {each.rule for each in await findings(session)}
    await look_over(session, [household.id], on=ON + month)
    assert of_measures in {each.rule for each in await findings(session)}
    await draft_plan(session, household.id, ON.year, by="村干部 王", on=ON + month)
    await look_over(session, [household.id], on=ON + month)
    assert of_measures not in {each.rule for each in await findings(session)}


async def test_somebody_who_moves_takes_their_findings_along(session: AsyncSession) -> None:
    old, [_, spouse, _] = await a_file(session)
    new, _ = await a_file(session, 1, code="3713110000000002", first_sequence=31)
    spouse.particulars = {**spouse.particulars, "健康状况": ""}
    await _save(session, spouse)
    await look_over(session, [old.id, new.id], on=TODAY)
    [before] = [each for each in await findings(session) if each.rule == "health-missing"]
    form = MoveMember(household_id=new.id, relation="其他", happened_on=JUNE_10, relations=[], **WHY)
    await move_member(session, form, person_id=spouse.id, by=OFFICER, on=TODAY)
    await look_over(session, [old.id, new.id], on=TODAY)
    [after] = [each for each in await findings(session) if each.rule == "health-missing"]
    assert (after.id, after.household_id) == (before.id, new.id)


async def test_a_household_that_is_no_more_has_no_findings(session: AsyncSession) -> None:
    household, _ = await a_sound_household(session, standard="")
    await look_over(session, [household.id], on=ON)
    household.state = HouseholdState.CANCELLED
    await _save(session, household)
    await look_over(session, [household.id], on=ON)
    [gone] = await findings(session, is_open=False)
    assert (gone.rule, gone.ending, await findings(session)) == ("standard-missing", Ending.LEFT, [])


async def test_a_stranger_is_not_asked_for_what_nobody_can_know(session: AsyncSession) -> None:
    household = Household(region="371311001001", state=HouseholdState.PROVISIONAL, enrolled_on=ON)
    await rows.insert(session, household)
    assert (await look_over(session, [household.id, UUID(int=1)], on=ON)).households == 0
    assert await findings(session) == []


async def _save(session: AsyncSession, row: Household | Person) -> None:
    session.add(await session.merge(row))
    await session.flush()
