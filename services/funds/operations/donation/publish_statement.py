from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.donation_lot import check_fund
from services.funds.rules.donation_trace import must_be_publishable
from services.funds.store.donation import get_fund, list_spent, sum_year
from services.funds.store.donation_policy import get_donation_policy
from services.funds.store.donation_trace import count_gifts, find_statement
from services.funds.store.ledger import get_account
from services.funds.tables import Disclosure, DonationStatement
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal

RULE_LIMIT = 500
_SUMS = ("opening_fen", "received_fen", "goods_received_fen", "used_fen", "returned_fen")


async def publish_statement(session: AsyncSession, number: str, year: int, *, by: Principal, on: date) -> DonationStatement:
    """Publish a fund's year that is over, once: sums, whom it helped, whether it kept its rule; no donor and no household.

    Raises NoSuchFund, OutsideRegion, NoDonationRule, StatementTooEarly, FundNotYetOpen, StatementPublished, FundNotWhole.
    """
    fund = await get_fund(session, number)
    by.must_cover(fund.region)
    account = await get_account(session, fund.account_id)
    policy, _ = get_donation_policy(fund.region, date(year, 12, 31))
    sums, spent = await sum_year(session, fund.id, year), await list_spent(session, fund.id, year)
    gifts, earlier = await count_gifts(session, fund.id, year), await find_statement(session, number, year)

    is_whole = int(sums["left_fen"]) == account.holding.sums.available_fen
    is_before_fund = year < china(fund.opened_at).year and not any((gifts, *(sums[name] for name in _SUMS)))
    must_be_publishable(
        year=year, this_year=on.year, is_before_fund=is_before_fund, is_whole=is_whole, is_published=earlier is not None
    )
    kind = policy.kind_of(fund.kind)

    told: dict[str, Any] = {name: int(sums[name]) for name in _SUMS}
    closing = told["opening_fen"] + told["received_fen"] - told["used_fen"] - told["returned_fen"]
    rule = policy.source(kind).spoken if kind else "当地规则已没有这种基金"
    entry = public_entry(
        id=uuid7(),
        kind=DisclosureKind.DONATION_STATEMENT,
        region=fund.region,
        region_name=name_of(fund.region),
        subject=fund.title,
        amount_fen=told["used_fen"],
        reason=f"{year}年度收支公布（{fund.number}）",
        clause=rule,
        published_on=on,
        year=year,
    )
    disclosure = Disclosure.of(entry)
    session.add(disclosure)
    await session.flush()
    statement = DonationStatement(
        fund_id=fund.id,
        fund=fund.number,
        region=fund.region,
        title=fund.title,
        year=year,
        **told,
        closing_fen=closing,
        donations=gifts,
        used=[{"title": one.title, "money_fen": one.money_fen, "goods_fen": one.goods_fen} for one in spent],
        rule=rule[:RULE_LIMIT],
        is_kept=check_fund(kind, spent).is_kept if kind else False,
        published_on=on,
        published_by=by.subject,
        disclosure_id=disclosure.id,
    )
    session.add(statement)
    await session.flush()

    await outbox.record(
        session,
        DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on),
    )
    return statement
