"""What is done for a household whose last member's file is merged goes on with the household that stays, or ends with it."""

from collections.abc import Awaitable, Callable

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.hand_over_households import hand_over_households
from services.registry.operations.double.merge_persons import merge_persons
from services.registry.operations.double.undo_merge import undo_merge
from services.registry.operations.plan.draft_plan import draft_plan
from services.registry.operations.quality.look_over import look_over
from services.registry.rules.campaign import LeftWhy
from services.registry.schemas.assignment import HandOver
from services.registry.schemas.double import MergePersons, UndoMerge
from services.registry.store.assignment import list_assignments, list_held
from services.registry.store.plan import find_plan
from services.registry.tables import (
    CampaignTask,
    CreditRating,
    ListDifference,
    Person,
    PersonMerger,
    PlanMeasure,
    Problem,
    QualityFinding,
    Visit,
)
from shared.events import Event
from shared.events.registry import HelperAssigned, HouseholdChanged, PersonChanged, PersonEnrolled
from tests.builders.doubles import a_pair, two_files
from tests.builders.hanging import what_is_done_for, what_is_known_of
from tests.builders.registry_file import OFFICER, TODAY
from tests.builders.walking import COUNTY, a_helper, helped

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]
UNDO = UndoMerge(reason="查明是两个人")


async def merge(session: AsyncSession, keep: Person, other: Person) -> PersonMerger:
    pair = await a_pair(session, keep.id, other.id)
    form = MergePersons(keep_id=keep.id, reason="同一人")
    return await merge_persons(session, pair.id, form, by=OFFICER, on=TODAY)


async def test_helper_plan_problem_and_difference_go_on_with_the_household_that_stays(
    session: AsyncSession, emitted: Emitted
) -> None:
    (home, [one]), (left, [other]) = await two_files(session)
    helper = await what_is_done_for(session, other)
    await merge(session, one, other)

    held = await list_held(session, [home.id, left.id])
    assert {household_id: each.helper_id for household_id, each in held.items()} == {home.id: helper.id}
    assert [(each.since_on, each.until_on) for each in await list_assignments(session, left.id)] == [(TODAY, TODAY)]
    plan = await find_plan(session, home.id, TODAY.year)
    assert plan
    concerned = select(PlanMeasure.person_ids).where(PlanMeasure.plan_id == plan.id, PlanMeasure.measure == "small-loan")
    assert list(await session.exec(concerned)) == [[one.id]]
    assert list(await session.exec(select(Problem.household_id))) == [home.id]
    said = select(ListDifference.subject, ListDifference.person_id, ListDifference.household_id)
    subjects = {(str(one.id), one.id, home.id), (str(home.id), None, home.id)}
    assert {tuple(each) for each in await session.exec(said)} == subjects
    [told] = [each for each in await emitted(session) if isinstance(each, HelperAssigned) and each.household_id == home.id]
    assert (told.helper_id, told.former_helper_id, told.since_on) == (helper.id, None, TODAY)


async def test_visits_and_ratings_stay_readable_where_they_were_made_and_nobody_is_walked_to(session: AsyncSession) -> None:
    (home, [one]), (left, [other]) = await two_files(session)
    await what_is_done_for(session, other)
    await merge(session, one, other)
    assert list(await session.exec(select(Visit.household_id))) == [left.id]
    assert list(await session.exec(select(CreditRating.household_id))) == [left.id]
    tasks = await session.exec(select(CampaignTask.household_id, CampaignTask.left_why))
    assert dict(tasks.all()) == {home.id: None, left.id: LeftWhy.CANCELLED}


async def test_a_household_that_has_its_own_keeps_it_and_the_other_s_ends(session: AsyncSession, emitted: Emitted) -> None:
    (home, [one]), (left, [other]) = await two_files(session)
    await what_is_done_for(session, other)
    own = await a_helper(session, "李自家")
    await helped(session, own, [home], on=TODAY)
    plan = await draft_plan(session, home.id, TODAY.year, by="村干部", on=TODAY)
    await emitted(session)
    merger = await merge(session, one, other)

    held = await list_held(session, [home.id, left.id])
    assert {household_id: each.helper_id for household_id, each in held.items()} == {home.id: own.id}
    kept = await find_plan(session, home.id, TODAY.year)
    assert kept
    assert kept.id == plan.id
    assert await find_plan(session, left.id, TODAY.year)
    await undo_merge(session, merger.id, UNDO, by=OFFICER, on=TODAY)
    assert (await list_held(session, [home.id, left.id])).keys() == {home.id, left.id}


async def test_undone_a_helper_who_handed_over_since_is_not_taken_from_the_next(session: AsyncSession) -> None:
    (home, [one]), (left, [other]) = await two_files(session)
    helper, after = await what_is_done_for(session, other), await a_helper(session, "李接手")
    merger = await merge(session, one, other)
    form = HandOver(to=[after.id], household_ids=[home.id], reason="轮换责任人")
    await hand_over_households(session, helper.id, form, by=COUNTY, on=TODAY)
    await undo_merge(session, merger.id, UNDO, by=OFFICER, on=TODAY)
    held = await list_held(session, [home.id, left.id])
    assert {household_id: each.helper_id for household_id, each in held.items()} == {home.id: after.id, left.id: helper.id}


async def test_one_difference_of_a_rule_stands_once_of_one_human_being(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    await what_is_done_for(session, other)
    theirs = (await session.exec(select(ListDifference).where(ListDifference.person_id == other.id))).one()
    same = theirs.model_dump(exclude={"id", "subject", "person_id"})
    session.add(ListDifference(**same, subject=str(one.id), person_id=one.id))
    await session.flush()
    await merge(session, one, other)
    assert set(await session.exec(select(ListDifference.person_id))) == {one.id, other.id, None}


async def test_what_was_odd_about_the_second_file_is_gone_once_the_rules_have_heard(
    session: AsyncSession, emitted: Emitted
) -> None:
    (_, [one]), (left, [other]) = await two_files(session)
    await what_is_known_of(session, other)
    is_open = col(QualityFinding.gone_at).is_(None), QualityFinding.household_id == left.id
    assert list(await session.exec(select(QualityFinding).where(*is_open)))
    await emitted(session)
    await merge(session, one, other)
    told = await emitted(session)
    news = [each for each in told if isinstance(each, PersonEnrolled | PersonChanged | HouseholdChanged)]
    homes = {each.household_id for each in news} | {each.former_household_id for each in news if isinstance(each, PersonChanged)}
    await look_over(session, [each for each in homes if each], on=TODAY)
    assert not list(await session.exec(select(QualityFinding).where(*is_open)))
