from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.rules.budget_line import MoveKind, line_key
from services.funds.rules.contract import must_pay_for
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.effect import Effect
from services.funds.rules.number import Series
from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import Act, act_on
from services.funds.rules.project_deadline import due_after
from services.funds.rules.project_entry import project_entry
from services.funds.rules.project_funding import Drawn, Room, draw, must_be_for_project, must_still_have, part_by_source
from services.funds.rules.proposal import must_fit_plan
from services.funds.rules.public_text import PublicText
from services.funds.rules.review import must_be_through
from services.funds.rules.second_person import must_be_another
from services.funds.rules.transfer import About, Legs, Phase, Purpose
from services.funds.schemas.project import ApproveProject
from services.funds.store.budget_line import get_line
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.ledger import add_transfers, list_holdings, lock_accounts
from services.funds.store.number import take_numbers
from services.funds.store.paper import check_papers
from services.funds.store.project import add_event, known_as, lock_project
from services.funds.store.project_funding import list_project_sources
from services.funds.store.review import chain_of, list_passed, rules_of
from services.funds.tables import BudgetLine, BudgetMove, Disclosure, Project, ProjectFunding, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import county_of, name_of
from shared.security import Principal


async def approve_project(
    session: AsyncSession, project_id: UUID, form: ApproveProject, *, by: Principal, at: datetime
) -> Project:
    """Approve a project of the library, once its whole chain is passed, by another than who proposed it; the public is told.

    What is approved is parted among its sources. Where budget lines are named, each source's part is drawn on its lines there and
    then: it goes to lines of the project's own, which nothing else can spend, and the public reads of each.

    Raises NoSuchProject, PaperNotOfMatter, ProjectStateForbids, StepsRemain, SamePerson, AboveWhatWasPlanned, PUBLIC_TEXT_LAWS;
    NoSuchLine, LineOfAnotherProject, LineNotForProjects, LineOfOtherSource, SourceWithoutRoom, NoBudgetRule.
    """
    project = await lock_project(session, project_id)
    await check_papers(session, PaperAbout.PROJECT, project.id, form.paper_ids, pointer="/paper_ids")
    on = china(at).date()

    state = act_on(project.state, Act.APPROVED)
    must_be_through(chain_of(project), await list_passed(session, project))
    must_be_another(project.proposed_by, by.subject)
    must_fit_plan(form.amount_fen, planned_fen=project.planned_fen)
    clause = PublicText.of(form.approved_under, pointer="/approved_under").text
    due = due_after(state, rules_of(project), on, ends_on=project.ends_on, step=None)
    sources = {row.source: row for row in await list_project_sources(session, project.id)}
    planned = {source: row.amount_fen for source, row in sources.items()}
    parts = part_by_source(form.amount_fen, planned, rules_of(project).source_order.sources)

    project.state, (project.due_on, project.due_for) = state, due
    project.approved_by, project.approved_on = by.subject, on
    project.approved_under, project.approved_fen = form.approved_under, form.amount_fen
    for part in parts:
        sources[part.source].approved_fen = part.amount_fen
    add_event(
        session,
        project,
        Act.APPROVED,
        on=on,
        by=by,
        at=at,
        said=form.approved_under,
        amount_fen=form.amount_fen,
        paper_ids=form.paper_ids,
    )
    entry = project_entry(known_as(project), Act.APPROVED, id=uuid7(), amount_fen=form.amount_fen, clause=clause, on=on)
    disclosures = [Disclosure.of(entry)]
    if form.lines:
        lines = await _lines(session, project, form.lines, planned, on=on)
        held = await list_holdings(session, [line.account_id for line in lines.values()])
        rooms = [
            Room(number, line.source, bool(line.project), line.money_of_year, held[line.account_id].sums.available_fen)
            for number, line in lines.items()
        ]
        disclosures += await _fund(session, project, lines, draw(parts, rooms), clause, at=at)
    session.add_all(disclosures)
    await session.flush()
    await outbox.record(
        session,
        *(DisclosurePublished(entry_id=one.id, region=one.region, kind=one.kind, published_on=on) for one in disclosures),
    )
    return project


