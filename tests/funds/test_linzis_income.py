"""Linzi's published plants and ten million, the whole way: from a plant's month and a factory's rent to households' accounts.

临淄区“十三五”脱贫攻坚规划（临扶组字〔2017〕3号）: seven plants of 893 kW, half paid by the district and half by the towns, for
675 people; ten million yuan of the district that bring 7 % a year.
"""

from datetime import date, timedelta

from services.funds.operations.asset_income.record_generation import record_generation
from services.funds.operations.distribution.approve_plan import approve_plan
from services.funds.operations.distribution.pay_plan import pay_plan
from services.funds.operations.payment.check_payments import check_payments
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.payment import PaymentState
from services.funds.rules.transfer import About
from services.funds.schemas.asset_income import RecordGeneration
from services.funds.store.distribution import list_shares
from services.funds.store.ledger import lock_accounts
from services.funds.store.notice import list_notices_about
from services.funds.store.payment import list_payments_about
from shared.money import fen, yuan
from tests.builders.funds import TOWN, VILLAGE, balance_fen
from tests.builders.funds_assets import (
    COLLECTIVE,
    COUNTY_CHIEF,
    ON,
    TOWN_CLERK,
    a_contract,
    a_household,
    a_plan,
    an_asset,
    an_investment,
    dues_of,
    received,
)
from tests.builders.funds_notices import at_ten, proved, the_board_of
from tests.builders.funds_payments import (
    a_batch,
    a_member,
    a_payee,
    a_paying_account,
    answered,
    lines_of,
    sign,
    success,
)

KW = {
    "齐都镇": 180, "金岭回族镇": 30, "敬仲镇": 91, "凤凰镇": 50, "辛店街道": 180, "闻韶街道": 12, "稷下街道": 350,
}  # fmt: skip
PEOPLE, MEMBERS = 675, 3
KWH_OF_A_KW = 100
"""A month's, as plants of that part of Shandong make it; the price is the grid's of then. Neither is in the plan."""


async def the_plants_month(session) -> int:
    """May of all seven plants came in, each half the district's and half its town's; in fen."""
    total = 0
    for town, kw in KW.items():
        half = yuan(kw * 7_000 * 100 // 2)
        plant = await an_asset(
            session,
            title=f"{town}光伏电站",
            power_kw=kw,
            value_yuan=yuan(kw * 7_000 * 100),
            sources=[{"source": source, "year": 2017, "amount_yuan": half} for source in ("county", "town")],
        )
        month = RecordGeneration(
            month="2020-05", kwh=kw * KWH_OF_A_KW, price="0.3949", subsidy="0.42", payer="供电公司", due_on=date(2020, 6, 30)
        )
        await record_generation(session, plant.id, month, by=TOWN_CLERK, on=ON)
        [owed] = await dues_of(session, plant)
        total += (await received(session, owed.due.id, yuan(owed.due.amount_fen))).received_fen
    return total


async def test_the_plants_months_and_the_ten_million_reach_675_people_to_the_fen(session):
    sun_fen = await the_plants_month(session)
    assert (sum(KW.values()), sun_fen) == (893, fen("72770.57"))
    fund = await an_investment(session, "10000000.00")
    await a_contract(session, fund)
    rent_fen = (await received(session, (await dues_of(session, fund))[0].due.id, "700000.00")).received_fen
    income_fen = sun_fen + rent_fen

    member = await a_member(session, 1)
    await a_payee(session, member)
    others = [a_household(household=1, member=MEMBERS) for _ in range(PEOPLE // MEMBERS - 1)]
    plan = await a_plan(session, {**a_household(household=1, member=MEMBERS), "household_id": member.household_id}, *others)
    assert (plan.pool_fen, plan.households * MEMBERS) == (income_fen, PEOPLE)
    assert plan.collective_fen + sum(share.amount_fen for share in await list_shares(session, plan.id)) == income_fen

    await approve_plan(session, plan.id, by=COUNTY_CHIEF, on=ON)
    [notice] = await list_notices_about(session, Subject(NoticeAbout.DISTRIBUTION, plan.id))
    await proved(session, await the_board_of(session, notice), on=ON)
    paid_at = at_ten(ON + timedelta(days=11))
    await pay_plan(session, plan.id, by=COUNTY_CHIEF, at=paid_at)
    payments = await list_payments_about(session, About.DISTRIBUTION, plan.id)
    assert {payment.state for payment in payments} == {PaymentState.ASKED}
    assert sum(payment.amount_fen for payment in payments) == plan.households_fen
    [collective] = await lock_accounts(session, AccountKey(AccountKind.COLLECTIVE_PAID_OUT, VILLAGE, COLLECTIVE))
    assert collective.sums.balance_fen == plan.collective_fen

    await check_payments(session, at=paid_at)
    [mine] = [payment for payment in payments if payment.household_id == member.household_id]
    [judged] = await sign(session, [mine], at=paid_at)
    assert judged.is_approved
    await a_paying_account(session)
    [line] = await lines_of(session, await a_batch(session, at=paid_at))
    await answered(session, success(line), at=paid_at)

    await session.refresh(mine)
    assert (mine.state, mine.amount_fen) == (PaymentState.PAID, await _share_of(session, plan, member))
    assert await balance_fen(session, AccountKind.HOUSEHOLD_PAID_OUT, TOWN) == mine.amount_fen


async def _share_of(session, plan, member) -> int:
    [mine] = [share for share in await list_shares(session, plan.id) if share.household_id == member.household_id]
    return mine.amount_fen
