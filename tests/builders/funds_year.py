"""A year of a county, as its people live it: every kind of money in, down, out and sometimes back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.distribution.approve_plan import approve_plan
from services.funds.operations.distribution.pay_plan import pay_plan
from services.funds.operations.grant.pay_emergency_grant import pay_emergency_grant
from services.funds.operations.ledger.fill_reserve import fill_reserve
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.operations.payment.check_payments import check_payments
from services.funds.operations.payment.renew_payment import renew_payment
from services.funds.operations.payment_request.request_payments import request_payments
from services.funds.operations.period.close_period import close_period
from services.funds.rules.account import Source
from services.funds.rules.grant import GrantState, Need
from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.transfer import About
from services.funds.rules.year_end import Closed
from services.funds.schemas.ledger import FillReserve, ReverseTransfer
from services.funds.schemas.payment_request import RequestPayments
from services.funds.schemas.period import ClosePeriod
from services.funds.store.notice import list_notices_about
from services.funds.store.payment import list_payments_about
from services.funds.tables import BatchLine, BudgetLine, EmergencyGrant, HouseholdMember, Payment
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7
from shared.money import yuan
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER, DETECTED_AT, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, a_need
from tests.builders.funds_assets import COUNTY_CHIEF, ON, a_plan, an_income
from tests.builders.funds_budget import IN_MARCH, NEXT_JANUARY, a_draft, a_share, money_of, set_down, year_ended
from tests.builders.funds_donations import a_fund, a_use, given, to_school, used
from tests.builders.funds_loans_year import lend
from tests.builders.funds_notices import at_ten, proved, the_board_of
from tests.builders.funds_payments import (
    CLAUSE,
    FIRST_OF_COUNTY,
    JULY_1,
    SIGNER,
    a_batch,
    a_card,
    a_member,
    a_payee,
    a_paying_account,
    an_id,
    answered,
    failure,
    lines_of,
    sign,
    success,
)
from tests.builders.funds_works_year import build

DEPARTMENT = Principal("住建局系统", Role.DEPARTMENT, COUNTY, "housing")
FACTORS = [{"title": "建档立卡人口", "weight": "100"}]


@dataclass
class Year:
    """What a scenario has to remember: whom it named, so that the public can be searched for them."""

    members: list[HouseholdMember] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)
    """Ids, names, cards and identity numbers of households."""
    needs: list[Need] = field(default_factory=list)
    waited: int = 0
    """How many of the flood's grants had to wait for the reserve to be filled again."""
    closed: list[Closed] = field(default_factory=list)


def a_name(count: int) -> str:
    """Another name for each count, of two characters that no public text has."""
    return f"璩{chr(0x9F20 + count // 20)}{chr(0x9F40 + count % 20)}"


async def some_households(session: AsyncSession, year: Year, many: int) -> list[HouseholdMember]:
    """Households that have a card at the bank."""
    made = []
    for count in range(len(year.members) + 1, len(year.members) + many + 1):
        member = await a_member(session, count, village=VILLAGE if count % 3 else OTHER_VILLAGE)
        await _give_card(session, year, member, count)
        year.secrets |= {str(member.household_id), str(member.person_id), an_id(count), a_name(count)}
        made.append(member)
    year.members += made
    return made


async def _give_card(session: AsyncSession, year: Year, member: HouseholdMember, card: int) -> None:
    recorder = Principal("县区经办乙", Role.COUNTY, COUNTY)
    await a_payee(session, member, card, name=a_name(member.revision), by=recorder)
    year.secrets.add(a_card(card))


