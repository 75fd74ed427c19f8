"""What the open data is made of: projects whose contracts went through everything that can happen, and payments to households."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.contract.amend_contract import amend_contract
from services.funds.operations.contract.ask_supplier_payment import ask_supplier_payment
from services.funds.operations.contract.settle_supplier_payment import settle_supplier_payment
from services.funds.operations.contract.sign_contract import sign_contract
from services.funds.operations.distribution.approve_plan import approve_plan
from services.funds.operations.loan.publish_loans import publish_loans
from services.funds.operations.project.abandon_project import abandon_project
from services.funds.operations.shown_renovation.show_progress import show_progress
from services.funds.operations.work.inspect_project import inspect_project
from services.funds.rules.contract import PayState
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.distribution import PlanState
from services.funds.rules.payment import PaymentMethod, PaymentState
from services.funds.rules.project import ProjectState
from services.funds.rules.transfer import About
from services.funds.schemas.contract import AmendContract
from services.funds.schemas.project import AbandonProject
from services.funds.tables import Disclosure, Payment, Project, ProjectContract
from shared.ids import uuid7
from shared.regions import name_of
from tests.builders.funds import DETECTED_AT, TOWN, a_filled_reserve
from tests.builders.funds_assets import COUNTY_CHIEF, ON, a_household, a_plan, an_income
from tests.builders.funds_donations import a_fund, given, to_school, used
from tests.builders.funds_grants import asked_back, first_aid, given_back
from tests.builders.funds_loans import a_fund as a_guarantee_fund
from tests.builders.funds_loans import lent
from tests.builders.funds_projects import (
    CHECKER,
    CLERK,
    a_contract,
    a_contract_form,
    a_payment_form,
    a_planned_project,
    a_report,
    an_inspection,
    day,
    on,
    papers_of,
)
from tests.builders.funds_shown_houses import a_step

TRADER, TRADER_CODE = "罗庄区孙玉兰建材经营部", "92371311MA3C4R5T6D"
"""A person in trade, whose shop bears her name."""


async def paid(session: AsyncSession, contract: ProjectContract, yuan: str, kind: str, now: int) -> UUID:
    """A payment to the supplier, asked for by one person and paid by another."""
    payment = await ask_supplier_payment(session, contract.id, a_payment_form(yuan, kind), by=CLERK, at=day(now))
    await settle_supplier_payment(session, payment.id, PayState.PAID, by=CHECKER, at=day(now))
    return payment.id


async def a_finished_project(session: AsyncSession) -> tuple[Project, ProjectContract]:
    """Two contracts, the second with a person in trade; the first amended, paid twice, one payment back; then accepted."""
    project, contract, now = await a_contract(session)
    form = a_contract_form(now, title="大棚材料采购合同", supplier=TRADER, supplier_code=TRADER_CODE, method="direct", bidders=1)
    form = form.model_copy(update={"amount_fen": 40_000_00, "tender_opened_on": None, "tender_closed_on": None})
    second = await sign_contract(session, project.id, form, by=CLERK, at=day(now))
    more = AmendContract.model_validate(
        {"signed_on": on(now), "amount_yuan": "520000.00", "ends_on": on(now + 110), "reason": "村民张大爷家门前增加排水沟"}
    )
    await amend_contract(session, contract.id, more, by=CLERK, at=day(now))
    await paid(session, contract, "100000.00", "advance", now)
    await paid(session, second, "5000.50", "advance", now)
    wrong = await paid(session, contract, "20000.00", "advance", now + 1)
    await settle_supplier_payment(session, wrong, PayState.RETURNED, why="发票作废", by=CHECKER, at=day(now + 2))
    await a_report(session, project, 100, now + 3)
    assert project.state is ProjectState.COMPLETED
    papers = await papers_of(session, project, "acceptance")
    await inspect_project(
        session, project.id, an_inspection("acceptance", now + 4, paper_ids=papers), by=CHECKER, at=day(now + 4)
    )
    return project, contract


async def an_abandoned_project(session: AsyncSession) -> Project:
    """Planned, and given up before a contract was signed."""
    project, now = await a_planned_project(session)
    return await abandon_project(session, project.id, AbandonProject(reason="地块调整，不再建设"), by=CLERK, at=day(now))


async def a_county_with_open_books(session: AsyncSession) -> None:
    """A row at least in every open table."""
    await a_finished_project(session)
    fund = await a_fund(session)
    await given(session, fund, 500_00, earmark_kind="school", earmark="罗庄一中")
    await used(session, to_school(fund, 200_00))
    await an_income(session)
    plan = await a_plan(session, a_household(household=1))
    await approve_plan(session, plan.id, by=COUNTY_CHIEF, on=ON)
    plan.state, plan.paid_on = PlanState.PAID, ON  # its notice would have to stand first
    session.add(plan)
    a_household_paid(session)
    await a_lending_county(session)
    await show_progress(session, a_step())
    await session.flush()


async def a_lending_county(session: AsyncSession) -> None:
    """A fund, one loan that the public read of, first aid paid, and one grant given back."""
    await a_guarantee_fund(session)
    loan = await lent(session)
    assert await publish_loans(session, on=date(2020, 6, 1)) == 1
    assert loan.disclosed_id
    await a_filled_reserve(session)
    order = await asked_back(session, await first_aid(session))
    await given_back(session, order, "100.00")


def a_household_paid(
    session: AsyncSession,
    *,
    household: UUID | None = None,
    region: str = TOWN,
    programme: str = "农村危房改造",
    amount_fen: int = 14_000_00,
    at: datetime = DETECTED_AT,
    about: About = About.HOUSING,
) -> Disclosure:
    """A public entry of a payment to a household, and the payment behind it, which the public never sees."""
    entry = public_entry(
        id=uuid7(),
        kind=DisclosureKind.EMERGENCY_GRANT if programme == "急难救助" else DisclosureKind.PAYMENT,
        region=region,
        region_name=name_of(region),
        amount_fen=amount_fen,
        reason="农村危房改造补助",
        clause="鲁建村字〔2020〕1号第三条",
        published_on=at.date(),
        programme=programme,
        year=at.year,
    )
    session.add(disclosure := Disclosure.of(entry))
    session.add(
        Payment(
            about=about,
            about_id=uuid4(),
            household_id=household or uuid4(),
            region=f"{region}001",
            amount_fen=amount_fen,
            method=PaymentMethod.CARD,
            state=PaymentState.SENT,
            disclosure_id=disclosure.id,
            asked_at=at,
        )
    )
    return disclosure
