"""The chain of reviews: in order, by whoever decides, with papers and a quorum; and what becomes of a project by it."""

import pytest

from services.funds.operations.project.approve_project import approve_project
from services.funds.operations.project.submit_project import submit_project
from services.funds.operations.review.decide_step import decide_step
from services.funds.rules.notice import NoticeMissing, NoticeStillStands
from services.funds.rules.project import ProjectState
from services.funds.rules.review import (
    CommitteeOfAnotherPlace,
    NoQuorum,
    NotThisStepYet,
    PapersMissing,
    StepOfAnotherKind,
    StepOfAnotherLevel,
    StepsRemain,
)
from services.funds.schemas.project import ApproveProject
from services.funds.schemas.review import CloseNotice, DecideStep
from services.funds.store.disclosure import list_entries
from services.funds.store.project import list_events
from services.funds.store.review import find_next_step, list_steps, list_votes
from shared.events.funds import DisclosurePublished
from tests.builders.funds import COUNTY, OTHER_TOWN, TOWN
from tests.builders.funds_projects import (
    CHECKER,
    CLERK,
    TOWN_CLERK,
    a_submitted_project,
    a_vote,
    an_assembly,
    day,
    on,
    papers_of,
    pass_steps,
    post_notice,
)


async def test_an_assembly_without_minutes_does_not_pass_a_project(session):
    project = await a_submitted_project(session)

    with pytest.raises(PapersMissing):
        await decide_step(session, project.id, "village-assembly", an_assembly(), by=TOWN_CLERK, at=day(1))

    form = an_assembly(paper_ids=await papers_of(session, project, "minutes"))
    await decide_step(session, project.id, "village-assembly", form, by=TOWN_CLERK, at=day(1))
    assert (project.state, project.due_for) == (ProjectState.IN_REVIEW, "村级公示（一公示）")


async def test_an_assembly_of_too_few_decides_nothing(session):
    project = await a_submitted_project(session)
    form = an_assembly(present=20, in_favour=20, against=0, abstained=0)
    with pytest.raises(NoQuorum):
        await decide_step(session, project.id, "village-assembly", form, by=TOWN_CLERK, at=day(1))


async def test_a_lost_vote_sends_the_project_back_and_it_begins_anew_when_it_is_handed_in_again(session):
    project = await a_submitted_project(session)
    await pass_steps(session, project, until="town-council")
    form = await a_vote(session, project, TOWN, on(14), "for", "against", "against")

    await decide_step(session, project.id, "town-council", form, by=TOWN_CLERK, at=day(14))

    assert (project.state, project.due_on) == (ProjectState.SENT_BACK, None)
    await submit_project(session, project.id, by=TOWN_CLERK, at=day(15))
    following = await find_next_step(session, project)
    assert (project.round, following.code) == (2, "village-assembly")
    votes = await list_votes(session, [step.id for step in await list_steps(session, project.id)])
    assert sorted(vote.ballot for vote in votes) == ["against", "against", "for"]


async def test_who_has_an_interest_is_excused_and_not_counted(session):
    project = await a_submitted_project(session)
    await pass_steps(session, project, until="town-council")
    form = await a_vote(session, project, TOWN, on(14), "for", "for", "excused", "excused", "excused")

    await decide_step(session, project.id, "town-council", form, by=TOWN_CLERK, at=day(14))

    council = (await list_steps(session, project.id))[-1]
    assert (council.outcome, council.entitled, council.in_favour) == ("passed", 2, 2)


async def test_a_committee_of_another_place_has_no_say(session):
    project = await a_submitted_project(session)
    await pass_steps(session, project, until="town-council")
    form = await a_vote(session, project, OTHER_TOWN, on(14), "for", "for", "for")
    with pytest.raises(CommitteeOfAnotherPlace):
        await decide_step(session, project.id, "town-council", form, by=CLERK, at=day(14))


async def test_a_notice_holds_the_chain_until_it_has_stood(session):
    project = await a_submitted_project(session)
    await pass_steps(session, project, until="village-notice")
    with pytest.raises(NoticeMissing):
        await decide_step(session, project.id, "village-notice", CloseNotice(), by=TOWN_CLERK, at=day(3))
    await post_notice(session, project, "village-notice", 3)
    with pytest.raises(NoticeStillStands):
        await decide_step(session, project.id, "village-notice", CloseNotice(), by=TOWN_CLERK, at=day(13))
    await decide_step(session, project.id, "village-notice", CloseNotice(), by=TOWN_CLERK, at=day(14))
    assert (await find_next_step(session, project)).code == "town-council"


