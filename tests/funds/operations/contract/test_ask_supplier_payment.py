"""What may be asked for: not ahead of the work, not above the contract, not without room in the line."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.funds.operations.contract.ask_supplier_payment import ask_supplier_payment
from services.funds.rules.account import Overdrawn, Source
from services.funds.rules.budget_line import NoSuchLine
from services.funds.rules.contract import AboveContract, LineOfAnotherProject, PaidAheadOfWork, RetentionNotDue
from services.funds.rules.project_funding import LineNotForProjects, LineOfOtherSource
from services.funds.store.ledger import lock_accounts
from tests.builders import funds_budget
from tests.builders.funds import TOWN
from tests.builders.funds_projects import (
    CLERK,
    a_contract,
    a_line,
    a_payment_form,
    a_report,
    an_accepted_project,
    an_asked_payment,
    day,
    line_key,
)


async def test_asking_sets_the_money_aside_in_the_line(session):
    await an_asked_payment(session)
    [line] = await lock_accounts(session, line_key())
    assert (line.sums.balance_fen, line.sums.available_fen) == (600_000_00, 500_000_00)


async def test_money_keeps_step_with_the_work(session):
    project, contract, now = await a_contract(session)

    async def ask(amount_yuan: str, kind: str = "progress", line: str = "B-371311-2020-0001"):
        form = a_payment_form(amount_yuan, kind, line)
        return await ask_supplier_payment(session, contract.id, form, by=CLERK, at=day(now))

    for amount, kind, law in [
        ("150000.01", "advance", PaidAheadOfWork),
        ("1.00", "progress", PaidAheadOfWork),
        ("500000.01", "final", AboveContract),
        ("1.00", "retention", RetentionNotDue),
    ]:
        with pytest.raises(law):
            await ask(amount, kind)
    await ask("150000.00", "advance")
    await a_report(session, project, 60, now)
    with pytest.raises(PaidAheadOfWork):
        await ask("150000.01")
    await ask("150000.00")
    with pytest.raises(NoSuchLine):
        await ask("1.00", line="B-371311-2020-9999")


async def test_the_retention_is_paid_after_the_warranty_and_not_before(session):
    _, contract, now = await an_accepted_project(session)
    with pytest.raises(PaidAheadOfWork):
        await ask_supplier_payment(session, contract.id, a_payment_form("485000.01", "final"), by=CLERK, at=day(now))
    await ask_supplier_payment(session, contract.id, a_payment_form("485000.00", "final"), by=CLERK, at=day(now))
    last = now - 1 + 365
    with pytest.raises(RetentionNotDue):
        await ask_supplier_payment(session, contract.id, a_payment_form("15000.00", "retention"), by=CLERK, at=day(last))
    await ask_supplier_payment(session, contract.id, a_payment_form("15000.00", "retention"), by=CLERK, at=day(last + 1))


async def test_a_line_without_room_pays_nothing(session):
    _, contract, now = await a_contract(session)
    short = await a_line(session, 1000_00)
    with pytest.raises(Overdrawn):
        form = a_payment_form("1000.01", "advance", short)
        await ask_supplier_payment(session, contract.id, form, by=CLERK, at=day(now))


async def test_a_line_of_another_project_pays_nothing_here(session):
    _, contract, now = await a_contract(session)
    others = await funds_budget.a_line(session, programme="industry", use="works", project="P-371311-2020-0099")

    with pytest.raises(LineOfAnotherProject):
        form = a_payment_form("1.00", "advance", others.number)
        await ask_supplier_payment(session, contract.id, form, by=CLERK, at=day(now))


@pytest.mark.parametrize(
    ("other", "law"),
    [
        ({"use": "household-aid"}, LineNotForProjects),
        ({"use": "management-fee"}, LineNotForProjects),
        ({"use": "works", "region": "371311101"}, LineNotForProjects),
        ({"use": "works", "source": Source.COUNTY}, LineOfOtherSource),
    ],
)
async def test_money_for_something_else_pays_no_supplier(session, other, law):
    _, contract, now = await a_contract(session)
    line = await funds_budget.a_line(session, 1000_00, programme="industry", **other)

    with pytest.raises(law):
        form = a_payment_form("1.00", "advance", line.number)
        await ask_supplier_payment(session, contract.id, form, by=CLERK, at=day(now))


async def test_a_line_of_the_projects_own_town_pays_its_supplier(session):
    _, contract, now = await a_contract(session)
    line = await funds_budget.a_line(session, 1000_00, programme="industry", use="works", region=TOWN)

    form = a_payment_form("1000.00", "advance", line.number)
    payment = await ask_supplier_payment(session, contract.id, form, by=CLERK, at=day(now))

    assert payment.account_id == line.account_id


async def test_nor_does_it_by_a_hand_in_the_database(session):
    _, payment, _ = await an_asked_payment(session)
    others = await funds_budget.a_line(session, programme="industry", use="works", project="P-371311-2020-0099")

    with pytest.raises(IntegrityError, match="another project"):
        await session.execute(
            text("UPDATE supplier_payment SET account_id = :line WHERE id = :id"), {"line": others.account_id, "id": payment.id}
        )
