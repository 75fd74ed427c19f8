"""A project of the year that a county lives through: from the library to its hand-over."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.contract.ask_supplier_payment import ask_supplier_payment
from services.funds.operations.contract.settle_supplier_payment import settle_supplier_payment
from services.funds.operations.contract.sign_contract import sign_contract
from services.funds.operations.project.approve_project import approve_project
from services.funds.operations.project.plan_project import plan_project
from services.funds.operations.work.inspect_project import inspect_project
from services.funds.rules.contract import PayState
from services.funds.rules.project import ProjectState
from services.funds.schemas.project import ApproveProject, PlanProject
from services.funds.store.project_funding import list_funding
from services.funds.tables import BudgetLine, Project
from tests.builders.funds_projects import (
    CHECKER,
    CLERK,
    a_contract_form,
    a_payment_form,
    a_report,
    a_submitted_project,
    an_inspection,
    day,
    papers_of,
    pass_steps,
)


async def build(session: AsyncSession, line: BudgetLine, province: BudgetLine) -> Project:
    """A project walks the chain, is approved half out of the centre's line and half out of the province's, is built and accepted;
    its supplier gets an advance, and the rest but the retention, out of the project's own lines."""
    project = await a_submitted_project(session)
    now = await pass_steps(session, project)
    told = {"approved_under": "罗政农字〔2020〕15号", "amount_yuan": "600000.00", "lines": [line.number, province.number]}
    await approve_project(session, project.id, ApproveProject.model_validate(told), by=CHECKER, at=day(now))
    central_own, province_own = [one.line for one in await list_funding(session, project.id)]
    await plan_project(session, project.id, PlanProject(year=2020), by=CLERK, at=day(now))
    contract = await sign_contract(session, project.id, a_contract_form(now), by=CLERK, at=day(now))

    async def pay(amount: str, kind: str, own: str) -> None:
        form = a_payment_form(amount, kind, own)
        asked = await ask_supplier_payment(session, contract.id, form, by=CLERK, at=day(now))
        await settle_supplier_payment(session, asked.id, PayState.PAID, by=CHECKER, at=day(now))

    await pay("100000.00", "advance", central_own)
    await a_report(session, project, 100, now + 1)
    form = an_inspection("acceptance", now + 2, paper_ids=await papers_of(session, project, "acceptance"))
    await inspect_project(session, project.id, form, by=CHECKER, at=day(now + 2))
    now += 3
    await pay("200000.00", "final", central_own)
    await pay("184999.99", "final", province_own)
    assert project.state is ProjectState.ACCEPTED
    return project
