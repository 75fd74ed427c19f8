from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.asset_entry import asset_entry
from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.distribution import PlanState, become
from services.funds.rules.effect import Effect
from services.funds.rules.notice import NoticeAbout, Subject, must_have_stood
from services.funds.rules.payment import Ask
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.store.asset_policy import get_asset_policy_named
from services.funds.store.distribution import get_plan, income_key, list_shares, lock_plan
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.store.notice import find_last_notice
from services.funds.store.payment import ask_payments
from services.funds.tables import Disclosure, DistributionPlan, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of, town_of
from shared.security import Principal


async def pay_plan(session: AsyncSession, plan_id: UUID, *, by: Principal, at: datetime) -> DistributionPlan:
    """Once its notice has stood: ask for every household's payment, pay the collective its part, tell the public. All or none.

    Raises NoSuchPlan, OutsideRegion, PlanStateForbids, the NOTICE_LAWS, Overdrawn.
    """
    plan = await get_plan(session, plan_id)
    by.must_cover(plan.region)
    shares = await list_shares(session, plan_id)
    out_of = income_key(plan.region, plan.collective)
    towns = sorted({town_of(share.region) for share in shares})
    income, collective, *_ = await lock_accounts(
        session,
        out_of,
        AccountKey(AccountKind.COLLECTIVE_PAID_OUT, plan.region, plan.collective),
        *(AccountKey(AccountKind.HOUSEHOLD_PAID_OUT, town) for town in towns),
    )
    plan = await lock_plan(session, plan_id)
    on = china(at).date()

    state = become(plan.state, PlanState.PAID)
    must_have_stood(await find_last_notice(session, Subject(NoticeAbout.DISTRIBUTION, plan.id)), on=on)

    if plan.collective_fen:
        paid = Transfer(
            phase=Phase.MOVED,
            purpose=Purpose.COLLECTIVE_PAYMENT,
            region=plan.region,
            amount_fen=plan.collective_fen,
            about=About.DISTRIBUTION,
            about_id=plan.id,
            memo=f"{plan.year}年资产收益留集体（{plan.number}）",
            made_at=at,
        )
        await add_transfers(session, (paid, transfer.move(income, collective, plan.collective_fen)))
    asks = [
        Ask(
            about=About.DISTRIBUTION,
            about_id=plan.id,
            household_id=share.household_id,
            region=share.region,
            amount_fen=share.amount_fen,
            clause=f"资产收益分配方案 {plan.number}",
            memo=f"{plan.year}年资产收益分配",
        )
        for share in shares
    ]
    await ask_payments(session, asks, out_of=out_of, purpose=Purpose.HOUSEHOLD_PAYMENT, by=by.subject, at=at)
    plan.state, plan.paid_on = state, on
    disclosures = [_disclose(plan, "资产收益分配", plan.pool_fen, Effect.SHARED_OUT, on=on)]
    if plan.collective_fen:
        disclosures.append(_disclose(plan, "留归村集体", plan.collective_fen, Effect.SPENT, on=on))
    session.add_all(disclosures)

    await outbox.record(
        session,
        *(DisclosurePublished(entry_id=one.id, region=one.region, kind=one.kind, published_on=on) for one in disclosures),
    )
    return plan


def _disclose(plan: DistributionPlan, subject: str, amount_fen: int, effect: Effect, *, on: date) -> Disclosure:
    """The whole that is parted, or the collective's part of it; households' parts have entries when the bank has paid them."""
    policy = get_asset_policy_named(plan.policy)
    return Disclosure.of(
        asset_entry(
            DisclosureKind.DISTRIBUTION,
            id=uuid7(),
            region=plan.region,
            region_name=name_of(plan.region[:9]),
            subject=subject,
            amount_fen=amount_fen,
            reason=f"{plan.year}年资产收益分配，方案 {plan.number}",
            on=on,
            policy=policy,
            by=policy.sharing,
            effect=effect,
        )
    )