async def set_the_budget_down(session: AsyncSession) -> dict[str, list[BudgetLine]]:
    """Central money by factor for three projects, the province's in one block for houses, the county's for the reserves; and what
    is left of the year before, which is clawed back when the year ends."""
    await money_of(session, 50_000_00, source=Source.PROVINCE, year=2019, document="鲁财农〔2019〕88号")
    old = a_share(50_000_00, region=COUNTY, use="household-aid", title="2019年危房改造")
    await set_down(session, a_draft(old, amount_fen=50_000_00, programme="housing", source=Source.PROVINCE, year=2019))
    await year_ended(session, 2019, at=IN_MARCH)

    await money_of(session, 2_000_000_01, source=Source.CENTRAL, document="财农〔2020〕1号")
    await money_of(session, 3_000_000_00, source=Source.PROVINCE, programme="housing", document="鲁建村〔2020〕3号")
    await money_of(session, 4_000_000_00, source=Source.COUNTY, document="罗财预〔2020〕9号")
    await money_of(session, 1_000_000_00, source=Source.PROVINCE, document="鲁财农〔2020〕12号")
    works = [
        a_share(region=COUNTY, use="works", title=f"{place}蔬菜大棚", figures={"建档立卡人口": Decimal(people)})
        for place, people in (("甲村", 301), ("乙村", 299), ("丙村", 311))
    ]
    house = a_share(3_000_000_00, region=COUNTY, use="household-aid", title="农村危房改造补助")
    reserve = a_share(3_500_000_00, region=COUNTY, use="reserve", title="镇街备用金")
    fee = a_share(20_000_00, region=COUNTY, use="management-fee", title="项目管理费")
    province = {"programme": "housing", "pool_programme": "housing", "source": Source.PROVINCE}
    loans = a_share(300_000_00, region=COUNTY, use="interest", title="小额信贷贴息与风险补偿")
    county = {"programme": "emergency-aid", "source": Source.COUNTY}
    return {
        "works": await set_down(session, a_draft(*works, amount_fen=1_900_000_00, method="factor", factors=FACTORS)),
        "province": await set_down(
            session,
            a_draft(
                a_share(900_000_00, region=COUNTY, use="works", title="省级产业项目资金"),
                amount_fen=900_000_00,
                source=Source.PROVINCE,
            ),
        ),
        "fee": await set_down(session, a_draft(fee, amount_fen=20_000_00)),
        "houses": await set_down(session, a_draft(house, amount_fen=3_000_000_00, **province)),
        "reserve": await set_down(session, a_draft(reserve, amount_fen=3_500_000_00, **county)),
        "loans": await set_down(session, a_draft(loans, amount_fen=300_000_00, programme="loan-subsidy", source=Source.COUNTY)),
    }


async def fill(session: AsyncSession, line: BudgetLine, town: str, amount_fen: int, *, days: int = 0) -> None:
    form = FillReserve(
        town=town, amount_fen=yuan(amount_fen), memo="救助备用金", line=line.number, above_ceiling="汛期前一次备足全年"
    )
    await fill_reserve(session, form, by=COUNTY_OFFICER, at=DETECTED_AT + timedelta(days=days))


async def grant(session: AsyncSession, year: Year, many: int, *, days: int, trigger: Trigger, town: str = TOWN) -> list[Need]:
    """So many households fall into need on one day, and are paid as far as their town's reserve goes."""
    village = VILLAGE if town == TOWN else OTHER_VILLAGE
    needs = [a_need(village=village, trigger=trigger, burden_fen=900_000 + count % 60 * 1_111) for count in range(many)]
    year.needs += needs
    year.secrets |= {str(need.household_id) for need in needs} | {str(need.case_id) for need in needs}
    await pay_emergency_grant(session, needs, at=DETECTED_AT + timedelta(days=days))
    return needs


async def pay_those_who_waited(session: AsyncSession, needs: Sequence[Need], *, days: int) -> list[EmergencyGrant]:
    grants = await pay_emergency_grant(session, needs, at=DETECTED_AT + timedelta(days=days))
    return [one for one in grants if one is not None and one.state is GrantState.PAID]


async def ask_for_houses(session: AsyncSession, line: BudgetLine, members: Sequence[HouseholdMember]) -> list[Payment]:
    """The housing bureau's request for houses that were accepted, each with its own amount."""
    rows = [
        {"household_id": one.household_id, "region": one.region, "amount_yuan": yuan(1_400_000 + count * 7)}
        for count, one in enumerate(members)
    ]
    told: dict[str, Any] = {"about": "housing", "about_id": uuid7(), "title": "2020年农村危房改造补助", "clause": CLAUSE}
    form = RequestPayments.model_validate(told | {"rows": rows, "account_id": line.account_id})
    await request_payments(session, form, by=DEPARTMENT, at=JULY_1)
    return list(await list_payments_about(session, About.HOUSING, form.about_id))


async def use_a_donation(session: AsyncSession, members: Sequence[HouseholdMember]) -> list[Payment]:
    """Somebody gives 20,000 yuan: a part for households, a part for a school."""
    fund = await a_fund(session)
    await given(session, fund, 20_000_00)
    recipients = [{"household_id": str(one.household_id), "village": one.region, "amount_yuan": "1000.03"} for one in members]
    use = await used(session, a_use(fund, recipients=recipients))
    await used(session, to_school(fund, 3_000_00))
    return list(await list_payments_about(session, About.DONATION, use.id))


