"""A project on its way, as tests walk it: from a proposal through the whole chain to its hand-over."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.committee.add_member import add_member
from services.funds.operations.committee.form_committee import form_committee
from services.funds.operations.contract.ask_supplier_payment import ask_supplier_payment
from services.funds.operations.contract.sign_contract import sign_contract
from services.funds.operations.project.approve_project import approve_project
from services.funds.operations.project.plan_project import plan_project
from services.funds.operations.project.propose_project import propose_project
from services.funds.operations.project.submit_project import submit_project
from services.funds.operations.review.decide_step import decide_step
from services.funds.operations.review.open_step_notice import open_step_notice
from services.funds.operations.work.inspect_project import inspect_project
from services.funds.operations.work.report_progress import report_progress
from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import ProjectState
from services.funds.schemas.contract import AskSupplierPayment, SignContract
from services.funds.schemas.project import ApproveProject, PlanProject, ProposeProject
from services.funds.schemas.review import AddMember, CloseNotice, DecideStep, FormCommittee, RecordAssembly, RecordMeeting
from services.funds.schemas.work import HandOverProject, InspectProject, ReportProgress
from services.funds.store.notice import letterbox
from services.funds.store.review import find_next_step
from services.funds.tables import Project, ProjectContract, SupplierPayment
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, DETECTED_AT, VILLAGE
from tests.builders.funds_budget import a_line as a_budget_line
from tests.builders.funds_papers import a_paper

TOWN_CLERK = Principal("镇街经办", Role.TOWN, "371311001")
CLERK = Principal("县区经办", Role.COUNTY, COUNTY)
CHECKER = Principal("县区复核", Role.COUNTY, COUNTY)
LINE = "B-371311-2020-0001"
SUPPLIER_CODE = "91371300MA3C4R5T6J"
ABOUT = PaperAbout.PROJECT


def day(number: int) -> datetime:
    """So many days after the proposal."""
    return DETECTED_AT + timedelta(days=number)


def on(number: int) -> date:
    return day(number).date()


def a_proposal(**other: Any) -> ProposeProject:
    """Twelve greenhouses for 600,000 yuan, half from the centre and half from the province."""
    told: dict[str, Any] = {
        "region": VILLAGE,
        "kind": "industry",
        "title": "蔬菜大棚建设项目",
        "place": "村东南地块",
        "task": "新建冬暖式蔬菜大棚 12 座",
        "standard": "每座补助 50000 元",
        "sources": [
            {"source": "central", "amount_yuan": "300000.00"},
            {"source": "province", "amount_yuan": "300000.00"},
        ],
        "starts_on": "2020-08-01",
        "ends_on": "2020-12-31",
        "unit": "罗庄街道办事处",
        "responsible": "王建国",
        "mechanism": "大棚出租，租金用于帮扶和公益岗位",
        "households": 36,
        "persons": 88,
        "targets": [
            {"kind": "output", "title": "建成大棚", "unit": "座", "planned": "12", "weight": 60},
            {"kind": "satisfaction", "title": "群众满意度", "unit": "%", "planned": "90", "weight": 40},
        ],
    }
    return ProposeProject.model_validate(told | other)


async def a_project(session: AsyncSession, **other: Any) -> Project:
    return await propose_project(session, a_proposal(**other), by=TOWN_CLERK, at=day(0))


async def a_submitted_project(session: AsyncSession) -> Project:
    project = await a_project(session)
    return await submit_project(session, project.id, by=TOWN_CLERK, at=day(0))


async def papers_of(session: AsyncSession, project: Project, *kinds: str) -> list[UUID]:
    """Papers of these kinds in the project's file."""
    return [(await a_paper(session, ABOUT, project.id, kind=kind)).id for kind in kinds]


def an_assembly(**other: Any) -> RecordAssembly:
    told = {"held_on": on(1), "entitled": 36, "present": 30, "in_favour": 27, "against": 1, "abstained": 2}
    return RecordAssembly.model_validate(told | other)


async def a_committee(session: AsyncSession, region: str, members: int = 3) -> tuple[UUID, list[UUID]]:
    """A committee with its members, since the year began."""
    form = FormCommittee(region=region, title="评审委员会", formed_on=date(2020, 1, 1))
    committee = await form_committee(session, form, by=CLERK)
    seats = [AddMember(person=f"委员{number}", post="副局长", since_on=date(2020, 1, 1)) for number in range(members)]
    return committee.id, [(await add_member(session, committee.id, seat)).id for seat in seats]


async def a_vote(session: AsyncSession, project: Project, region: str, held_on: date, *ballots: str) -> RecordMeeting:
    """A committee's meeting, with one member for each ballot."""
    committee_id, members = await a_committee(session, region, len(ballots))
    votes = [
        {"member_id": member, "ballot": ballot, "reason": "与本人有关" if ballot in ("against", "excused") else ""}
        for member, ballot in zip(members, ballots, strict=True)
    ]
    paper_ids = await papers_of(session, project, "minutes", "appraisal")
    told = {"committee_id": committee_id, "held_on": held_on, "votes": votes, "paper_ids": paper_ids}
    return RecordMeeting.model_validate(told)


async def post_notice(session: AsyncSession, project: Project, code: str, opened: int) -> None:
    """Open a notice of the chain and have it on the board the same day."""
    row = await open_step_notice(session, project.id, code, by=CLERK, at=day(opened))
    assert row.notice_id
    notice = await letterbox.get_notice(session, row.notice_id)
    notice.begun_on = notice.opened_on
    session.add(notice)
    await session.flush()


