"""Money promised for houses, as tests say it: eighteen thousand yuan, fourteen of the central budget and four of the county's."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.house_hold.hold_house_money import hold_house_money
from services.funds.operations.payment.check_payments import check_payments
from services.funds.operations.payment_request.take_matter import take_matter
from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.house_hold import HousePlan, Wanted
from services.funds.rules.matter import Matter
from services.funds.store.house_hold import list_parts, list_payments_of
from services.funds.store.payment import list_payments_about
from services.funds.tables import HouseHold, HouseholdMember, Payment
from shared.ids import uuid7
from shared.vault import hash_identity
from tests.builders.funds import COUNTY, VILLAGE
from tests.builders.funds_matter import ACCEPTER, a_matter
from tests.builders.funds_payments import (
    CASHIER,
    FIRST_OF_COUNTY,
    JULY_1,
    SECOND_OF_COUNTY,
    SIGNER,
    a_batch,
    a_line,
    a_member,
    a_payee,
    a_paying_account,
    answered,
    lines_of,
    sign,
    success,
)

CENTRAL = AccountKey(AccountKind.BUDGET_LINE, COUNTY, "B-371311-2020-0011", Source.CENTRAL, "housing", 2020)
COUNTYS = AccountKey(AccountKind.BUDGET_LINE, COUNTY, "B-371311-2020-0012", Source.COUNTY, "housing", 2020)
PROMISED = (Wanted(Source.CENTRAL, 1_400_000), Wanted(Source.COUNTY, 400_000))


async def lines(session: AsyncSession, central_fen: int = 10_000_000, county_fen: int = 10_000_000) -> None:
    """Both lines, with so much in them."""
    for key, amount in ((CENTRAL, central_fen), (COUNTYS, county_fen)):
        if amount:
            await a_line(session, amount, key=key)


def a_plan(member: HouseholdMember | None = None, **changed: Any) -> HousePlan:
    told = HousePlan(
        renovation_id=uuid7(),
        number="G-371311-2020-0001",
        plan=1,
        household_id=member.household_id if member else uuid7(),
        house_id=uuid7(),
        region=member.region if member else VILLAGE,
        programme="housing",
        year=2020,
        wanted=PROMISED,
        may_stand_in=True,
        asked_by=f"housing:{hash_identity(ACCEPTER)}",
        planned_on=date(2020, 6, 26),
    )
    return replace(told, **changed)


async def a_household(session: AsyncSession, count: int = 1) -> HouseholdMember:
    member = await a_member(session, count)
    await a_payee(session, member, count)
    return member


async def a_hold(session: AsyncSession, member: HouseholdMember | None = None, **changed: Any) -> HouseHold:
    plan = a_plan(member, **changed)
    hold = await hold_house_money(session, plan.renovation_id, plan, at=JULY_1)
    assert hold is not None
    return hold


def a_stage(hold: HouseHold, amount_fen: int, **changed: Any) -> Matter:
    """A stage of its money is due."""
    told = {
        "household_id": hold.household_id,
        "region": hold.region,
        "amount_fen": amount_fen,
        "thing_id": None,
        "renovation_id": hold.renovation_id,
        "clause": "农村危房改造，开工后拨付",
    }
    return replace(a_matter(), **told | changed)


async def asked_stage(session: AsyncSession, hold: HouseHold, amount_fen: int) -> list[Payment]:
    """Its payments, one a line."""
    matter = a_stage(hold, amount_fen)
    await take_matter(session, matter, at=JULY_1)
    return list(await list_payments_about(session, matter.about, matter.about_id))


async def paid_all(session: AsyncSession, hold: HouseHold) -> list[Payment]:
    """Everything that was asked for out of it is compared, signed for, sent, and with the household."""
    await check_payments(session, at=JULY_1)
    payments = [one for one in await list_payments_of(session, hold.id) if one.state == "asked"]
    for by in (SIGNER, FIRST_OF_COUNTY, SECOND_OF_COUNTY):
        await sign(session, payments, by)
    await a_paying_account(session)
    batch = await a_batch(session)
    await answered(session, "".join(success(line) for line in await lines_of(session, batch)))
    return payments


async def kept(session: AsyncSession, hold: HouseHold) -> dict[str, int]:
    """What is set aside for it, by line."""
    return {part.line: part.amount_fen for part in await list_parts(session, hold.id) if part.amount_fen}


__all__ = ["CASHIER", "CENTRAL", "COUNTYS"]