async def _lines(
    session: AsyncSession, project: Project, numbers: Sequence[str], planned: Mapping[Source, int], *, on: date
) -> dict[str, BudgetLine]:
    """The lines that are named, by number, each one that may pay for this project."""
    fee = get_budget_policy(county_of(project.region), on)[0].management_fee.use
    lines: dict[str, BudgetLine] = {}
    for position, number in enumerate(numbers):
        pointer = f"/lines/{position}"
        line = lines[number] = await get_line(session, number, pointer=pointer)
        must_pay_for(line.project, project.number)
        must_be_for_project(
            line.source,
            line.use,
            line_region=line.region,
            region=project.region,
            fee=fee,
            planned=planned,
            pointer=pointer,
        )
    return lines


async def _fund(
    session: AsyncSession, project: Project, lines: Mapping[str, BudgetLine], drawn: Sequence[Drawn], clause: str, *, at: datetime
) -> list[Disclosure]:
    """Take each part of its line: it goes to a line of the project's own, unless it lies in one already."""
    opened = {one.line: await _own_line(session, lines[one.line], project, at=at) for one in drawn if not lines[one.line].project}
    touched = [*(lines[one.line] for one in drawn), *opened.values()]
    holdings = await lock_accounts(session, *(line_key(line.region, line.number, line.bound) for line in touched))
    held = {line.number: holding for line, holding in zip(touched, holdings, strict=True)}

    must_still_have(drawn, {number: holding.sums.available_fen for number, holding in held.items()})
    legs = {
        one.line: transfer.move(held[one.line], held[opened[one.line].number], one.amount_fen)
        for one in drawn
        if one.line in opened
    }

    disclosures = []
    for one in drawn:
        line, own = lines[one.line], opened.get(one.line)
        moved = None
        if own is not None:
            own.account_id = held[own.number].account_id
            moved = await _move(session, project, line, own, one.amount_fen, legs[one.line], at=at)
            disclosures.append(_disclose(project, line, own, one.amount_fen, clause, on=china(at).date()))
        session.add(
            ProjectFunding(
                project_id=project.id,
                region=project.region,
                source=one.source,
                line_id=(own or line).id,
                from_line_id=line.id if own else None,
                transfer_id=moved.id if moved else None,
                amount_fen=one.amount_fen,
            )
        )
    return disclosures


async def _own_line(session: AsyncSession, line: BudgetLine, project: Project, *, at: datetime) -> BudgetLine:
    """A line of the project's own for money of this one: whose it is, what for and how old, it keeps."""
    [number] = await take_numbers(session, Series.BUDGET_LINE, line.county, line.year)
    kept = line.model_dump(exclude={"id", "number", "title", "project", "allocation_id", "carried_from_id", "opened_at"})
    return BudgetLine(**kept, id=uuid7(), number=number, title=project.title, project=project.number, opened_at=at)


async def _move(
    session: AsyncSession, project: Project, line: BudgetLine, own: BudgetLine, amount_fen: int, legs: Legs, *, at: datetime
) -> Transfer:
    moved = Transfer(
        phase=Phase.MOVED,
        purpose=Purpose.BUDGET,
        region=line.county,
        amount_fen=amount_fen,
        link_id=project.id,
        about=About.ALLOCATION,
        about_id=project.id,
        memo=f"项目批复：{project.number}",
        made_at=at,
    )
    session.add(own)
    await session.flush()  # a line stands before money comes to it
    await add_transfers(session, (moved, legs))
    for each, change_fen in ((line, -amount_fen), (own, amount_fen)):
        session.add(
            BudgetMove(
                line_id=each.id,
                region=each.region,
                kind=MoveKind.ADJUSTED,
                amount_fen=change_fen,
                transfer_id=moved.id,
                made_at=at,
            )
        )
    return moved


def _disclose(project: Project, line: BudgetLine, own: BudgetLine, amount_fen: int, clause: str, *, on: date) -> Disclosure:
    return Disclosure.of(
        public_entry(
            id=uuid7(),
            kind=DisclosureKind.BUDGET_CHANGED,
            region=line.region,
            region_name=name_of(line.region),
            subject=project.title,
            amount_fen=amount_fen,
            reason=f"项目批复，从{line.title}安排",
            clause=clause,
            published_on=on,
            source=SOURCE_NAMES[line.source],
            programme=line.programme_title,
            year=line.year,
            project=project.number,
            effect=Effect.MOVED,
            line=line.number,
            line_to=own.number,
        )
    )
