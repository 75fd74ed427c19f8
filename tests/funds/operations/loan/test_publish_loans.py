"""The public reads per town and quarter how many, what for, how much, how long, at which rate; few are told together."""

from datetime import date

from sqlmodel import select

from services.funds.operations.loan.publish_loans import publish_loans
from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.tables import Disclosure
from shared.events.funds import DisclosurePublished
from tests.builders.funds import COUNTY, TOWN
from tests.builders.funds_loans import a_fund, a_household, an_enterprises, lent

APRIL = date(2020, 4, 15)


async def told(session):
    rows = (await session.exec(select(Disclosure).where(Disclosure.kind == DisclosureKind.LOAN).order_by(Disclosure.id))).all()
    entries = [PublicEntry.read(row.canonical) for row in rows]
    return [entry for entry in entries if "担保基金" not in entry.subject]


async def test_a_town_of_five_households_is_told_of_and_once(session, emitted):
    await a_fund(session)
    households = [await a_household(session) for _ in range(5)]
    for household in households:
        await lent(session, household, granted_yuan="40000.00")

    assert await publish_loans(session, on=date(2020, 4, 10)) == 0
    assert await publish_loans(session, on=APRIL) == 5
    assert await publish_loans(session, on=APRIL) == 0

    [entry] = await told(session)
    assert (entry.region, entry.subject, entry.amount_fen, entry.year) == (TOWN, "小额信贷 5 户", 200_000_00, 2020)
    for said in ("2020年第一季度", "养殖 5 户 200,000.00 元", "40,000.00 元", "期限 12 个月", "年利率 4.35%"):
        assert said in entry.reason
    for household_id, person_id in households:
        assert str(household_id) not in entry.canonical and str(person_id) not in entry.canonical
    of_loans = [each for each in await emitted(session) if isinstance(each, DisclosurePublished) and each.kind == "loan"]
    assert len(of_loans) == 2  # the fund's deposit, and this


async def test_fewer_than_five_are_told_of_for_the_county_without_a_number(session):
    await a_fund(session)
    await lent(session)

    await publish_loans(session, on=APRIL)

    [entry] = await told(session)
    assert (entry.region, entry.subject) == (COUNTY, "小额信贷 不足 5 户")


async def test_a_small_use_is_named_without_its_number(session):
    await a_fund(session)
    for use in ("planting", "breeding", "breeding", "breeding", "breeding", "breeding"):
        await lent(session, asked_use=use)

    await publish_loans(session, on=APRIL)

    [entry] = await told(session)
    assert entry.subject == "小额信贷 6 户" and "用途：养殖、种植；" in entry.reason


async def test_an_enterprise_is_told_by_its_name(session):
    await an_enterprises(session)

    await publish_loans(session, on=APRIL)

    [entry] = await told(session)
    assert (entry.region, entry.subject, entry.amount_fen) == (COUNTY, "某某农业科技有限公司", 1_000_000_00)
    assert "年利率 5.22%" in entry.reason