async def pass_steps(session: AsyncSession, project: Project, *, until: str | None = None) -> int:
    """Pass the steps of the chain one after another, up to this one (not passed) or to the end; the day after the last."""
    now = 1
    while (step := await find_next_step(session, project)) and step.code != until:
        match step.kind.value:
            case "assembly":
                form: Any = an_assembly(held_on=on(now), paper_ids=await papers_of(session, project, "minutes"))
            case "committee":
                region = project.region[: {"town": 9, "county": 6}[step.level.value]]
                form = await a_vote(session, project, region, on(now), "for", "for", "for")
            case "check":
                paper_ids = await papers_of(session, project, "joint-opinion")
                form = DecideStep(outcome="passed", held_on=on(now), said="各部门无意见", paper_ids=paper_ids)
            case _:
                await post_notice(session, project, step.code, now)
                now, form = now + 11, CloseNotice()
        await decide_step(session, project.id, step.code, form, by=CLERK, at=day(now))
        now += 1
    return now


async def a_planned_project(session: AsyncSession) -> tuple[Project, int]:
    """Approved for 600,000 yuan and in the plan of 2020; and the day after."""
    project = await a_submitted_project(session)
    now = await pass_steps(session, project)
    approval = ApproveProject.model_validate({"approved_under": "罗政农字〔2020〕15号", "amount_yuan": "600000.00"})
    await approve_project(session, project.id, approval, by=CHECKER, at=day(now))
    await plan_project(session, project.id, PlanProject(year=2020), by=CLERK, at=day(now))
    return project, now + 1


def a_contract_form(signed: int, **other: Any) -> SignContract:
    told: dict[str, Any] = {
        "title": "蔬菜大棚工程施工合同",
        "supplier": "临沂建工有限公司",
        "supplier_code": SUPPLIER_CODE,
        "method": "open",
        "bidders": 5,
        "awarded_on": on(signed - 1),
        "signed_on": on(signed),
        "starts_on": on(signed),
        "ends_on": on(signed + 90),
        "amount_yuan": "500000.00",
        "retention_percent": "3",
        "warranty_days": 365,
    }
    return SignContract.model_validate(told | other)


async def a_contract(session: AsyncSession) -> tuple[Project, ProjectContract, int]:
    """A contract of 500,000 yuan, 3 per cent kept back for a year, and a budget line with 600,000 yuan; and the day after."""
    project, now = await a_planned_project(session)
    contract = await sign_contract(session, project.id, a_contract_form(now), by=CLERK, at=day(now))
    await a_line(session)
    return project, contract, now + 1


def line_key(holder: str = LINE) -> AccountKey:
    return AccountKey(AccountKind.BUDGET_LINE, COUNTY, holder, Source.CENTRAL, "industry", 2020)


async def a_line(session: AsyncSession, amount_fen: int = 600_000_00) -> str:
    """The number of a budget line with money in it."""
    return (await a_budget_line(session, amount_fen, programme="industry", use="works", title="产业扶贫项目")).number


async def a_report(session: AsyncSession, project: Project, percent: int, reported: int) -> Project:
    form = ReportProgress(reported_on=on(reported), percent=percent, said="进展正常")
    return await report_progress(session, project.id, form, by=TOWN_CLERK, at=day(reported))


def a_payment_form(amount_yuan: str, kind: str = "progress", line: str = LINE) -> AskSupplierPayment:
    told = {"kind": kind, "amount_yuan": amount_yuan, "line": line, "invoice": "0370019001"}
    return AskSupplierPayment.model_validate(told)


async def an_asked_payment(session: AsyncSession) -> tuple[Project, SupplierPayment, int]:
    """100,000 yuan of advance, asked for by the clerk."""
    project, contract, now = await a_contract(session)
    payment = await ask_supplier_payment(session, contract.id, a_payment_form("100000.00", "advance"), by=CLERK, at=day(now))
    return project, payment, now + 1


async def an_accepted_project(session: AsyncSession) -> tuple[Project, ProjectContract, int]:
    """Built and accepted; and the day after."""
    project, contract, now = await a_contract(session)
    await a_report(session, project, 100, now)
    assert project.state is ProjectState.COMPLETED
    form = an_inspection("acceptance", now + 1, paper_ids=await papers_of(session, project, "acceptance"))
    await inspect_project(session, project.id, form, by=CHECKER, at=day(now + 1))
    return project, contract, now + 2


def an_inspection(kind: str, held: int, **other: Any) -> InspectProject:
    told: dict[str, Any] = {"kind": kind, "held_on": on(held), "body": "联合检查组", "conclusion": "passed", "said": "符合要求"}
    return InspectProject.model_validate(told | other)


async def a_hand_over(session: AsyncSession, project: Project, handed: int) -> HandOverProject:
    """Twelve greenhouses for the village's cooperative, looked at every 90 days."""
    told = {
        "receiver": "村股份经济合作社",
        "handed_over_on": on(handed),
        "things": [{"title": "冬暖式蔬菜大棚", "quantity": 12, "unit": "座", "value_yuan": "500000.00"}],
        "duties": [{"title": "棚体和排水巡查", "keeper": "村股份经济合作社", "every_days": 90}],
        "paper_ids": await papers_of(session, project, "hand-over"),
    }
    return HandOverProject.model_validate(told)