async def distribute_income(session: AsyncSession, members: Sequence[HouseholdMember]) -> list[Payment]:
    """Seven per cent of ten million came in; the plan stood its days on the board and is paid."""
    await an_income(session)
    households = [{"household_id": one.household_id, "region": VILLAGE, "factors": {"household": 1}} for one in members]
    plan = await a_plan(session, *households)
    await approve_plan(session, plan.id, by=COUNTY_CHIEF, on=ON)
    [notice] = await list_notices_about(session, Subject(NoticeAbout.DISTRIBUTION, plan.id))
    await proved(session, await the_board_of(session, notice), on=ON)
    await pay_plan(session, plan.id, by=COUNTY_CHIEF, at=at_ten(ON + timedelta(days=11)))
    return list(await list_payments_about(session, About.DISTRIBUTION, plan.id))


async def pay_through_the_bank(session: AsyncSession, year: Year, payments: Sequence[Payment]) -> None:
    """Signed for, sent, and answered; every fortieth comes back, is mended by one person, sent again by another, and paid."""
    while await check_payments(session, at=JULY_1):
        pass
    for signer in (SIGNER, FIRST_OF_COUNTY):
        await sign(session, [one for one in payments if one.approved_at is None], signer)
    await a_paying_account(session)
    lines = await lines_of(session, await a_batch(session))
    bad = list(lines[::40])
    await answered(session, "".join(failure(line) if line in bad else success(line) for line in lines))
    await _mend(session, year, payments, bad)
    again = await lines_of(session, await a_batch(session, at=JULY_1 + timedelta(days=7)))
    assert len(again) == len(bad) > 1
    await answered(session, "".join(map(success, again)), at=JULY_1 + timedelta(days=8))


async def _mend(session: AsyncSession, year: Year, payments: Sequence[Payment], bad: Sequence[BatchLine]) -> None:
    payment_of = {one.id: one for one in payments}
    member_of = {one.household_id: one for one in year.members}
    for count, line in enumerate(bad):
        payment = payment_of[line.payment_id]
        await _give_card(session, year, member_of[payment.household_id], 900 + count)
        await renew_payment(session, payment.id, by=SIGNER, at=JULY_1 + timedelta(days=7))


async def recover(session: AsyncSession, payment: Payment) -> None:
    """A payment to a household was wrong, and the money came back."""
    assert payment.transfer_id
    form = ReverseTransfer(reason="核查不符合条件，已追回")
    await reverse_transfer(session, payment.transfer_id, form, at=JULY_1 + timedelta(days=60))


async def close(session: AsyncSession, year: Year) -> None:
    """All months and the year, once its money was carried over and clawed back."""
    year.closed = await year_ended(session, 2020)
    for month in (*range(1, 13), 0):
        form = ClosePeriod(county=COUNTY, year=2020, month=month)
        await close_period(session, form, by=COUNTY_OFFICER, at=NEXT_JANUARY)


async def live_a_year(session: AsyncSession, *, houses: int, grants: int) -> Year:
    """The whole year, from the first money to the closed books."""
    year = Year()
    lines = await set_the_budget_down(session)
    [reserve] = lines["reserve"]
    households = await some_households(session, year, houses + 30)
    payments = await use_a_donation(session, households[houses : houses + 10])

    for town in (TOWN, OTHER_TOWN):
        await fill(session, reserve, town, grants * 600_00)
    for days, trigger in ((0, Trigger.ILLNESS), (20, Trigger.ACCIDENT)):
        for town in (TOWN, OTHER_TOWN):
            await grant(session, year, grants // 5, days=days, trigger=trigger, town=town)
    flooded = await grant(session, year, grants - 4 * (grants // 5), days=30, trigger=Trigger.DISASTER)
    waiting = select(EmergencyGrant).where(EmergencyGrant.state == GrantState.WAITING)
    year.waited = len((await session.exec(waiting)).all())
    await fill(session, reserve, TOWN, grants * 217_00, days=31)
    assert len(await pay_those_who_waited(session, flooded, days=31)) == len(flooded)

    for line in lines["works"]:
        await build(session, line, lines["province"][0])
    payments += await distribute_income(session, households[houses + 10 :])
    payments += await ask_for_houses(session, lines["houses"][0], households[:houses])
    await pay_through_the_bank(session, year, payments)
    await recover(session, payments[-1])
    year.secrets |= await lend(session, lines["loans"][0])
    await close(session, year)
    return year