@pytest.mark.parametrize(("notice", "after"), [("village-notice", "town-council"), ("town-notice", "county-committee")])
async def test_each_notice_of_the_chain_refuses_whatever_comes_after_it_until_it_has_stood(session, notice, after):
    project = await a_submitted_project(session)
    now = await pass_steps(session, project, until=notice)
    region = {"town-council": TOWN, "county-committee": COUNTY}[after]
    vote = await a_vote(session, project, region, on(now), "for", "for", "for")
    with pytest.raises(NotThisStepYet):
        await decide_step(session, project.id, after, vote, by=CLERK, at=day(now))
    with pytest.raises(NoticeMissing):
        await decide_step(session, project.id, notice, CloseNotice(), by=CLERK, at=day(now))
    await post_notice(session, project, notice, now)
    with pytest.raises(NoticeStillStands):
        await decide_step(session, project.id, notice, CloseNotice(), by=CLERK, at=day(now + 10))
    with pytest.raises(NotThisStepYet):
        await decide_step(session, project.id, after, vote, by=CLERK, at=day(now + 10))
    await decide_step(session, project.id, notice, CloseNotice(), by=CLERK, at=day(now + 11))
    await decide_step(session, project.id, after, vote, by=CLERK, at=day(now + 11))
    assert (await find_next_step(session, project)).code != after


async def test_the_last_notice_of_the_three_refuses_the_approval_until_it_has_stood(session):
    project = await a_submitted_project(session)
    now = await pass_steps(session, project, until="county-notice")
    approval = ApproveProject.model_validate({"approved_under": "罗政农字〔2020〕15号", "amount_yuan": "600000.00"})
    with pytest.raises(StepsRemain):
        await approve_project(session, project.id, approval, by=CHECKER, at=day(now))
    await post_notice(session, project, "county-notice", now)
    with pytest.raises(StepsRemain):
        await approve_project(session, project.id, approval, by=CHECKER, at=day(now + 10))
    await decide_step(session, project.id, "county-notice", CloseNotice(), by=CLERK, at=day(now + 11))
    await approve_project(session, project.id, approval, by=CHECKER, at=day(now + 11))
    assert project.state is ProjectState.APPROVED


async def test_steps_are_done_in_their_order_in_their_way_and_at_their_level(session):
    project = await a_submitted_project(session)
    with pytest.raises(NotThisStepYet):
        await decide_step(session, project.id, "town-notice", CloseNotice(), by=CLERK, at=day(1))
    with pytest.raises(StepOfAnotherKind):
        await decide_step(session, project.id, "village-assembly", CloseNotice(), by=CLERK, at=day(1))
    await pass_steps(session, project, until="county-committee")
    form = await a_vote(session, project, COUNTY, on(26), "for", "for", "for")
    with pytest.raises(StepOfAnotherLevel):
        await decide_step(session, project.id, "county-committee", form, by=TOWN_CLERK, at=day(26))


async def test_the_committees_vote_enters_the_project_into_the_library_and_the_public_is_told(session, emitted):
    project = await a_submitted_project(session)

    await pass_steps(session, project, until="joint-check")

    assert project.state is ProjectState.IN_LIBRARY
    [entry] = await list_entries(session, town=None, after=None, limit=10)
    assert (entry.kind, entry.region, entry.amount_fen) == ("project", TOWN, 600_000_00)
    assert project.number in entry.canonical and "王建国" not in entry.canonical
    assert any(isinstance(event, DisclosurePublished) for event in await emitted(session))
    acts = [event.act.value for event in await list_events(session, project.id)]
    assert acts[:2] == ["proposed", "submitted"] and acts[-1] == "entered"


async def test_an_office_sends_a_project_back_while_its_notice_stands(session):
    project = await a_submitted_project(session)
    await pass_steps(session, project, until="town-notice")
    form = DecideStep(outcome="rejected", held_on=on(14), said="选址占用耕地")
    await decide_step(session, project.id, "town-notice", form, by=TOWN_CLERK, at=day(14))
    assert project.state is ProjectState.REJECTED
