"""Do the step whose turn it is: by an assembly's count, a committee's votes, an office's look, or a notice that stood."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import review as rules
from services.funds.rules.notice import NoticeAbout, Subject, must_have_stood
from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import Act, ProjectState, act_on
from services.funds.rules.project_deadline import NOTHING_DUE, due_after
from services.funds.rules.project_entry import project_entry
from services.funds.rules.project_policy import Step, StepKind
from services.funds.rules.review import Outcome, Tally
from services.funds.schemas.review import CloseNotice, DecideStep, RecordAssembly, RecordMeeting
from services.funds.store.notice import find_last_notice
from services.funds.store.paper import check_papers
from services.funds.store.project import add_event, known_as, lock_project
from services.funds.store.review import chain_of, find_step, get_committee, list_members, list_passed, rules_of
from services.funds.tables import Disclosure, Project, ProjectStep, ProjectVote
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.security import Principal

Form = RecordAssembly | RecordMeeting | DecideStep | CloseNotice

_KINDS: dict[type[Form], tuple[StepKind, ...]] = {
    RecordAssembly: (StepKind.ASSEMBLY,),
    RecordMeeting: (StepKind.COMMITTEE,),
    DecideStep: (StepKind.CHECK,),
    CloseNotice: (StepKind.NOTICE,),
}
_ACTS = {Outcome.PASSED: Act.STEP_PASSED, Outcome.SENT_BACK: Act.SENT_BACK, Outcome.REJECTED: Act.REJECTED}


async def decide_step(session: AsyncSession, project_id: UUID, code: str, form: Form, *, by: Principal, at: datetime) -> Project:
    """Passing the last step that the library asks for enters the project there, and the public is told.

    Raises NoSuchProject, ProjectStateForbids, NoSuchStep, NotThisStepYet, StepOfAnotherKind, StepOfAnotherLevel,
    PaperNotOfMatter, PapersMissing, and what the kind of the step refuses (rules.review, NOTICE_LAWS).
    """
    project = await lock_project(session, project_id)
    act_on(project.state, Act.STEP_PASSED)
    chain, passed = chain_of(project), await list_passed(session, project)
    on = china(at).date()
    # An office may send a project back at any step that is not a vote; a notice that stands is left standing then.
    kinds = _KINDS[type(form)] if not _sends_back(form) else (StepKind.CHECK, StepKind.NOTICE)
    step = rules.must_be_next(chain, passed, code, *kinds)
    rules.must_be_done_by(step, by.region)
    papers = await check_papers(session, PaperAbout.PROJECT, project.id, form.paper_ids, pointer="/paper_ids")

    done = await _judge(session, project, step, form, on=on)
    if done.outcome is Outcome.PASSED:
        rules.must_have_papers(step.papers, papers.values())
    act = _ACTS[done.outcome]
    state = act_on(project.state, act)
    passed |= {code} if done.outcome is Outcome.PASSED else set()
    enters = state is ProjectState.IN_REVIEW and rules.opens_library(chain, passed)
    state = act_on(state, Act.ENTERED) if enters else state
    following = rules.next_step(chain, passed)
    waits = state in {ProjectState.IN_REVIEW, ProjectState.IN_LIBRARY}
    due = due_after(state, rules_of(project), on, ends_on=project.ends_on, step=following) if waits else NOTHING_DUE

    row = await find_step(session, project, code) or ProjectStep(
        project_id=project.id,
        region=project.region,
        round=project.round,
        step=code,
        outcome=done.outcome,
        held_on=done.held_on,
        decided_by=by.subject,
        decided_at=at,
    )
    row.outcome, row.held_on, row.said, row.decided_by, row.decided_at = done.outcome, done.held_on, form.said, by.subject, at
    row.paper_ids, row.committee_id = list(map(str, form.paper_ids)), done.committee_id
    if done.tally:
        row.entitled, row.in_favour = done.tally.entitled, done.tally.in_favour
        row.against, row.abstained = done.tally.against, done.tally.abstained
    session.add(row)
    await session.flush()
    for member_id, ballot, reason in done.votes:
        vote = ProjectVote(step_id=row.id, member_id=UUID(member_id), region=project.region, ballot=ballot, reason=reason)
        session.add(vote)
    project.state, (project.due_on, project.due_for) = state, due
    said = "：".join(filter(None, (step.title, form.said)))
    add_event(session, project, act, on=done.held_on, by=by, at=at, said=said, about_id=row.id, paper_ids=form.paper_ids)
    await session.flush()
    if enters:
        await _enter(session, project, step, on=on, by=by, at=at)
    return project


@dataclass(frozen=True)
class _Done:
    """What came of a step."""

    outcome: Outcome
    held_on: date
    tally: Tally | None = None
    votes: tuple[tuple[str, rules.Ballot, str], ...] = ()
    committee_id: UUID | None = None


def _sends_back(form: Form) -> bool:
    return isinstance(form, DecideStep) and form.outcome != "passed"


async def _judge(session: AsyncSession, project: Project, step: Step, form: Form, *, on: date) -> _Done:
    match form:
        case RecordAssembly():
            rules.must_have_been_held(form.held_on, on=on)
            tally = rules.tally_by_count(
                entitled=form.entitled,
                present=form.present,
                in_favour=form.in_favour,
                against=form.against,
                abstained=form.abstained,
            )
            return _Done(_outcome(step, tally, form.if_not), form.held_on, tally)
        case RecordMeeting():
            rules.must_have_been_held(form.held_on, on=on)
            committee = await get_committee(session, form.committee_id)
            rules.must_be_committee_for(step, committee.region, project.region)
            members = [str(each.id) for each in await list_members(session, committee.id, on=form.held_on)]
            rules.must_sit(committee.formed_on, len(members), on=form.held_on)
            votes = tuple((str(vote.member_id), vote.ballot, vote.reason) for vote in form.votes)
            tally = rules.tally_by_name(members, votes)
            return _Done(_outcome(step, tally, form.if_not), form.held_on, tally, votes, committee.id)
        case DecideStep():
            rules.must_have_been_held(form.held_on, on=on)
            return _Done(Outcome(form.outcome), form.held_on)
        case CloseNotice():
            begun = await find_step(session, project, step.code)
            standing = await find_last_notice(session, Subject(NoticeAbout.PROJECT_STAGE, begun.id)) if begun else None
            must_have_stood(standing, on=on)
            return _Done(Outcome.PASSED, on)


def _outcome(step: Step, tally: Tally, if_not: str) -> Outcome:
    return Outcome.PASSED if rules.passes(step, tally) else Outcome(if_not)


async def _enter(session: AsyncSession, project: Project, step: Step, *, on: date, by: Principal, at: datetime) -> None:
    add_event(session, project, Act.ENTERED, on=on, by=by, at=at, said=project.number, amount_fen=project.planned_fen)
    clause = rules_of(project).source(step).spoken
    entry = project_entry(known_as(project), Act.ENTERED, id=uuid7(), amount_fen=project.planned_fen, clause=clause, on=on)
    session.add(disclosure := Disclosure.of(entry))
    await session.flush()
    await outbox.record(
        session, DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on)
    )
